"""Sessions that somebody could be booked on, and late cancellations that nobody has refilled."""

from datetime import datetime

from sqlalchemy import func, select

from app.booking.eligibility.rules_verdict import verdict_of
from app.booking.models import Booking
from app.booking.queries import availability
from app.booking.states import Outcome
from app.core.database import db
from app.programme.models_sessions import TrainingSession


def sessions_to_book(*, at: datetime) -> list[TrainingSession]:
    """What the office can book for somebody: published, still to come, with or without places; soonest first."""
    wanted = select(TrainingSession).where(TrainingSession.is_published, ~TrainingSession.has_started(at))
    coming = db.session.scalars(wanted.order_by(TrainingSession.starts_at, TrainingSession.id))
    return [session for session in coming if verdict_of(session, at=at, waives_dates=True).takes_names]


def other_dates(session: TrainingSession, *, at: datetime, how_many: int = 5) -> list[TrainingSession]:
    """The next dates of the same course that have places and that people book; bespoke ones are nobody else's."""
    wanted = select(TrainingSession).where(
        TrainingSession.course_id == session.course_id,
        TrainingSession.id != session.id,
        TrainingSession.is_published,
        ~TrainingSession.has_started(at),
    )
    coming = list(db.session.scalars(wanted.order_by(TrainingSession.starts_at)))
    places = availability(coming, at=at)
    verdicts = {other: verdict_of(other, at=at, places=places[other.id], waives_dates=True) for other in coming}
    return [other for other, verdict in verdicts.items() if other.is_on_show and verdict.can_be_booked][:how_many]


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
