"""The bookings and the waiting list of a session."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import found, open_to, signed_in_user
from app.booking import queries, services
from app.booking.forms import PauseForm, ReasonForm
from app.booking.manage.blueprint import bp, session_to_come
from app.booking.models import BookingState
from app.booking.rules import why_no_place_is_passed_on
from app.errors import Refusal
from app.fields import Form
from app.programme.models import TrainingSession
from app.roles import TRAINING_TEAM


@bp.get("/sessions/<int:session_id>/bookings")
@open_to(TRAINING_TEAM)
def bookings(session_id: int) -> ResponseReturnValue:
    return _desk(session_to_come(session_id), PauseForm())


@bp.post("/sessions/<int:session_id>/pause")
@open_to(TRAINING_TEAM)
def pause(session_id: int) -> ResponseReturnValue:
    """Pass no place on; without a reason, go on."""
    session, form = session_to_come(session_id), PauseForm()
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


def _desk(session: TrainingSession, form: Form) -> ResponseReturnValue:
    places = queries.availability([session], at=clock.now())[session.id]
    return render_template(
        "booking/desk.html",
        session=session,
        form=form,
        booked=queries.of_session(session, BookingState.BOOKED),
        offered=queries.of_session(session, BookingState.OFFERED),
        waiting=queries.waiting_list(session.id),
        places=places,
        why_none=why_no_place_is_passed_on(session, places, clock.now()),
        now=clock.now(),
    )
