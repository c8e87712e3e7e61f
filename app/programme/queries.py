"""Reads of the programme."""

from datetime import date, datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import selectinload

from app.database import db
from app.programme.models import Course, LearningWeek, Material, SessionDay, SessionState, Trainer, TrainingSession


def course(course_id: int) -> Course | None:
    return db.session.get(Course, course_id)


def courses() -> list[Course]:
    return list(db.session.scalars(select(Course).order_by(Course.title)))


def course_by_title(title: str) -> Course | None:
    return db.session.scalar(select(Course).where(func.lower(Course.title) == title.lower()))


def materials(course: Course) -> list[Material]:
    """In the order of their titles."""
    return list(db.session.scalars(select(Material).where(Material.course_id == course.id).order_by(Material.title)))


def material(material_id: int) -> Material | None:
    return db.session.get(Material, material_id)


def session(session_id: int) -> TrainingSession | None:
    return db.session.get(TrainingSession, session_id)


def sessions(session_ids: set[int]) -> list[TrainingSession]:
    """The sessions of these numbers, soonest first."""
    wanted = select(TrainingSession).where(TrainingSession.id.in_(session_ids))
    return list(db.session.scalars(wanted.order_by(TrainingSession.starts_at, TrainingSession.id)))


def sessions_of_course(course: Course) -> list[TrainingSession]:
    """Every session of a course, newest first, drafts too."""
    wanted = select(TrainingSession).where(TrainingSession.course_id == course.id)
    return list(db.session.scalars(wanted.order_by(TrainingSession.starts_at.desc())))


def upcoming_sessions(*, at: datetime) -> list[TrainingSession]:
    """Published sessions that haven't started, soonest first."""
    wanted = (
        select(TrainingSession)
        .where(TrainingSession.state == SessionState.PUBLISHED, TrainingSession.starts_at > at)
        .options(selectinload(TrainingSession.trainers))
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
    return list(db.session.scalars(wanted))


def drafts() -> list[TrainingSession]:
    wanted = select(TrainingSession).where(TrainingSession.state == SessionState.DRAFT)
    return list(db.session.scalars(wanted.order_by(TrainingSession.starts_at)))


def is_public(course: Course) -> bool:
    """A course is on show once a session of it has been published."""
    published = TrainingSession.state != SessionState.DRAFT
    return bool(db.session.scalar(select(exists().where(TrainingSession.course_id == course.id, published))))


def trainers() -> list[Trainer]:
    return list(db.session.scalars(select(Trainer).options(selectinload(Trainer.agency)).order_by(Trainer.name)))


def learning_weeks() -> list[LearningWeek]:
    """Latest first."""
    return list(db.session.scalars(select(LearningWeek).order_by(LearningWeek.starts_on.desc())))


def learning_week(week_id: int) -> LearningWeek | None:
    return db.session.get(LearningWeek, week_id)


def learning_week_by_name(name: str) -> LearningWeek | None:
    return db.session.scalar(select(LearningWeek).where(func.lower(LearningWeek.name) == name.lower()))


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
    """Published sessions of a Learning Week in the order of the timetable."""
    wanted = select(TrainingSession).where(
        TrainingSession.learning_week_id == week.id, TrainingSession.state == SessionState.PUBLISHED
    )
    wanted = wanted.options(selectinload(TrainingSession.speakers))
    return list(db.session.scalars(wanted.order_by(TrainingSession.starts_at, TrainingSession.id)))
