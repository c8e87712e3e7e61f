"""Taking a place: hold it, confirm the address, or book at once."""

from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import AddressProof, User
from app.accounts.people import services as people
from app.accounts.signing_in import services as signing_in
from app.audit import services as audit
from app.audit.models import Verb
from app.booking.claims import services as claims
from app.booking.claims.services_delegates import agency_of, person_of, refusals_about_others, remember_details
from app.booking.delegates import Delegate
from app.booking.eligibility import services as eligibility
from app.booking.eligibility.refusals import NotEligible
from app.booking.eligibility.rules_verdict import verdict_of
from app.booking.models import Booking
from app.booking.places import emails, queries, refusals, rules
from app.booking.refusals import AlreadyBooked, HoldLapsed, LinkReplaced, SessionStarted
from app.booking.services_letters import announce, mail
from app.booking.waiting_list import services as waiting_list
from app.core.changes import in_batches
from app.core.database import command, db
from app.core.errors import Refusal
from app.notifications.models import LetterKind
from app.programme.models_sessions import TrainingSession


@command
def hold_place(session: TrainingSession, delegate: Delegate, *, at: datetime, client_address: str = "") -> Booking:
    """Keep a place for 30 minutes while the address is confirmed; the code and link are in the mail.

    A new hold replaces an earlier one of the same person. Raises SessionFull, SessionStarted,
    NotOpenForBooking, AlreadyBooked, TooManyRequests or TooManyFromOnePlace.
    """
    booking = _hold(session, delegate, at=at)
    _ask_for_proof([booking], at=at, client_address=client_address)
    return booking


@command
def ask_to_wait(session: TrainingSession, delegate: Delegate, *, at: datetime, client_address: str = "") -> Booking:
    """Onto the waiting list once the address is confirmed, by code or link as for a hold.

    Raises PlacesLeft and otherwise what `hold_place` raises.
    """
    claims.lock_session(session)
    person, agency = people.enrol(email=delegate.email, name=delegate.name, at=at), agency_of(delegate)
    standing = claims.give_up_pending(session, person)
    waiting_list.must_be_full(session, at)
    booking = claims.claim(session, person, delegate.snapshot(agency), standing=standing, at=at)
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


@command
def confirm_by_code(booking: Booking, *, code: str, at: datetime) -> list[Booking]:
    """The hold, with those made together with it, becomes a booking; returns those that did.

    Raises HoldLapsed, WrongCode, TooManyTries and the like, or what the person may not book after all.
    """
    together = _lock_what_is_held_with(booking, at)
    signing_in.use_code(_proof(booking), code=code, at=at)
    return _confirm(together, at)


@command
def confirm_by_link(booking: Booking, *, proof_id: int, at: datetime) -> list[Booking]:
    """The same by the newest link mailed. Raises HoldLapsed, LinkReplaced or ProofExpired, or as `confirm_by_code`."""
    together = _lock_what_is_held_with(booking, at)
    if booking.proof_id != proof_id:
        raise LinkReplaced
    signing_in.use_link(_proof(booking), at=at)
    return _confirm(together, at)


@command
def book_place(
    session: TrainingSession, delegate: Delegate, *, by: User, at: datetime, waives_rules: bool = False
) -> Booking:
    """Book for someone signed in, or, by the office or an agency's lead, for somebody else by their address.

    Raises SessionFull, SessionStarted, NotOpenForBooking, AlreadyBooked or which rule of the session it breaks.
    """
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
    for session in _in_order_of_locking(sessions):
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
    sessions: list[TrainingSession], delegate: Delegate, *, at: datetime, client_address: str = ""
) -> list[Attempt]:
    """Keep a place on each that has one; one code confirms them all. Raises TooManyRequests or TooManyFromOnePlace."""
    attempts = []
    for session in _in_order_of_locking(sessions):
        try:
            with db.session.begin_nested():
                attempts.append(Attempt(session, _hold(session, delegate, at=at)))
        except Refusal as refusal:
            attempts.append(Attempt(session, refusal=refusal.message))
    held = [attempt.booking for attempt in attempts if attempt.booking]
    if held:
        _ask_for_proof(held, at=at, client_address=client_address)
    return sorted(attempts, key=lambda attempt: attempt.session.starts_at)


