"""The session’s lock, one place of it, lapsed holds."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.booking import queries as booking_queries
from app.booking.eligibility import services as eligibility
from app.booking.models import Booking
from app.booking.refusals import AlreadyBooked, NotOpenForBooking, PlacesGoToTheList, SessionFull, SessionStarted
from app.booking.states import BookingState
from app.core.clock import to_london
from app.core.database import db
from app.notifications.services import withdraw_queued
from app.programme.models_sessions import TrainingSession
from app.terms.closed_days import queries as closed_days
from app.terms.policies import queries as policies
from app.terms.policies.rules_notice import free_until


def lock_session(session: TrainingSession) -> None:
    """Take the session's row lock, first in the transaction: what is counted after it stays true until the end.

    SQLite ignores FOR UPDATE; there the command's BEGIN IMMEDIATE does the same.
    """
    db.session.execute(select(TrainingSession.id).where(TrainingSession.id == session.id).with_for_update())
    db.session.refresh(session)


def claim(
    session: TrainingSession, person: User, said: dict[str, Any], *, at: datetime, waives_rules: bool = False
) -> Booking:
    """A booking of a locked session with what is said of the person: without a state, and not added yet.

    The office may waive the session's rules. Raises NotOpenForBooking, SessionStarted or AlreadyBooked,
    and what `must_keep_the_rules` raises.
    """
    must_be_bookable(session, person, at)
    lapse_pending_of(session, at)
    if not waives_rules:
        eligibility.must_keep_the_rules(session, said["agency"], at=at)
    policy = policies.policy_in_force(on=to_london(at).date())
    return Booking(
        session_id=session.id,
        practitioner_id=person.id,
        policy=policy,
        terms_accepted_at=at,
        promised_free_until=free_until(policy, session.starts_at, closed_days.closed_days()),
        agency_group=said["agency"].group if said["agency"] else None,
        created_at=at,
        **said,
    )


def take_place(booking: Booking, session: TrainingSession, *, at: datetime) -> None:
    """One place of a locked session that nobody waits for. Raises SessionFull or PlacesGoToTheList."""
    taken = booking_queries.places_taken(session.id, at=at)
    if taken >= session.places:
        raise SessionFull
    if booking_queries.waiting_list(session.id):
        raise PlacesGoToTheList
    link_to_refilled(booking, session, taken=taken)


def link_to_refilled(booking: Booking, session: TrainingSession, *, taken: int) -> None:
    """Note which late cancellation's place this is, if with `taken` places gone it takes the last free one."""
    if taken + booking_queries.unrefilled_count(session.id) >= session.places:
        refilled = booking_queries.earliest_unrefilled(session.id)
        booking.refills_id = refilled.id if refilled else None


def must_be_bookable(session: TrainingSession, person: User, at: datetime) -> None:
    """Raises NotOpenForBooking, SessionStarted or AlreadyBooked."""
    if not session.takes_bookings:
        raise NotOpenForBooking
    if session.has_started(at):
        raise SessionStarted
    standing = booking_queries.live_booking(session.id, person.id)
    if standing:
        raise AlreadyBooked(
            "You are on the waiting list of this session." if standing.is_for_the_waiting_list else None
        )


def give_up_pending(session: TrainingSession, person: User) -> None:
    """An earlier hold, lapsed or not, makes room for what the same person does now."""
    earlier = booking_queries.live_booking(session.id, person.id)
    if earlier and earlier.is_pending:
        lapse(earlier)


def lapse_pending_of(session: TrainingSession, at: datetime) -> None:
    """Said in the database, not just counted: whoever confirms a moment too late then sees it."""
    over = select(Booking).where(
        Booking.session_id == session.id,
        Booking.state.in_((BookingState.HELD, BookingState.UNCONFIRMED)),
        Booking.held_until <= at,
    )
    for booking in db.session.scalars(over.order_by(Booking.id).with_for_update(of=Booking)).all():
        lapse(booking)


def lapse(booking: Booking) -> None:
    booking.lapse()
    withdraw_queued(about=booking.about)
    db.session.flush()
