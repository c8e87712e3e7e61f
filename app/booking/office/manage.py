"""The bookings and the waiting list of a session."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.agency_holds import queries as holds
from app.booking import queries as booking_queries
from app.booking.eligibility.rules_verdict import verdict_of
from app.booking.office import forms
from app.booking.states import BookingState
from app.booking.unnamed_places import services as unnamed_places
from app.booking.waiting_list import rules as waiting_list_rules
from app.booking.waiting_list import services as waiting_list_services
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.programme.models_sessions import TrainingSession
from app.programme.sessions import queries as sessions
from app.web.access import found, open_to
from app.web.forms import Form
from app.web.navigation import linked_from, page_of

bp = Blueprint("booking_office", __name__)


def is_still_to_come(session: TrainingSession) -> bool:
    """Published, and not begun: before, it is edited; afterwards, its register says what happened."""
    return session.is_published and not session.has_started(clock.now())


def has_been(session: TrainingSession) -> bool:
    """It has begun, and people have booked it."""
    return session.takes_bookings and session.has_started(clock.now())


@bp.get("/manage/sessions/<int:session_id>/bookings")
@open_to(TRAINING_TEAM)
@linked_from("session", "Bookings and waiting list", when=is_still_to_come, is_main=True)
@page_of("bookings of a session")
def bookings(session_id: int) -> ResponseReturnValue:
    return _desk(session_to_come(session_id), forms.PauseForm())


@bp.post("/manage/sessions/<int:session_id>/pause")
@open_to(TRAINING_TEAM)
def pause(session_id: int) -> ResponseReturnValue:
    """Pass no place on; without a reason, go on."""
    session, form = session_to_come(session_id), forms.PauseForm()
    if not form.validate_on_submit():
        return _desk(session, form)
    waiting_list_services.pause_offers(session, reason=form.reason.data or "", by=signed_in_user(), at=clock.now())
    flash("Nobody is offered a place until you go on." if session.offers_paused else "Free places are passed on again.")
    return redirect(url_for("booking_office.bookings", session_id=session_id))


@bp.route("/manage/bookings/<int:booking_id>/to-the-front", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def to_the_front(booking_id: int) -> ResponseReturnValue:
    booking, form = found(booking_queries.booking(booking_id)), forms.PriorityReasonForm()
    if form.validate_on_submit():
        with form.refusing():
            waiting_list_services.move_to_the_front(
                booking, reason=form.reason.data, by=signed_in_user(), at=clock.now()
            )
            flash(f"{booking.name} is next in line.")
            return redirect(url_for("booking_office.bookings", session_id=booking.session_id))
    return render_template("booking/office/to_the_front.html", booking=booking, form=form)


@bp.post("/manage/holds/<int:hold_id>/let-go")
@open_to(TRAINING_TEAM)
def let_hold_go(hold_id: int) -> ResponseReturnValue:
    """What an agency holds without names is free again."""
    hold = found(holds.hold(hold_id))
    unnamed_places.let_go(hold, by=signed_in_user(), at=clock.now())
    flash(f"What {hold.agency.name} held is free again. Tell {hold.made_by.name}: we don’t write to them.")
    return redirect(url_for("booking_office.bookings", session_id=hold.session_id))


def _desk(session: TrainingSession, form: Form) -> ResponseReturnValue:
    places = booking_queries.availability([session], at=clock.now())[session.id]
    return render_template(
        "booking/office/desk.html",
        session=session,
        form=form,
        booked=booking_queries.of_session(session, BookingState.BOOKED),
        offered=booking_queries.of_session(session, BookingState.OFFERED),
        waiting=booking_queries.waiting_list(session.id),
        holds=holds.holds_of_session(session, at=clock.now()),
        places=places,
        verdict=verdict_of(session, at=clock.now(), places=places, waives_dates=True),
        why_none=waiting_list_rules.why_no_place_is_passed_on(session, places, clock.now()),
        now=clock.now(),
    )


def session_to_come(session_id: int) -> TrainingSession:
    session = found(sessions.session(session_id))
    return session if is_still_to_come(session) else abort(404)