def lapse_holds(*, at: datetime) -> int:
    """Free the places whose 30 minutes are over; returns how many."""
    return sum(_lapse(some, at=at) for some in in_batches(queries.holds_over(at=at)))


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
    db.session.flush()
    remember_details(booking, by=by)
    return booking


def _hold(session: TrainingSession, delegate: Delegate, *, at: datetime) -> Booking:
    claims.lock_session(session)
    person, agency = people.enrol(email=delegate.email, name=delegate.name, at=at), agency_of(delegate)
    standing = claims.give_up_pending(session, person)
    booking = claims.claim(session, person, delegate.snapshot(agency), standing=standing, at=at)
    claims.take_place(booking, session, at=at)
    booking.hold(at + rules.HOLD_LASTS)
    _add(booking, Verb.HELD_PLACE, at=at)
    return booking


def _in_order_of_locking(sessions: list[TrainingSession]) -> list[TrainingSession]:
    """Everybody locks in the same order, so that nobody waits for one who waits for them."""
    return sorted(sessions, key=lambda session: session.id)


def _add(pending: Booking, verb: Verb, *, at: datetime) -> None:
    db.session.add(pending)
    audit.write(verb, pending, by=None, at=at)


def _ask_for_proof(held: list[Booking], *, at: datetime, client_address: str) -> None:
    """One code for all that is held together."""
    proof = signing_in.ask_for_proof(email=held[0].practitioner.email, at=at, client_address=client_address)
    for booking in held:
        booking.proof = proof
    db.session.flush()
    letter, until = emails.confirm_address(held), held[0].held_until
    mail(held[0], letter, kind=LetterKind.CONFIRM_ADDRESS, at=at, occurrence=str(proof.id), stale_at=until)


def _lock_what_is_held_with(booking: Booking, at: datetime) -> list[Booking]:
    """The pending bookings that one code confirms. Raises what `_must_be_held` raises of the one."""
    together = queries.held_together(booking)
    for session in _in_order_of_locking(list({booking.session, *(other.session for other in together)})):
        claims.lock_session(session)
    _must_be_held(booking, at)
    others = [other for other in queries.held_together(booking) if other is not booking]
    return [booking, *(other for other in others if other.is_held(at) and _may_still_be_taken(other.session, at))]


def _must_be_held(booking: Booking, at: datetime) -> None:
    db.session.refresh(booking, with_for_update={"of": Booking})
    if booking.is_booked:
        raise AlreadyBooked("Your place is confirmed already. There is nothing more to do.")
    if booking.is_waiting:
        raise AlreadyBooked("You are on the waiting list already. There is nothing more to do.")
    if not booking.is_held(at):
        raise HoldLapsed
    if not _may_still_be_taken(booking.session, at):
        raise SessionStarted


def _may_still_be_taken(session: TrainingSession, at: datetime) -> bool:
    """What is held was held in time: only the start, or the office, ends it."""
    return verdict_of(session, at=at, waives_dates=True).can_be_booked


def _confirm(held: list[Booking], at: datetime) -> list[Booking]:
    """The address is proved: only now are the rules asked that would tell what the person did or didn't attend.

    Returns those that stand. Raises HoldFell where none does.
    """
    person = held[0].practitioner
    person.address_proved_at = person.address_proved_at or at
    standing, refused = [], None
    for booking in held:
        try:
            eligibility.must_be_eligible(booking.session, person, at=at)
        except NotEligible as refusal:
            refused = refusal
            claims.lapse(booking)
            waiting_list.pass_on_places(booking.session, at=at)
        else:
            booking.confirm(at)
            remember_details(booking, by=person)
            standing.append(booking)
    if refused and not standing:
        raise refusals.HoldFell(refused.message)
    for waiting in (booking for booking in standing if booking.is_waiting):
        waiting_list.note_waiting(waiting, by=person, at=at)
    booked = [booking for booking in standing if booking.is_booked]
    if booked:
        announce(*booked, by=person, at=at)
    return standing


def _proof(booking: Booking) -> AddressProof:
    if booking.proof is None:
        raise HoldLapsed
    return booking.proof
