"""The office desk: the bookings and the waiting list of a session, and what is done for somebody."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import found, open_to, signed_in_user
from app.booking import queries, services
from app.booking.forms import CancelBookingForm, CancelSessionForm, ChangeSessionForm, PauseForm, ReasonForm
from app.booking.models import BookingState
from app.errors import Refusal
from app.fields import Form
from app.formatting import count
from app.programme import queries as programme
from app.programme.models import TrainingSession
from app.roles import TRAINING_TEAM

bp = Blueprint("desk", __name__, url_prefix="/manage")


@bp.get("/sessions/<int:session_id>/bookings")
@open_to(TRAINING_TEAM)
def bookings(session_id: int) -> ResponseReturnValue:
    return _desk(_session(session_id), PauseForm())


@bp.post("/sessions/<int:session_id>/pause")
@open_to(TRAINING_TEAM)
def pause(session_id: int) -> ResponseReturnValue:
    """Pass no place on; without a reason, go on."""
    session, form = _session(session_id), PauseForm()
    if not form.validate_on_submit():
        return _desk(session, form)
    services.pause_offers(session, reason=form.reason.data or "", by=signed_in_user(), at=clock.now())
    flash("Nobody is offered a place until you go on." if session.offers_paused else "Free places are passed on again.")
    return redirect(url_for("desk.bookings", session_id=session_id))


@bp.route("/bookings/<int:booking_id>/to-the-front", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def to_the_front(booking_id: int) -> ResponseReturnValue:
    booking, form = found(queries.booking(booking_id)), ReasonForm()
    if form.validate_on_submit():
        try:
            services.move_to_the_front(booking, reason=form.reason.data, by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(f"{booking.name} is next in line.")
            return redirect(url_for("desk.bookings", session_id=booking.session_id))
    return render_template("booking/to_the_front.html", booking=booking, form=form)


@bp.route("/bookings/<int:booking_id>/cancel", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def cancel_booking(booking_id: int) -> ResponseReturnValue:
    """For somebody who told us: a place is withdrawn, somebody waiting leaves the list."""
    booking, form = found(queries.booking(booking_id)), CancelBookingForm()
    if form.validate_on_submit():
        try:
            services.cancel_for_somebody(booking, **form.details(), by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(f"The booking of {booking.name} is cancelled.")
            return redirect(url_for("desk.bookings", session_id=booking.session_id))
    return render_template("booking/cancel_booking.html", booking=booking, form=form, now=clock.now())


@bp.route("/sessions/<int:session_id>/change", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def change(session_id: int) -> ResponseReturnValue:
    session = _session(session_id)
    form = ChangeSessionForm(session)
    if form.validate_on_submit():
        try:
            told = services.change_session(session, form.details(session), by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(f"The session is changed. {count(told, 'person is', 'people are')} told by e-mail.")
            return redirect(url_for("programme.show_session", session_id=session_id))
    return render_template("booking/change_session.html", session=session, form=form)


@bp.route("/sessions/<int:session_id>/cancel", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def cancel_session(session_id: int) -> ResponseReturnValue:
    """Says what cancelling will do before it is done."""
    session, form = _session(session_id), CancelSessionForm()
    if form.validate_on_submit():
        told = services.cancel_session(
            session, form.reason.data, words=form.words.data or "", by=signed_in_user(), at=clock.now()
        )
        flash(f"The session is cancelled. {count(told, 'person is', 'people are')} told by e-mail.")
        return redirect(url_for("programme.show_session", session_id=session_id))
    booked = len(queries.of_session(session, BookingState.BOOKED))
    waiting = len(queries.waiting_list(session.id))
    return render_template("booking/cancel_session.html", session=session, form=form, booked=booked, waiting=waiting)


def _session(session_id: int) -> TrainingSession:
    """A published session that hasn't started: before, it is edited; afterwards, its register says what happened."""
    session = found(programme.session(session_id))
    return session if session.is_published and not session.has_started(clock.now()) else abort(404)


def _desk(session: TrainingSession, form: Form) -> ResponseReturnValue:
    return render_template(
        "booking/desk.html",
        session=session,
        form=form,
        booked=queries.of_session(session, BookingState.BOOKED),
        offered=queries.of_session(session, BookingState.OFFERED),
        waiting=queries.waiting_list(session.id),
        places=queries.availability([session], at=clock.now())[session.id],
        now=clock.now(),
    )
