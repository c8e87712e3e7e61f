"""Access and dietary needs that have been kept long enough."""

from datetime import datetime

from sqlalchemy import or_, select

from app.booking.models import Booking
from app.core.database import db
from app.programme.models_sessions import TrainingSession


def needs_to_forget(*, ended_by: datetime) -> list[Booking]:
    """Bookings that still say what somebody needs at a session that had ended by then."""
    over = TrainingSession.has_ended(ended_by)
    said = or_(Booking.access_needs != "", Booking.dietary_needs != "")
    wanted = select(Booking).join(Booking.session).where(said, over)
    return list(db.session.scalars(wanted))
