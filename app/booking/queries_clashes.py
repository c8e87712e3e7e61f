"""What else a person has booked at the same time."""

from sqlalchemy import select

from app.accounts.models import User
from app.booking.models import Booking
from app.booking.rules import overlap
from app.booking.states import BookingState
from app.core.database import db
from app.programme.models_sessions import TrainingSession


def clashes_with(booking: Booking) -> list[TrainingSession]:
    """The sessions on which the person of a booking has another claim at the same time."""
    return clashes(booking.practitioner, booking.session)


def clashes(person: User, session: TrainingSession) -> list[TrainingSession]:
    """The other sessions that a person has booked, or waits for, at the time of this one; soonest first."""
    wanted = (
        select(Booking)
        .join(Booking.session)
        .where(
            Booking.practitioner_id == person.id,
            Booking.state.in_((BookingState.BOOKED, BookingState.WAITING, BookingState.OFFERED)),
            TrainingSession.starts_at < session.ends_at,
            TrainingSession.ends_at > session.starts_at,
        )
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
    return [other.session for other in db.session.scalars(wanted) if overlap(session, other.session)]
