"""Taking a place: hold it until the address is confirmed, or book at once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import AddressProof, User
from app.accounts.signing_in import services as signing_in
from app.accounts.signing_in.refusals import TooManyFromOnePlace
from app.audit import services as audit
from app.audit.models import Verb
from app.booking import queries as booking_queries
from app.booking.claims import services as claims
from app.booking.claims.services_delegates import agency_of, person_of, refusals_about_others, remember_details
from app.booking.delegates import Delegate
from app.booking.eligibility import services as eligibility
from app.booking.eligibility.rules_verdict import must_be_bookable, verdict_of
from app.booking.models import Booking
from app.booking.places import emails, queries, rules
from app.booking.refusals import HoldLapsed
from app.booking.services_letters import announce, mail
from app.booking.strangers import queries as strangers_queries
from app.booking.strangers import rules as strangers_rules
from app.booking.strangers import services as strangers
from app.booking.waiting_list import services as waiting_list
from app.core.changes import in_batches
from app.core.database import command, db, prepared_command
from app.core.errors import Refusal
from app.notifications.models import LetterKind
from app.programme.models_sessions import TrainingSession


def hold_place(
    session: TrainingSession,
    delegate: Delegate,
    *,
    at: datetime,
    client_address: str = "",
    held_here: Collection[int] = (),
) -> Booking:
    """Keep a place for 30 minutes while the address is confirmed; the code and link are in the mail.

    Where many places are kept already that nobody has confirmed, none is kept: it is taken once the code is typed.
    It replaces what the same browser asked for with the same address, by the proofs `held_here`; what is said doesn't
    depend on whose address it is. Raises SessionFull, SessionStarted, NotOpenForBooking, which rule of the session
    about the agency it breaks, TooManyRequests or TooManyAsked.
    """
    claims.read_ahead(session, at=at)
    return _hold_and_ask(session, delegate, at=at, client_address=client_address, held_here=held_here)


@prepared_command
def _hold_and_ask(
    session: TrainingSession, delegate: Delegate, *, at: datetime, client_address: str, held_here: Collection[int]
) -> Booking:
    booking = _hold(session, delegate, at=at, client_address=client_address, held_here=held_here)
    _ask_for_proof([booking], at=at, client_address=client_address)
    return booking


@command
def ask_to_wait(
    session: TrainingSession,
    delegate: Delegate,
    *,
    at: datetime,
    client_address: str = "",
    held_here: Collection[int] = (),
) -> Booking:
    """Onto the waiting list once the address is confirmed, by code or link as for a hold.

    Raises PlacesLeft and otherwise what `hold_place` raises.
    """
    claims.lock_session(session)
    network = strangers_rules.network_of(client_address)
    booking = strangers.pending_claim(session, delegate, held_here=held_here, network=network, at=at)
    waiting_list.must_be_full(session, at)
    booking.ask_to_wait(at + rules.HOLD_LASTS)
    _add(booking, Verb.ASKED_TO_WAIT, at=at)
    _ask_for_proof([booking], at=at, client_address=client_address)
    return booking


@command
def mail_new_code(booking: Booking, *, at: datetime, client_address: str = "") -> None:
    """A new code and link; the earlier ones stop working. Raises HoldLapsed or what asking for a proof raises."""
    if not booking.is_held(at):
        raise HoldLapsed
    _ask_for_proof(queries.held_together(booking), at=at, client_address=client_address)


def book_place(
    session: TrainingSession, delegate: Delegate, *, by: User, at: datetime, waives_rules: bool = False
) -> Booking:
    """Book for someone signed in, or, by the office or an agency's lead, for somebody else by their address.

    Raises SessionFull, SessionStarted, NotOpenForBooking, AlreadyBooked or which rule of the session it breaks.
    """
    claims.read_ahead(session, at=at)
    return _book_and_announce(session, delegate, by=by, at=at, waives_rules=waives_rules)


@prepared_command
def _book_and_announce(
    session: TrainingSession, delegate: Delegate, *, by: User, at: datetime, waives_rules: bool
) -> Booking:
    booking = _book(session, delegate, by=by, at=at, waives_rules=waives_rules)
    announce(booking, by=by, at=at)
    return booking


@dataclass(frozen=True)
class Attempt:
    """What came of booking one of several sessions: a booking, or why there is none."""

    session: TrainingSession
    booking: Booking | None = None
    refusal: str = ""


@command
def book_several(sessions: list[TrainingSession], delegate: Delegate, *, by: User, at: datetime) -> list[Attempt]:
    """Book each that can be booked, with one confirmation; what can't be says why, and the rest is kept."""
    attempts = []
    claims.lock_sessions(sessions)
    for session in sessions:
        try:
            with db.session.begin_nested():  # a refused one undoes itself
                attempts.append(Attempt(session, _book(session, delegate, by=by, at=at)))
        except Refusal as refusal:
            attempts.append(Attempt(session, refusal=refusal.message))
    booked = [attempt.booking for attempt in attempts if attempt.booking]
    if booked:
        announce(*sorted(booked, key=lambda booking: booking.session.starts_at), by=by, at=at)
    return sorted(attempts, key=lambda attempt: attempt.session.starts_at)


