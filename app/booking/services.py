"""Commands on bookings: hold, confirm, book, withdraw, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app import audit
from app.accounts.models import AddressProof, Agency, User
from app.accounts.services import ask_for_proof, enrol, enrol_agency, use_code, use_link
from app.booking import emails, queries
from app.booking.models import (
    AlreadyBooked,
    Booking,
    BookingState,
    Channel,
    HoldLapsed,
    LinkReplaced,
    NotOpenForBooking,
    Outcome,
    SessionFull,
    SessionStarted,
)
from app.booking.rules import HOLD_LASTS
from app.clock import to_london
from app.database import command, db
from app.letters import Letter
from app.notifications.services import post, withdraw_queued
from app.programme.models import TrainingSession
from app.terms.queries import policy_in_force
from app.terms.rules import counts_as_late


@dataclass(frozen=True)
class Delegate:
    """Who wants to come, as they say it on the booking form.

    `other_agency` names an agency that isn't on the list: it is kept, off the list, for the office to look at.
    """

    name: str
    email: str
    agency: Agency | None
    job_role: str
    other_agency: str = ""
    manager_name: str = ""
    manager_email: str = ""
    has_no_manager: bool = False
    access_needs: str = ""

    def snapshot(self) -> dict[str, Any]:
        """What the booking keeps; the address stays with the person."""
        kept = {name: value for name, value in vars(self).items() if name not in ("email", "other_agency")}
        if self.other_agency:
            kept["agency"] = enrol_agency(self.other_agency, is_listed=False)
        return kept


def delegate_of(user: User) -> Delegate:
    """Someone signed in, as their last booking described them."""
    return Delegate(
        name=user.name,
        email=user.email,
        agency=user.agency,
        job_role=user.job_role,
        manager_name=user.manager_name,
        manager_email=user.manager_email,
        has_no_manager=user.has_no_manager,
    )


@command
def hold_place(session: TrainingSession, delegate: Delegate, *, at: datetime, asked_from: str = "") -> Booking:
    """Keep a place for 30 minutes while the address is confirmed; the code and link are in the mail.

    A new hold replaces an earlier one of the same person. Raises SessionFull, SessionStarted,
    NotOpenForBooking, AlreadyBooked, TooManyRequests or TooManyFromOnePlace.
    """
    lock_session(session)
    person = enrol(email=delegate.email, name=delegate.name, at=at)
    _give_up_hold(session, person)
    booking = _claim_place(session, person, delegate, at=at)
    booking.state, booking.held_until = BookingState.HELD, at + HOLD_LASTS
    booking.proof = ask_for_proof(email=person.email, at=at, asked_from=asked_from)
    db.session.flush()
    audit.write("held a place", booking, by=None, at=at)
    _mail_code(booking, at)
    return booking


@command
def mail_new_code(booking: Booking, *, at: datetime, asked_from: str = "") -> None:
    """A new code and link for a hold; the earlier ones stop working. Raises HoldLapsed or TooManyRequests."""
    if not booking.is_held(at):
        raise HoldLapsed
    booking.proof = ask_for_proof(email=booking.practitioner.email, at=at, asked_from=asked_from)
    db.session.flush()
    _mail_code(booking, at)


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
    _give_up_hold(session, by)
    booking = _claim_place(session, by, delegate, at=at)
    booking.state, booking.booked_at = BookingState.BOOKED, at
    db.session.flush()
    _remember_details(booking)
    _announce(booking, by, at)
    return booking


@command
def withdraw(booking: Booking, *, by: User, at: datetime, reason: str = "", channel: Channel = Channel.WEBSITE) -> None:
    """Cancel a booking before the start. Inside the attendance notice it counts as late.

    Raises NotBooked or SessionStarted.
    """
    lock_session(booking.session)
    db.session.refresh(booking)
    booking.must_be_withdrawable(at)
    late = counts_as_late(booking.policy, booking.session.starts_at, at)
    booking.cancel(late=late, by=by, channel=channel, reason=reason, at=at)
    audit.write("withdrew a booking", booking, by=by, at=at, note=booking.outcome or "")
    withdraw_queued(about=_about(booking), kinds=("confirmed",))
    _mail(booking, emails.withdrawn(booking, at=at), kind="withdrawn", at=at)


@command
def record_outcome(booking: Booking, outcome: Outcome | None, *, by: User, at: datetime) -> None:
    """What the register says of someone with a place; None takes a mark back. Raises NotBooked."""
    db.session.refresh(booking, with_for_update={"of": Booking})
    before = booking.outcome
    booking.mark(outcome, at)
    if before is not outcome:
        audit.write("marked", booking, by=by, at=at, note=f"{before or 'not marked'} to {outcome or 'not marked'}")


@command
def record_walk_in(
    session: TrainingSession, *, name: str, email: str, agency: Agency | None, by: User, at: datetime
) -> Booking:
    """Someone who came without a booking: counted beside the places. Raises AlreadyBooked."""
    lock_session(session)
    person = enrol(email=email, name=name, at=at)
    _give_up_hold(session, person)
    if queries.live_booking(session.id, person.id):
        raise AlreadyBooked(f"{email} is on this register already.")
    booking = Booking(
        session_id=session.id,
        practitioner_id=person.id,
        state=BookingState.WALKED_IN,
        outcome=Outcome.WALK_IN,
        marked_at=at,
        name=name,
        agency=agency,
        created_at=at,
    )
    db.session.add(booking)
    audit.write("added a walk-in", booking, by=by, at=at)
    return booking


@command
def remove_walk_in(booking: Booking, *, by: User, at: datetime) -> None:
    """Someone entered on the register by mistake. Raises NotBooked."""
    lock_session(booking.session)
    db.session.refresh(booking)
    booking.take_off_the_register()
    audit.write("removed a walk-in", booking, by=by, at=at)


@command
def lapse_holds(*, at: datetime) -> int:
    """Free the places whose 30 minutes are over; returns how many."""
    over = select(Booking.id).where(Booking.state == BookingState.HELD, Booking.held_until <= at)
    lapsed = 0
    for booking_id in db.session.scalars(over).all():
        booking = db.session.get_one(Booking, booking_id, with_for_update={"of": Booking}, populate_existing=True)
        if booking.state is BookingState.HELD and not booking.is_held(at):
            _lapse(booking)
            lapsed += 1
    return lapsed


def lock_session(session: TrainingSession) -> None:
    """Take the session's row lock, first in the transaction: what is counted after it stays true until the end.

    SQLite ignores FOR UPDATE; there the command's BEGIN IMMEDIATE does the same.
    """
    db.session.execute(select(TrainingSession.id).where(TrainingSession.id == session.id).with_for_update())
    db.session.refresh(session)


def _claim_place(session: TrainingSession, person: User, delegate: Delegate, *, at: datetime) -> Booking:
    """One place of a locked session, as a booking without a state yet."""
    _must_be_bookable(session, person, at)
    _lapse_holds_of(session, at)
    taken = queries.places_taken(session.id, at=at)
    if taken >= session.places:
        raise SessionFull
    policy = policy_in_force(on=to_london(at).date())
    booking = Booking(
        session_id=session.id,
        practitioner_id=person.id,
        policy=policy,
        terms_accepted_at=at,
        created_at=at,
        **delegate.snapshot(),
    )
    if taken + queries.unrefilled_count(session.id) >= session.places:
        refilled = queries.earliest_unrefilled(session.id)
        booking.refills_id = refilled.id if refilled else None
    db.session.add(booking)
    return booking


def _lapse_holds_of(session: TrainingSession, at: datetime) -> None:
    """Said in the database, not just counted: whoever confirms a moment too late then sees it."""
    over = select(Booking).where(
        Booking.session_id == session.id, Booking.state == BookingState.HELD, Booking.held_until <= at
    )
    for booking in db.session.scalars(over.with_for_update(of=Booking)).all():
        _lapse(booking)


def _must_be_bookable(session: TrainingSession, person: User, at: datetime) -> None:
    if not session.takes_bookings:
        raise NotOpenForBooking
    if session.has_started(at):
        raise SessionStarted
    if queries.live_booking(session.id, person.id):
        raise AlreadyBooked


def _must_be_held(booking: Booking, at: datetime) -> None:
    db.session.refresh(booking, with_for_update={"of": Booking})
    if booking.is_booked:
        raise AlreadyBooked("Your place is confirmed already. There is nothing more to do.")
    if not booking.is_held(at):
        raise HoldLapsed
    if booking.session.has_started(at) or not booking.session.takes_bookings:
        raise SessionStarted


def _confirm(booking: Booking, at: datetime) -> None:
    person = booking.practitioner
    booking.confirm(at)
    person.address_proved_at = person.address_proved_at or at
    _remember_details(booking)
    _announce(booking, person, at)


def _remember_details(booking: Booking) -> None:
    """The next booking asks less: the person's own record takes over what they said."""
    person = booking.practitioner
    person.name, person.agency_id, person.job_role = booking.name, booking.agency_id, booking.job_role
    person.manager_name, person.manager_email = booking.manager_name, booking.manager_email
    person.has_no_manager = booking.has_no_manager


