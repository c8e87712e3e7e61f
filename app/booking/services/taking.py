"""Taking a place: hold it, confirm the address, or book at once."""

from datetime import datetime

from sqlalchemy import select

from app import audit
from app.accounts.models import AddressProof, User
from app.accounts.services import ask_for_proof, enrol, use_code, use_link
from app.booking import emails
from app.booking.models import AlreadyBooked, Booking, BookingState, HoldLapsed, LinkReplaced, SessionStarted
from app.booking.rules import HOLD_LASTS
from app.booking.services.claims import (
    announce,
    claim,
    give_up_pending,
    lapse,
    lock_session,
    mail,
    take_place,
)
from app.booking.services.delegates import Delegate, remember_details
from app.booking.services.waiting import must_be_full, note_waiting
from app.database import command, db
from app.programme.models import TrainingSession


@command
def hold_place(session: TrainingSession, delegate: Delegate, *, at: datetime, asked_from: str = "") -> Booking:
    """Keep a place for 30 minutes while the address is confirmed; the code and link are in the mail.

    A new hold replaces an earlier one of the same person. Raises SessionFull, SessionStarted,
    NotOpenForBooking, AlreadyBooked, TooManyRequests or TooManyFromOnePlace.
    """
    lock_session(session)
    person = enrol(email=delegate.email, name=delegate.name, at=at)
    give_up_pending(session, person)
    booking = claim(session, person, delegate.snapshot(), at=at)
    take_place(booking, session, at=at)
    return _pend(booking, BookingState.HELD, at=at, asked_from=asked_from)


@command
def ask_to_wait(session: TrainingSession, delegate: Delegate, *, at: datetime, asked_from: str = "") -> Booking:
    """Onto the waiting list once the address is confirmed, by code or link as for a hold.

    Raises PlacesLeft and otherwise what `hold_place` raises.
    """
    lock_session(session)
    person = enrol(email=delegate.email, name=delegate.name, at=at)
    give_up_pending(session, person)
    must_be_full(session, at)
    booking = claim(session, person, delegate.snapshot(), at=at)
    return _pend(booking, BookingState.UNCONFIRMED, at=at, asked_from=asked_from)


@command
def mail_new_code(booking: Booking, *, at: datetime, asked_from: str = "") -> None:
    """A new code and link; the earlier ones stop working. Raises HoldLapsed or what asking for a proof raises."""
    if not booking.is_held(at):
        raise HoldLapsed
    _ask_for_proof(booking, at=at, asked_from=asked_from)


@command
def confirm_by_code(booking: Booking, *, code: str, at: datetime) -> None:
    """The hold becomes a booking. Raises HoldLapsed, WrongCode, TooManyTries and the like."""
    lock_session(booking.session)
    _must_be_held(booking, at)
    use_code(_proof(booking), code=code, at=at)
    _confirm(booking, at)


@command
def confirm_by_link(booking: Booking, *, proof_id: int, at: datetime) -> None:
    """The hold becomes a booking, by the newest link mailed. Raises HoldLapsed, LinkReplaced or ProofExpired."""
    lock_session(booking.session)
    _must_be_held(booking, at)
    if booking.proof_id != proof_id:
        raise LinkReplaced
    use_link(_proof(booking), at=at)
    _confirm(booking, at)


@command
def book_place(session: TrainingSession, delegate: Delegate, *, by: User, at: datetime) -> Booking:
    """Book for someone whose address is known to be theirs.

    Raises SessionFull, SessionStarted, NotOpenForBooking or AlreadyBooked.
    """
    lock_session(session)
    give_up_pending(session, by)
    booking = claim(session, by, delegate.snapshot(), at=at)
    take_place(booking, session, at=at)
    booking.book(at)
    db.session.add(booking)
    db.session.flush()
    remember_details(booking)
    announce(booking, by=by, at=at)
    return booking


@command
def lapse_holds(*, at: datetime) -> int:
    """Free the places whose 30 minutes are over; returns how many."""
    pending = Booking.state.in_((BookingState.HELD, BookingState.UNCONFIRMED))
    over = select(Booking.id).where(pending, Booking.held_until <= at)
    lapsed = 0
    for booking_id in db.session.scalars(over).all():
        booking = db.session.get_one(Booking, booking_id, with_for_update={"of": Booking}, populate_existing=True)
        if booking.is_pending and not booking.is_held(at):
            lapse(booking)
            lapsed += 1
    return lapsed


def _pend(booking: Booking, state: BookingState, *, at: datetime, asked_from: str) -> Booking:
    booking.state, booking.held_until = state, at + HOLD_LASTS
    db.session.add(booking)
    db.session.flush()
    _ask_for_proof(booking, at=at, asked_from=asked_from)
    audit.write("held a place" if state is BookingState.HELD else "asked to wait", booking, by=None, at=at)
    return booking


def _ask_for_proof(booking: Booking, *, at: datetime, asked_from: str) -> None:
    booking.proof = ask_for_proof(email=booking.practitioner.email, at=at, asked_from=asked_from)
    db.session.flush()
    letter = emails.confirm_address(booking)
    mail(booking, letter, kind="confirm-address", at=at, occurrence=str(booking.proof_id), stale_at=booking.held_until)


def _must_be_held(booking: Booking, at: datetime) -> None:
    db.session.refresh(booking, with_for_update={"of": Booking})
    if booking.is_booked:
        raise AlreadyBooked("Your place is confirmed already. There is nothing more to do.")
    if booking.is_waiting:
        raise AlreadyBooked("You are on the waiting list already. There is nothing more to do.")
    if not booking.is_held(at):
        raise HoldLapsed
    if booking.session.has_started(at) or not booking.session.takes_bookings:
        raise SessionStarted


def _confirm(booking: Booking, at: datetime) -> None:
    person = booking.practitioner
    booking.confirm(at)
    person.address_proved_at = person.address_proved_at or at
    remember_details(booking)
    if booking.is_waiting:
        note_waiting(booking, by=person, at=at)
    else:
        announce(booking, by=person, at=at)


def _proof(booking: Booking) -> AddressProof:
    if booking.proof is None:
        raise HoldLapsed
    return booking.proof
