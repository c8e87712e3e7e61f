"""One mark of one day, as those who check in and reports from Teams make it."""

from datetime import date, datetime

from app.accounts.models import User
from app.attendance.services.register import mark
from app.booking.models import Booking, Outcome


def mark_day(booking: Booking, outcome: Outcome, *, on: date, by: User, at: datetime) -> None:
    """Raises MarkingNotOpen, RegisterClosed or NotBooked."""
    mark(booking, outcome, by=by, at=at)
