"""Registers that are left open, whom the office reminded of them, and who was absent."""

from datetime import datetime

from sqlalchemy import exists, select

from app.accounts.models import User
from app.attendance.outstanding.models import RegisterReminder
from app.attendance.registers.models import Register
from app.attendance.registers.queries_registers import that_keep_a_register
from app.booking.models import Booking
from app.booking.states import Outcome
from app.core.database import db
from app.programme.models_sessions import TrainingSession


def registers_outstanding(*, ended_by: datetime) -> list[TrainingSession]:
    """Sessions that ended by an instant without a closed register, oldest first; imported ones are history."""
    wanted = that_keep_a_register(None).where(
        TrainingSession.has_ended(ended_by),
        TrainingSession.is_imported.is_(False),
        ~exists().where(Register.session_id == TrainingSession.id),
    )
    return list(db.session.scalars(wanted.order_by(TrainingSession.ends_at, TrainingSession.id)))


def reminder_of(officer: User) -> RegisterReminder | None:
    """When somebody was last reminded of outstanding registers, if ever."""
    return db.session.scalar(select(RegisterReminder).where(RegisterReminder.officer_id == officer.id))


def absent(*, since: datetime) -> list[Booking]:
    """Who didn't come, by the registers closed since an instant; imported ones are history."""
    wanted = (
        select(Booking)
        .join(Booking.session)
        .join(Register, Register.session_id == Booking.session_id)
        .where(
            Booking.outcome == Outcome.NO_SHOW,
            Register.closed_at >= since,
            TrainingSession.is_imported.is_(False),
        )
        .order_by(Booking.id)
    )
    return list(db.session.scalars(wanted))
