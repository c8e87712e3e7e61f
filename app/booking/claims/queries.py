"""Late cancellations that nobody has refilled."""

from sqlalchemy import func, select

from app.booking.models import Booking
from app.booking.states import Outcome
from app.core.database import db


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
