"""Registers that are left open, whom the office reminded of them, and who was absent."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, or_, select

from app.accounts.models import User
from app.attendance.outstanding.models import RegisterReminder
from app.attendance.registers.models import Register
from app.attendance.registers.queries_registers import that_keep_a_register
from app.booking.models import Booking
from app.booking.states import Outcome
from app.core.changes import JobRun
from app.core.database import db
from app.programme.models import Trainer
from app.programme.models_sessions import TrainingSession
from app.programme.models_trainers import TrainerAnswer, TrainerRequest


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


def bookings_concerned(look: JobRun, *, since: datetime) -> list[int]:
    """The ids of those who didn't come, by registers closed since an instant: of bookings that changed, and of those
    registers. A query for each, by an index of its own."""
    closed = select(Register.session_id).where(Register.closed_at >= since)
    if look.is_sweep:
        return _absent_from(db.session.scalars(closed).all())
    changed = _absent(select(Booking.id)).where(Register.closed_at >= since, Booking.changed_at >= look.since)
    registers = db.session.scalars(closed.where(Register.changed_at >= look.since)).all()
    return sorted({*db.session.scalars(changed), *_absent_from(registers)})


def _absent_from(sessions: Sequence[int]) -> list[int]:
    """Of these sessions."""
    if not sessions:
        return []
    wanted = _absent(select(Booking.id)).where(Booking.session_id.in_(sessions))
    return list(db.session.scalars(wanted.order_by(Booking.id)))


def absent(among: Sequence[int], *, since: datetime) -> list[Booking]:
    """Who of these bookings didn't come, by the registers closed since an instant; imported ones are history."""
    wanted = _absent(select(Booking)).where(Booking.id.in_(among), Register.closed_at >= since)
    return list(db.session.scalars(wanted.order_by(Booking.id)))


def _absent(wanted: Any) -> Any:
    return (
        wanted.join(Booking.session)
        .join(Register, Register.session_id == Booking.session_id)
        .where(Booking.outcome == Outcome.NO_SHOW, TrainingSession.is_imported.is_(False))
    )


def registers_to_send(before: timedelta, *, at: datetime) -> list[TrainerRequest]:
    """The trainers who said yes to a session that begins within that time, and haven't been sent its register."""
    wanted = (
        select(TrainerRequest)
        .join(TrainingSession, TrainingSession.id == TrainerRequest.session_id)
        .join(Trainer, Trainer.id == TrainerRequest.trainer_id)
        .where(TrainingSession.takes_bookings, ~TrainingSession.has_started(at), Trainer.email != "")
        .where(TrainingSession.starts_at <= at + before)
        .where(TrainerRequest.ended_at.is_(None), TrainerRequest.answer == TrainerAnswer.ACCEPTED)
    )
    unsent = or_(
        TrainerRequest.register_sent_for.is_(None), TrainerRequest.register_sent_for != TrainingSession.starts_at
    )
    return list(db.session.scalars(wanted.where(unsent).order_by(TrainerRequest.id)))
