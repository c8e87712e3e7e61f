"""Confirming the address: by the code, or the link beside it."""

from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import AddressProof
from app.accounts.people import services as people
from app.accounts.signing_in import services as signing_in
from app.booking.claims import queries as claims_queries
from app.booking.claims import services as claims
from app.booking.claims.services_delegates import remember_details
from app.booking.eligibility import services as eligibility
from app.booking.eligibility.rules_verdict import verdict_of
from app.booking.models import Booking
from app.booking.places import queries, refusals
from app.booking.refusals import AlreadyBooked, HoldLapsed, LinkReplaced, SessionStarted
from app.booking.services_letters import announce
from app.booking.strangers import services as strangers
from app.booking.waiting_list import services as waiting_list
from app.core.database import command, db
from app.core.errors import Refusal
from app.programme.models_sessions import TrainingSession


@dataclass(frozen=True)
class Confirmation:
    """What came of holds whose address is confirmed: what is booked now, or waits; what the person had already; and
    what can't be booked, with the reason."""

    booked: list[Booking]
    had: list[Booking]
    fell: list[tuple[Booking, str]]


@command
def confirm_by_code(booking: Booking, *, code: str, at: datetime) -> Confirmation:
    """The hold, with those made together with it, becomes a booking.

    Raises HoldLapsed, WrongCode, TooManyTries and the like, or what the person may not book after all.
    """
    together = _lock_what_is_held_with(booking, at)
    signing_in.use_code(_proof(booking), code=code, at=at)
    return _confirm(together, at, is_typed_by_them=True)


@command
def confirm_by_link(booking: Booking, *, proof_id: int, at: datetime) -> Confirmation:
    """The same by the newest link mailed. Raises HoldLapsed, LinkReplaced or ProofExpired, or as `confirm_by_code`.

    Whoever presses its button need not have filled in the form: nothing that stands in their record is changed by it.
    """
    together = _lock_what_is_held_with(booking, at)
    if booking.proof_id != proof_id:
        raise LinkReplaced
    signing_in.use_link(_proof(booking), at=at)
    return _confirm(together, at, is_typed_by_them=booking.practitioner.is_provisional)


def _lock_what_is_held_with(booking: Booking, at: datetime) -> list[Booking]:
    """The pending bookings that one code confirms. Raises what `_must_be_held` raises of the one."""
    together = queries.held_together(booking)
    claims.lock_sessions({booking.session, *(other.session for other in together)})
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


def _confirm(held: list[Booking], at: datetime, *, is_typed_by_them: bool) -> Confirmation:
    """The address is proved: only now are the rules asked that would tell what the person did or didn't attend, and
    only now is said what they have already. What else was asked for with their address on these sessions lapses.

    Raises HoldFell where nothing is booked, and nothing was.
    """
    person = held[0].practitioner
    people.prove_address(person, at=at)
    done = Confirmation([], [], [])
    for booking in held:
        standing = _lapse_what_else_is_asked(booking)
        no = None if standing else _why_not(booking, at)
        if standing or no:
            claims.lapse(booking)
        else:
            booking.confirm(at)
            remember_details(booking, by=person, is_typed_by_them=is_typed_by_them)
            db.session.flush()
            done.booked.append(booking)
        done.had.extend([standing] if standing else [])
        done.fell.extend([(booking, no)] if no else [])
    for waiting in (booking for booking in done.booked if booking.is_waiting):
        waiting_list.note_waiting(waiting, by=person, at=at)
    booked = [booking for booking in done.booked if booking.is_booked]
    if booked:
        announce(*booked, by=person, at=at)
    for booking in held:
        waiting_list.pass_on_places(booking.session, at=at)  # what lapsed may have kept a place
    if not done.booked and not done.had:
        raise refusals.HoldFell(done.fell[0][1])
    return done


def _lapse_what_else_is_asked(booking: Booking) -> Booking | None:
    """On its session, with its address. Returns what the person had there already."""
    everything = claims_queries.all_of_a_person(booking.session_id, booking.practitioner_id)
    return claims.give_up(other for other in everything if other is not booking)


def _why_not(booking: Booking, at: datetime) -> str | None:
    """Which rule says no, in its words; else what was put off until the address is proved is done."""
    try:
        eligibility.must_be_eligible(booking.session, booking.practitioner, at=at)
        strangers.settle(booking, at=at)
    except Refusal as refusal:
        return refusal.message
    return None


def _proof(booking: Booking) -> AddressProof:
    if booking.proof is None:
        raise HoldLapsed
    return booking.proof
