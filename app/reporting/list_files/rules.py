"""The columns of the file."""

from datetime import datetime
from typing import Any

from app.core.clock import to_london
from app.files.spreadsheets import Cell

TABLE = "bookings"
HEADINGS = ("Course", "Date", "Session", "Person", "Agency", "Team", "Role", "What came of it")


def row(booking: Any) -> list[Cell]:
    """A line of the file, of a booking as the list has it."""
    begins: datetime = booking.starts_at
    outcome = booking.outcome.value.replace("-", " ") if booking.outcome else "not marked yet"
    return [
        booking.title,
        to_london(begins).date(),
        booking.session_id,
        booking.name,
        booking.agency,
        booking.team,
        booking.job_role,
        outcome,
    ]