def _announce(booking: Booking, by: User, at: datetime) -> None:
    audit.write("booked a place", booking, by=by, at=at)
    withdraw_queued(about=_about(booking), kinds=("confirm-address",))
    _mail(booking, emails.confirmed(booking, at=at), kind="confirmed", at=at, stale_at=booking.session.ends_at)


def _give_up_hold(session: TrainingSession, person: User) -> None:
    """An earlier hold, lapsed or not, makes room for what the same person does now."""
    earlier = queries.live_booking(session.id, person.id)
    if earlier and earlier.state is BookingState.HELD:
        _lapse(earlier)


def _lapse(booking: Booking) -> None:
    booking.lapse()
    withdraw_queued(about=_about(booking), kinds=("confirm-address",))
    db.session.flush()


def _mail_code(booking: Booking, at: datetime) -> None:
    letter = emails.confirm_address(booking)
    _mail(booking, letter, kind="confirm-address", at=at, occurrence=str(booking.proof_id), stale_at=booking.held_until)


def _mail(
    booking: Booking, letter: Letter, *, kind: str, at: datetime, occurrence: str = "", stale_at: datetime | None = None
) -> None:
    post(
        letter,
        kind=kind,
        about=_about(booking),
        occurrence=occurrence,
        to_email=booking.practitioner.email,
        to_name=booking.name,
        at=at,
        stale_at=stale_at,
    )


def _about(booking: Booking) -> str:
    return f"booking-{booking.id}"


def _proof(booking: Booking) -> AddressProof:
    if booking.proof is None:
        raise HoldLapsed
    return booking.proof
