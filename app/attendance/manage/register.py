"""The register on a page: one tap a person."""

from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import found, open_to, signed_in_user
from app.accounts import queries as accounts
from app.attendance import queries, services
from app.attendance.forms import CameInsteadForm, HeadCountForm, WalkInForm
from app.attendance.manage.blueprint import MARKERS, bp, session_with_register
from app.booking.models import MARKS, Outcome
from app.booking.queries import on_the_register
from app.errors import Refusal
from app.fields import Form
from app.formatting import count
from app.programme import queries as programme
from app.programme.models import TrainingSession
from app.roles import TRAINING_TEAM

NOT_MARKED = "not-marked"
SHOWN_FOR = timedelta(days=60)


@bp.get("")
@open_to(MARKERS)
def registers() -> ResponseReturnValue:
    now, user = clock.now(), signed_in_user()
    trainer = None if user.is_training_team else user.email
    return render_template(
        "attendance/registers.html",
        to_mark=queries.registers_to_mark(at=now, trainer=trainer),
        coming=queries.registers_coming(at=now, trainer=trainer),
        closed=queries.registers_closed(trainer=trainer),
        open_to_all=[] if trainer else queries.open_sessions_over(at=now, since=now - SHOWN_FOR),
    )


@bp.get("/<int:session_id>")
@open_to(MARKERS)
def register(session_id: int) -> ResponseReturnValue:
    return _register_page(session_with_register(session_id), Form())


@bp.post("/<int:session_id>/everyone-attended")
@open_to(MARKERS)
def everyone_attended(session_id: int) -> ResponseReturnValue:
    session = session_with_register(session_id)
    marked = services.mark_everyone_attended(session, by=signed_in_user(), at=clock.now())
    flash(f"{count(marked, 'person', 'people')} marked as attended. Now change those who were not there.")
    return redirect(url_for("attendance.register", session_id=session_id))


@bp.post("/<int:session_id>/bookings/<int:booking_id>")
@open_to(MARKERS)
def mark(session_id: int, booking_id: int) -> ResponseReturnValue:
    booking = found(queries.booking_on_register(session_with_register(session_id), booking_id))
    services.mark(booking, _outcome(request.form.get("outcome", "")), by=signed_in_user(), at=clock.now())
    return redirect(url_for("attendance.register", session_id=session_id, _anchor=f"booking-{booking_id}"))


@bp.post("/<int:session_id>/bookings/<int:booking_id>/remove")
@open_to(MARKERS)
def take_off(session_id: int, booking_id: int) -> ResponseReturnValue:
    booking = found(queries.booking_on_register(session_with_register(session_id), booking_id))
    services.take_off(booking, by=signed_in_user(), at=clock.now())
    flash(f"{booking.name} is off the register.")
    return redirect(url_for("attendance.register", session_id=session_id))


@bp.route("/<int:session_id>/walk-in", methods=["GET", "POST"])
@open_to(MARKERS)
def walk_in(session_id: int) -> ResponseReturnValue:
    session = session_with_register(session_id)
    form = WalkInForm()
    if form.validate_on_submit():
        try:
            services.add_walk_in(
                session,
                name=form.name.data,
                email=form.email.data,
                agency=form.chosen_agency(),
                by=signed_in_user(),
                at=clock.now(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(f"{form.name.data} is on the register as a walk-in.")
            return redirect(url_for("attendance.register", session_id=session_id))
    return render_template("attendance/walk_in.html", session=session, form=form, agencies=accounts.listed_agencies())


@bp.route("/<int:session_id>/bookings/<int:booking_id>/instead", methods=["GET", "POST"])
@open_to(MARKERS)
def came_instead(session_id: int, booking_id: int) -> ResponseReturnValue:
    """A colleague at the door is a substitution: not an absence, a walk-in and a bill."""
    booking = found(queries.booking_on_register(session_with_register(session_id), booking_id))
    form = CameInsteadForm(booking)
    if form.validate_on_submit():
        try:
            services.came_instead(booking, form.delegate(), by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(f"{form.name.data} came instead of {booking.name}. Nothing is charged.")
            return redirect(url_for("attendance.register", session_id=session_id))
    agencies = accounts.listed_agencies()
    return render_template("attendance/came_instead.html", booking=booking, form=form, agencies=agencies)


@bp.route("/<int:session_id>/head-count", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def head_count(session_id: int) -> ResponseReturnValue:
    """An open session has no names: how many came is all there is to say."""
    session = found(programme.session(session_id))
    register = queries.register_of(session)
    form = HeadCountForm(how_many=register and register.head_count)
    if form.validate_on_submit():
        try:
            services.count_heads(session, form.came(), by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(f"{count(form.came(), 'attendance')} counted for {session.title}.")
            return redirect(url_for("attendance.registers"))
    return render_template("attendance/head_count.html", session=session, form=form)


@bp.post("/<int:session_id>/close")
@open_to(TRAINING_TEAM)
def close(session_id: int) -> ResponseReturnValue:
    session, form = session_with_register(session_id), Form()
    try:
        services.close_register(session, by=signed_in_user(), at=clock.now())
    except Refusal as refusal:
        form.refuse(refusal)
        return _register_page(session, form)
    flash("The register is closed. Charges are proposed within the minute, for you to decide.")
    return redirect(url_for("attendance.register", session_id=session_id))


def _outcome(given: str) -> Outcome | None:
    if given == NOT_MARKED:
        return None
    return Outcome(given) if given in MARKS else abort(400)


def _register_page(session: TrainingSession, form: Form) -> ResponseReturnValue:
    bookings = on_the_register(session)
    marked = [booking for booking in bookings if booking.outcome]
    return render_template(
        "attendance/register.html",
        session=session,
        bookings=bookings,
        here_count=sum(booking.was_there for booking in marked),
        not_here=sum(not booking.was_there for booking in marked),
        to_mark=len(bookings) - len(marked),
        register=queries.register_of(session),
        can_be_marked=session.can_be_marked(clock.now()),
        marks=MARKS,
        form=form,
        now=clock.now(),
    )
