"""Reads of Learning Weeks."""

from datetime import date

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import selectinload

from app.core.database import db
from app.programme.models_sessions import SessionDay, TrainingSession
from app.programme.models_weeks import LearningWeek


def learning_weeks() -> list[LearningWeek]:
    """Latest first."""
    return list(db.session.scalars(select(LearningWeek).order_by(LearningWeek.starts_on.desc())))


def learning_week(week_id: int) -> LearningWeek | None:
    return db.session.get(LearningWeek, week_id)


def learning_week_by_name(name: str) -> LearningWeek | None:
    return db.session.scalar(select(LearningWeek).where(func.lower(LearningWeek.name) == name.lower()))


def has_sessions(week: LearningWeek) -> bool:
    """Whether a session is part of it: drafts and cancelled ones too."""
    return db.session.scalar(select(TrainingSession.id).where(TrainingSession.learning_week_id == week.id)) is not None


def has_sessions_outside(week: LearningWeek, first: date, last: date) -> bool:
    """Whether a session of the week, draft or not, has a day before the first date or after the last."""
    outside = exists().where(
        TrainingSession.learning_week_id == week.id,
        SessionDay.session_id == TrainingSession.id,
        or_(SessionDay.on < first, SessionDay.on > last),
    )
    return bool(db.session.scalar(select(outside)))


def next_learning_week(*, on: date) -> LearningWeek | None:
    """The one under way or next to come; where there is none, the last."""
    coming = select(LearningWeek).where(LearningWeek.ends_on >= on).order_by(LearningWeek.starts_on)
    past = select(LearningWeek).order_by(LearningWeek.ends_on.desc())
    return db.session.scalar(coming.limit(1)) or db.session.scalar(past.limit(1))


def sessions_of_week(week: LearningWeek) -> list[TrainingSession]:
    """Published sessions of a Learning Week in the order of the timetable, with their speakers."""
    wanted = (
        select(TrainingSession)
        .where(TrainingSession.learning_week_id == week.id, TrainingSession.is_published)
        .options(selectinload(TrainingSession.speakers))
    )
    return list(db.session.scalars(wanted.order_by(TrainingSession.starts_at, TrainingSession.id)))
