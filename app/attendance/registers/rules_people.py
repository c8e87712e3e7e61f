"""What registers hold about people."""

from sqlalchemy import select

from app.attendance.registers.models import BulkMark, DayMark, Register
from app.booking.models import Booking
from app.personal.rules import Declaration, Forgotten, ImpersonalTable, PersonalTable
from app.programme.models_sessions import TrainingSession

DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=DayMark,
        title="Marks on registers",
        person="booking_id",
        empties=("said_by",),
        actors=("marked_by_id",),
    ),
    Forgotten(
        kind="reasons_months",
        what="names of who excused an absence",
        model=DayMark,
        due=lambda before: DayMark.booking_id.in_(
            select(Booking.id)
            .join(TrainingSession, TrainingSession.id == Booking.session_id)
            .where(TrainingSession.has_ended(before))
        ),
        empties=("said_by",),
    ),
    ImpersonalTable(model=Register, because="about a session", actors=("closed_by_id",)),
    ImpersonalTable(model=BulkMark, because="bookings by number", columns=("bookings",), actors=("marked_by_id",)),
)
