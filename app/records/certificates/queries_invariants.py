"""What must hold among certificates. Each check returns the rows that break it."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select

from app.attendance.registers import queries as registers
from app.attendance.registers.models import Register
from app.booking.models import Booking
from app.core.changes import MENDED_WITHIN
from app.core.database import db
from app.programme.models_sessions import TrainingSession
from app.records.certificates.models import Certificate


def broken_invariants(*, at: datetime) -> list[str]:
    """A line for each offending row, beginning with the rule that it breaks; empty when all is well."""
    return [f"{rule.__doc__}: {row}" for rule in _RULES for row in rule(at)]


def _certified_twice(at: datetime) -> Iterator[str]:
    """a booking has two certificates"""
    wanted = select(Certificate.booking_id, func.count()).group_by(Certificate.booking_id)
    return ("booking {}: {} certificates".format(*row) for row in db.session.execute(wanted.having(func.count() > 1)))


def _valid_and_not_earned(at: datetime) -> Iterator[str]:
    """a valid certificate is of somebody who was not there throughout, by a closed register"""
    is_closed = exists().where(Register.session_id == Booking.session_id)
    wanted = (
        select(Certificate.id, Certificate.booking_id)
        .join(Booking, Booking.id == Certificate.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(
            Certificate.is_valid,
            or_(~is_closed, ~registers.was_there_throughout()),
            Booking.changed_at < at - MENDED_WITHIN,  # since then, a job is about to withdraw it
            TrainingSession.changed_at < at - MENDED_WITHIN,
        )
    )
    return ("certificate {} of booking {}".format(*row) for row in db.session.execute(wanted.order_by(Certificate.id)))


def _released_without_a_word(at: datetime) -> Iterator[str]:
    """a certificate was released by nobody, or without a word"""
    by_nobody, without_a_word = Certificate.released_by_id.is_(None), Certificate.release_words == ""
    half = or_(and_(by_nobody, ~without_a_word), and_(~by_nobody, without_a_word))
    return (
        f"certificate {number}"
        for number in db.session.scalars(select(Certificate.id).where(half).order_by(Certificate.id))
    )


_RULES: tuple[Callable[[datetime], Iterator[str]], ...] = (
    _certified_twice,
    _valid_and_not_earned,
    _released_without_a_word,
)
