"""Charges that are alike, so that they can be decided together."""

from typing import NamedTuple

from sqlalchemy import func, select

from app.booking.models import Booking
from app.charging.models import Charge
from app.core.database import db
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession
from app.terms.models import Cause

AT_ONCE = 100
"""As many as somebody can look through before they press the button."""


class Alike(NamedTuple):
    """Charges to decide of one course and one cause: how many, and their sum in pence."""

    course_id: int
    title: str
    cause: Cause
    how_many: int
    pence: int


def groups() -> list[Alike]:
    """Of two charges and more, the largest first."""
    wanted = (
        select(Course.id, Course.title, Charge.cause, func.count(), func.sum(Charge.pence))
        .select_from(Charge)
        .join(Booking, Booking.id == Charge.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .where(Charge.can_be_confirmed())
        .group_by(Course.id, Course.title, Charge.cause)
        .having(func.count() > 1)
        .order_by(func.count().desc(), Course.title, Charge.cause)
        .limit(AT_ONCE)
    )
    return [Alike(*row[:4], int(row[4])) for row in db.session.execute(wanted)]


def alike(course_id: int, cause: str) -> list[Charge]:
    """Those of one course and cause that can be decided, the oldest first, at most a hundred at once."""
    wanted = (
        select(Charge)
        .join(Charge.booking)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(TrainingSession.course_id == course_id, Charge.cause == cause, Charge.can_be_confirmed())
    )
    return list(db.session.scalars(wanted.order_by(Charge.id).limit(AT_ONCE)))
