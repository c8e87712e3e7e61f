"""Reads of bookings and places."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.accounts.models import User
from app.booking.models import Booking, BookingState, Outcome
from app.booking.rules import Availability
from app.database import db
from app.programme.models import TrainingSession

_SHOWN = (BookingState.BOOKED, BookingState.CANCELLED, BookingState.WALKED_IN)
"""What a person sees of their own bookings: holds and lapsed ones are not theirs yet."""


def takes_a_place(at: datetime) -> ColumnElement[bool]:
    """SQL: the booking has a place now. A hold counts until it lapses."""
    return or_(
        Booking.state == BookingState.BOOKED,
        and_(Booking.state == BookingState.HELD, Booking.held_until > at),
    )


def availability(sessions: Iterable[TrainingSession], *, at: datetime) -> dict[int, Availability]:
    """Places of each session by its id, in one query."""
    capacity = {session.id: session.places for session in sessions}
    rows = db.session.execute(
        select(Booking.session_id, func.count())
        .where(Booking.session_id.in_(capacity), takes_a_place(at))
        .group_by(Booking.session_id)
    )
    taken = dict(rows.all())
    return {session_id: Availability(places, taken.get(session_id, 0)) for session_id, places in capacity.items()}


def places_taken(session_id: int, *, at: datetime) -> int:
    wanted = select(func.count()).select_from(Booking).where(Booking.session_id == session_id, takes_a_place(at))
    return db.session.scalar(wanted) or 0


def booking(booking_id: int) -> Booking | None:
    return db.session.get(Booking, booking_id)


def own_booking(booking_id: int, practitioner: User) -> Booking | None:
    """A booking of this person; someone else's is as good as none, and so is a mere hold."""
    wanted = select(Booking).where(
        Booking.id == booking_id, Booking.practitioner_id == practitioner.id, Booking.state.in_(_SHOWN)
    )
    return db.session.scalar(wanted)


def live_booking(session_id: int, practitioner_id: int) -> Booking | None:
    """The booking by which a person has, or holds, a claim on a session."""
    wanted = select(Booking).where(
        Booking.session_id == session_id,
        Booking.practitioner_id == practitioner_id,
        Booking.state.in_((BookingState.HELD, BookingState.BOOKED, BookingState.WALKED_IN)),
    )
    return db.session.scalar(wanted)


def bookings_of(practitioner: User) -> list[Booking]:
    """All that a person booked, soonest session first; holds and lapsed ones left out."""
    wanted = (
        select(Booking)
        .join(Booking.session)
        .where(
            Booking.practitioner_id == practitioner.id,
            Booking.state.in_(_SHOWN),
        )
        .order_by(TrainingSession.starts_at)
    )
    return list(db.session.scalars(wanted))


def booked_session_ids(practitioner: User) -> set[int]:
    wanted = select(Booking.session_id).where(
        Booking.practitioner_id == practitioner.id, Booking.state == BookingState.BOOKED
    )
    return set(db.session.scalars(wanted))


def on_the_register(session: TrainingSession) -> list[Booking]:
    """Those expected and those who walked in, by name."""
    wanted = select(Booking).where(
        Booking.session_id == session.id, Booking.state.in_((BookingState.BOOKED, BookingState.WALKED_IN))
    )
    return sorted(db.session.scalars(wanted), key=lambda booking: (booking.name.casefold(), booking.id))


def earliest_unrefilled(session_id: int) -> Booking | None:
    """The first late cancellation of a session whose place nobody has taken."""
    refilled = select(Booking.refills_id).where(Booking.refills_id.is_not(None))
    wanted = select(Booking).where(
        Booking.session_id == session_id, Booking.outcome == Outcome.LATE_CANCELLED, Booking.id.not_in(refilled)
    )
    return db.session.scalar(wanted.order_by(Booking.cancelled_at, Booking.id).limit(1))


def unrefilled_count(session_id: int) -> int:
    refilled = select(Booking.refills_id).where(Booking.refills_id.is_not(None))
    wanted = select(func.count()).where(
        Booking.session_id == session_id, Booking.outcome == Outcome.LATE_CANCELLED, Booking.id.not_in(refilled)
    )
    return db.session.scalar(wanted) or 0
