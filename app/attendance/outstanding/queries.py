"""Registers that are left open, whom the office reminded of them, and who was absent."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, or_, select

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


def absent(
    among: Sequence[int] | None = None, *, since: datetime, changed_since: datetime | None = None
) -> list[Booking]:
    """Who didn't come, by the registers closed since an instant; imported ones are history.

    Of these bookings if any are named; of those alone that changed, or whose register did, if it is said since when.
    """
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
    if among is not None:
        wanted = wanted.where(Booking.id.in_(among))
    if changed_since is not None:
        wanted = wanted.where(or_(Booking.changed_at >= changed_since, Register.changed_at >= changed_since))
    return list(db.session.scalars(wanted))
