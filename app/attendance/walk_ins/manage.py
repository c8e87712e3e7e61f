"""At the door: somebody without a booking, or a colleague instead; afterwards too, as a correction."""

from flask import Blueprint, flash, render_template
from flask.typing import ResponseReturnValue

from app.accounts.people import queries as people
from app.accounts.signed_in import signed_in_user
from app.attendance.registers import pages as registers_pages
from app.attendance.registers import queries as registers_queries
from app.attendance.registers import rules as registers_rules
from app.attendance.registers.pages import MARKERS
from app.attendance.walk_ins import forms, services
from app.booking.models import Booking
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.web.access import open_to
from app.web.formatting import short_date

bp = Blueprint("attendance_walk_ins", __name__)


@bp.route("/registers/<int:session_id>/walk-in", methods=["GET", "POST"])
@open_to(MARKERS)
def walk_in(session_id: int) -> ResponseReturnValue:
    session, user, now = registers_pages.session_marked(session_id), signed_in_user(), clock.now()
    day = registers_rules.day_of(session, registers_pages.day_asked_for(session), now)
    form = forms.WalkInForm(is_correction=registers_queries.would_correct(session, on=day.on, by=user, at=now))
    if form.validate_on_submit():
        with form.refusing():
            services.add_walk_in(
                session,
                name=form.name.data,
                email="" if form.gave_no_email() else form.email.data,
                agency=form.chosen_agency(),
                on=day.on,
                other_agency=form.other_agency(),
                is_theirs=form.is_theirs.data,
                why=form.reason(),
                by=user,
                at=now,
            )
            of_day = f" of {short_date(day.on)}" if len(session.days) > 1 else ""
            flash(f"{form.name.data} is on the register{of_day} as a walk-in.")
            return registers_pages.back_to_register(session_id)
    return render_template(
        "attendance/walk_ins/walk_in.html",
        session=session,
        day=day,
        form=form,
        agencies=people.names_to_suggest(),
        asked=registers_pages.where_we_were(),
    )


@bp.post("/registers/<int:session_id>/bookings/<int:booking_id>/remove")
@open_to(MARKERS)
def take_off(session_id: int, booking_id: int) -> ResponseReturnValue:
    booking = registers_pages.booking_marked(session_id, booking_id)
    services.take_off(booking, by=signed_in_user(), at=clock.now())
    flash(f"{booking.name} is off the register.")
    return registers_pages.back_to_register(session_id)


@bp.route("/registers/<int:session_id>/bookings/<int:booking_id>/remove-after-closing", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def take_off_closed(session_id: int, booking_id: int) -> ResponseReturnValue:
    """A walk-in on a closed register: why they come off it is asked."""
    booking, form = registers_pages.booking_marked(session_id, booking_id), forms.TakeOffForm()
    if form.validate_on_submit():
        with form.refusing():
            services.take_off(booking, why=form.why.data, by=signed_in_user(), at=clock.now())
            flash(f"{booking.name} is off the register.")
            return registers_pages.back_to_register(session_id)
    return render_template(
        "attendance/walk_ins/take_off_closed.html", booking=booking, form=form, asked=registers_pages.where_we_were()
    )


@bp.route("/registers/<int:session_id>/bookings/<int:booking_id>/instead", methods=["GET", "POST"])
@open_to(MARKERS)
def came_instead(session_id: int, booking_id: int) -> ResponseReturnValue:
    """A colleague at the door is a substitution: not an absence, a walk-in and a bill."""
    booking = registers_pages.booking_marked(session_id, booking_id)
    on, by, at = registers_pages.day_asked_for(booking.session), signed_in_user(), clock.now()
    form = forms.CameInsteadForm(
        booking, is_correction=registers_queries.would_correct(booking.session, on=on, by=by, at=at)
    )
    if form.validate_on_submit():
        with form.refusing():
            services.came_instead(
                booking, form.delegate(), is_theirs=form.is_theirs.data, why=form.reason(), on=on, by=by, at=at
            )
            flash(f"{form.name.data} came instead of {booking.name}. {_what_follows(booking)}")
            return registers_pages.back_to_register(session_id)
    return render_template(
        "attendance/walk_ins/came_instead.html",
        booking=booking,
        form=form,
        agencies=people.names_to_suggest(),
        asked=registers_pages.where_we_were(),
    )


def _what_follows(booking: Booking) -> str:
    """Of a place that passed to a colleague at the door: absences on other days go with it, and may be charged."""
    if len(booking.session.days) == 1:
        return "Nothing is charged."
    return "The place is theirs for every day of the session: mark the other days too."