@command
def hold_several(
    sessions: list[TrainingSession],
    delegate: Delegate,
    *,
    at: datetime,
    client_address: str = "",
    held_here: Collection[int] = (),
) -> list[Attempt]:
    """Keep a place on each that has one, on five at most; what else is ticked is booked once the one code is typed.

    Raises TooManyRequests.
    """
    attempts: list[Attempt] = []
    claims.lock_sessions(sessions)
    for session in sorted(sessions, key=lambda session: session.starts_at):
        kept = sum(attempt.booking is not None and not attempt.booking.is_asked for attempt in attempts)
        few = kept < strangers_rules.MOST_HELD_BY_ONE_CODE
        try:
            with db.session.begin_nested():
                booking = _hold(
                    session, delegate, at=at, client_address=client_address, held_here=held_here, may_keep=few
                )
                attempts.append(Attempt(session, booking))
        except Refusal as refusal:
            attempts.append(Attempt(session, refusal=refusal.message))
    held = [attempt.booking for attempt in attempts if attempt.booking]
    if held:
        _ask_for_proof(held, at=at, client_address=client_address)
    return sorted(attempts, key=lambda attempt: attempt.session.starts_at)


def lapse_holds(*, at: datetime) -> int:
    """Free the places whose 30 minutes are over; returns how many. Strangers are forgotten with their holds."""
    lapsed = sum(_lapse(some, at=at) for some in in_batches(queries.holds_over(at=at)))
    strangers.forget_strangers()
    return lapsed


@command
def _lapse(numbers: list[int], *, at: datetime) -> int:
    lapsed = 0
    for booking_id in numbers:
        booking = db.session.get_one(Booking, booking_id, with_for_update={"of": Booking}, populate_existing=True)
        if booking.is_hold_over(at):
            claims.lapse(booking)
            lapsed += 1
    return lapsed


def _book(
    session: TrainingSession, delegate: Delegate, *, by: User, at: datetime, waives_rules: bool = False
) -> Booking:
    claims.lock_session(session)
    person, agency = person_of(delegate, by=by, at=at), agency_of(delegate)
    standing = claims.give_up_pending(session, person)
    with refusals_about_others(delegate, to=by):
        booking = claims.claim(
            session, person, delegate.snapshot(agency), standing=standing, at=at, waives_rules=waives_rules
        )
        if not waives_rules:
            eligibility.must_be_eligible(session, person, at=at)
    claims.take_place(booking, session, at=at)
    booking.book(at)
    db.session.add(booking)
    remember_details(booking, by=by)
    return booking


def _hold(
    session: TrainingSession,
    delegate: Delegate,
    *,
    at: datetime,
    client_address: str,
    held_here: Collection[int],
    may_keep: bool = True,
) -> Booking:
    claims.lock_session(session)
    network, until = strangers_rules.network_of(client_address), at + rules.HOLD_LASTS
    booking = strangers.pending_claim(session, delegate, held_here=held_here, network=network, at=at)
    if may_keep and strangers_queries.may_hold(session, client_address, at=at):
        claims.take_place(booking, session, at=at)
        booking.hold(until)
        _add(booking, Verb.HELD_PLACE, at=at)
    else:
        places = claims.places_of(session, at=at)
        must_be_bookable(verdict_of(session, at=at, places=places, waives_dates=True), session)
        booking.ask(until)
        _add(booking, Verb.ASKED_FOR_PLACE, at=at)
    return booking


def _add(pending: Booking, verb: Verb, *, at: datetime) -> None:
    db.session.add(pending)
    audit.write(verb, pending, by=None, at=at)


def _ask_for_proof(held: list[Booking], *, at: datetime, client_address: str) -> None:
    """One code for all that is held together; the mail says what its reader has booked already."""
    person = held[0].practitioner
    proof = _new_proof(person.email, at=at, client_address=client_address)
    for booking in held:
        booking.proof = proof
    db.session.flush()
    standing = {booking: booking_queries.live_booking(booking.session_id, person.id) for booking in held}
    letter, until = emails.confirm_address(held, standing), held[0].held_until
    mail(held[0], letter, kind=LetterKind.CONFIRM_ADDRESS, at=at, occurrence=str(proof.id), stale_at=until)


def _new_proof(email: str, *, at: datetime, client_address: str) -> AddressProof:
    """A school books at the opening of a Learning Week from one address: here another rule bounds a network."""
    try:
        return signing_in.ask_for_proof(email=email, at=at, client_address=client_address)
    except TooManyFromOnePlace:
        return signing_in.ask_for_proof(email=email, at=at)
