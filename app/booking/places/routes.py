"""Booking a place, or joining the waiting list."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.people import queries as people
from app.accounts.signed_in import signed_in_user
from app.booking import queries as booking_queries
from app.booking.claims.services_delegates import delegate_of
from app.booking.eligibility.rules_verdict import refusal_of, verdict_of
from app.booking.models import Booking
from app.booking.places import forms, services
from app.booking.strangers import queries as strangers
from app.booking.waiting_list import services as waiting_list
from app.core import clock, links
from app.core.errors import Refusal
from app.core.links import Secret, opened_by_mail
from app.programme.models_sessions import TrainingSession
from app.programme.sessions import queries as sessions
from app.terms.policies import queries as policies
from app.web.access import EVERYONE, SIGNED_IN, client_address, found, open_to

bp = Blueprint("booking_places", __name__)

ASKED_BY = "asked_by"
MOST_KEPT = 30


@bp.route("/sessions/<int:session_id>/book", methods=["GET", "POST"])
@open_to(EVERYONE)
def book(session_id: int) -> ResponseReturnValue:
    """One form. Someone signed in has the place at once; anybody else confirms the address first."""
    return _by_the_form(_public(session_id))


@bp.route("/sessions/<int:session_id>/waiting-list", methods=["GET", "POST"])
@open_to(EVERYONE)
def wait(session_id: int) -> ResponseReturnValue:
    """The same form for a full session: someone signed in joins the list, anybody else confirms the address first."""
    return _by_the_form(_public(session_id), is_for_the_waiting_list=True)


@bp.route("/invitations/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
@opened_by_mail("invitation")
def invited(token: str) -> ResponseReturnValue:
    """A bespoke session, for those who have its link: booked, or waited for, as any other."""
    session = _session_of_invitation(token)
    places = booking_queries.availability([session], at=clock.now())[session.id]
    verdict = verdict_of(session, at=clock.now(), places=places)
    return _by_the_form(session, is_for_the_waiting_list=verdict.can_be_waited_for)


@bp.post("/sessions/<int:session_id>/book-now")
@open_to(SIGNED_IN)
def book_now(session_id: int) -> ResponseReturnValue:
    """One button, for someone signed in whose last booking told us all we ask, and who has nothing else then."""
    session, user = _public(session_id), signed_in_user()
    if not user.can_book_with_one_button or booking_queries.clashes(user, session):
        return redirect(url_for("booking_places.book", session_id=session_id))
    try:
        booking = services.book_place(session, delegate_of(user), by=user, at=clock.now())
    except Refusal as refusal:
        form = forms.BookingForm(session, formdata=None)  # with what we know of them
        form.refuse(refusal)
        return _booking_page(session, form)
    return redirect(url_for("booking_mine.show", booking_id=booking.id))


def _by_the_form(session: TrainingSession, *, is_for_the_waiting_list: bool = False) -> ResponseReturnValue:
    form = forms.BookingForm(session)
    if form.validate_on_submit():
        with form.refusing():
            return (_wait if is_for_the_waiting_list else _book)(session, form)
    return _booking_page(session, form, is_for_the_waiting_list=is_for_the_waiting_list)


def _book(session: TrainingSession, form: forms.BookingForm) -> ResponseReturnValue:
    if current_user.is_authenticated:
        booking = services.book_place(session, form.delegate(), by=signed_in_user(), at=clock.now())
        return redirect(url_for("booking_mine.show", booking_id=booking.id))
    booking = services.hold_place(
        session, form.delegate(), at=clock.now(), client_address=client_address(), held_here=held_here()
    )
    return page_for_the_code(booking)


def _wait(session: TrainingSession, form: forms.BookingForm) -> ResponseReturnValue:
    if current_user.is_authenticated:
        booking = waiting_list.join_waiting_list(session, form.delegate(), by=signed_in_user(), at=clock.now())
        return redirect(url_for("booking_mine.show", booking_id=booking.id))
    booking = services.ask_to_wait(
        session, form.delegate(), at=clock.now(), client_address=client_address(), held_here=held_here()
    )
    return page_for_the_code(booking)


def _booking_page(
    session: TrainingSession, form: forms.BookingForm, *, is_for_the_waiting_list: bool = False
) -> ResponseReturnValue:
    now = clock.now()
    person = signed_in_user() if current_user.is_authenticated else None
    places = booking_queries.availability([session], at=now)[session.id]
    verdict = verdict_of(session, at=now, places=places)
    filled_meanwhile = form.is_submitted() and not is_for_the_waiting_list and verdict.can_be_waited_for
    page = render_template(
        "booking/places/book.html",
        session=session,
        form=form,
        now=now,
        places=places,
        verdict=verdict,
        refusal=refusal_of(verdict, session),
        agencies=people.names_to_suggest(),
        costs=policies.costs_today(session, person.agency if person else None, on=clock.today()),
        is_for_the_waiting_list=is_for_the_waiting_list or filled_meanwhile,
        filled_meanwhile=filled_meanwhile,
        mine=booking_queries.live_booking(session.id, person.id) if person else None,
        code_comes_first=person is None and not strangers.may_hold(session, client_address(), at=now),
        clashes=booking_queries.clashes(person, session) if person else [],
    )
    return page, {"Cache-Control": "no-store"}  # so that Back asks again, and says that the place is theirs


def _session_of_invitation(token: str) -> TrainingSession:
    """The session that an invitation is to. One replaced by a newer link says so."""
    try:
        secret = links.read_token("invitation", token)
    except links.BadToken:
        abort(404)
    session = found(sessions.session(secret.record))
    if session.is_draft:
        abort(404)
    session.must_be_invited_by(secret.version)
    return session


def _public(session_id: int) -> TrainingSession:
    session = found(sessions.session(session_id))
    return session if session.is_on_show else abort(404)


def held_here() -> list[int]:
    """The proofs that this browser asked for: asking again replaces what they hold."""
    kept = browser.get(ASKED_BY, [])
    return [number for number in kept if isinstance(number, int)] if isinstance(kept, list) else []


def note_held_here(booking: Booking) -> None:
    browser[ASKED_BY] = [*held_here(), booking.proof_id][-MOST_KEPT:]


def page_for_the_code(booking: Booking) -> ResponseReturnValue:
    """Where the code is typed, for the browser that has just asked."""
    note_held_here(booking)
    assert booking.proof_id is not None
    token = links.token(Secret("hold", booking.id, booking.proof_id))
    return redirect(url_for("booking_places.held", token=token))
