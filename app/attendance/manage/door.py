"""At the door: somebody without a booking, or a colleague instead; afterwards too, as a correction."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from app import clock
from app.access import open_to, signed_in_user
from app.accounts import queries as accounts
from app.attendance import queries, services
from app.attendance.forms import CameInsteadForm, TakeOffForm, WalkInForm
from app.attendance.manage.blueprint import (
    MARKERS,
    back_to_register,
    booking_marked,
    bp,
    day_asked_for,
    session_marked,
    where_we_were,
)
from app.attendance.rules import day_of
from app.booking.models import Booking
from app.errors import Refusal
from app.formatting import short_date
from app.roles import TRAINING_TEAM


@bp.route("/<int:session_id>/walk-in", methods=["GET", "POST"])
@open_to(MARKERS)
def walk_in(session_id: int) -> ResponseReturnValue:
    session, user, now = session_marked(session_id), signed_in_user(), clock.now()
    day = day_of(session, day_asked_for(session), now)
    form = WalkInForm(is_correction=queries.would_correct(session, on=day.on, by=user, at=now))
    if form.validate_on_submit():
        try:
            services.add_walk_in(
                session,
                name=form.name.data,
                email=form.email.data,
                agency=form.chosen_agency(),
                on=day.on,
                other_agency=form.other_agency(),
                is_theirs=form.is_theirs.data,
                why=form.reason(),
                by=user,
                at=now,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            of_day = f" of {short_date(day.on)}" if len(session.days) > 1 else ""
            flash(f"{form.name.data} is on the register{of_day} as a walk-in.")
            return back_to_register(session_id)
    return render_template(
        "attendance/walk_in.html",
        session=session,
        day=day,
        form=form,
        agencies=accounts.listed_agencies(),
        asked=where_we_were(),
    )


@bp.post("/<int:session_id>/bookings/<int:booking_id>/remove")
@open_to(MARKERS)
def take_off(session_id: int, booking_id: int) -> ResponseReturnValue:
    booking = booking_marked(session_id, booking_id)
    services.take_off(booking, by=signed_in_user(), at=clock.now())
    flash(f"{booking.name} is off the register.")
    return back_to_register(session_id)


@bp.route("/<int:session_id>/bookings/<int:booking_id>/remove-after-closing", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def take_off_closed(session_id: int, booking_id: int) -> ResponseReturnValue:
    """A walk-in on a closed register: why they come off it is asked."""
    booking, form = booking_marked(session_id, booking_id), TakeOffForm()
    if form.validate_on_submit():
        try:
            services.take_off(booking, why=form.why.data, by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(f"{booking.name} is off the register.")
            return back_to_register(session_id)
    return render_template("attendance/take_off_closed.html", booking=booking, form=form, asked=where_we_were())


@bp.route("/<int:session_id>/bookings/<int:booking_id>/instead", methods=["GET", "POST"])
@open_to(MARKERS)
def came_instead(session_id: int, booking_id: int) -> ResponseReturnValue:
    """A colleague at the door is a substitution: not an absence, a walk-in and a bill."""
    booking = booking_marked(session_id, booking_id)
    details = {"on": day_asked_for(booking.session), "by": signed_in_user(), "at": clock.now()}
    form = CameInsteadForm(booking, is_correction=queries.would_correct(booking.session, **details))
    if form.validate_on_submit():
        try:
            services.came_instead(booking, form.delegate(), is_theirs=form.is_theirs.data, why=form.reason(), **details)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(f"{form.name.data} came instead of {booking.name}. {_what_follows(booking)}")
            return back_to_register(session_id)
    return render_template(
        "attendance/came_instead.html",
        booking=booking,
        form=form,
        agencies=accounts.listed_agencies(),
        asked=where_we_were(),
    )


def _what_follows(booking: Booking) -> str:
    """Of a place that passed to a colleague at the door: absences on other days go with it, and may be charged."""
    if len(booking.session.days) == 1:
        return "Nothing is charged."
    return "The place is theirs for every day of the session: mark the other days too."
