"""Reads of the programme."""

from datetime import date, datetime

from sqlalchemy import distinct, exists, func, or_, select
from sqlalchemy.orm import selectinload

from app.database import db
from app.programme.models import (
    Course,
    LearningWeek,
    SessionDay,
    SessionState,
    Speaker,
    Strand,
    Trainer,
    TrainingSession,
    session_trainer,
)


def course(course_id: int) -> Course | None:
    return db.session.get(Course, course_id)


def courses() -> list[Course]:
    return list(db.session.scalars(select(Course).order_by(Course.title)))


def courses_to_review(*, on: date) -> list[Course]:
    """Courses whose content is to be reviewed by that date, the longest waiting first. Retired ones aren't."""
    due = select(Course).where(Course.review_on <= on, Course.is_retired.is_(False))
    return list(db.session.scalars(due.order_by(Course.review_on, Course.title)))


def course_by_title(title: str) -> Course | None:
    return db.session.scalar(select(Course).where(func.lower(Course.title) == title.lower()))


def session(session_id: int) -> TrainingSession | None:
    return db.session.get(TrainingSession, session_id)


def speaker(speaker_id: int) -> Speaker | None:
    return db.session.get(Speaker, speaker_id)


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


def public_prerequisite(course: Course) -> Course | None:
    """The course to attend before, if everybody may see its page."""
    before = course.prerequisite
    return before if before and before.strand is not Strand.BESPOKE and is_public(before) else None


def trainers() -> list[Trainer]:
    """The pool by name, each with their agency and what they can teach."""
    wanted = select(Trainer).options(selectinload(Trainer.agency), selectinload(Trainer.can_teach))
    return list(db.session.scalars(wanted.order_by(Trainer.name, Trainer.id)))


def trainer(trainer_id: int) -> Trainer | None:
    return db.session.get(Trainer, trainer_id)


def days_taught(*, since: date, until: date) -> dict[int, int]:
    """Days taught by trainers' ids: dates on which published sessions ran with them confirmed, each counted once."""
    taught = (
        select(session_trainer.c.trainer_id, func.count(distinct(SessionDay.on)).label("days"))
        .join(TrainingSession, TrainingSession.id == session_trainer.c.session_id)
        .join(SessionDay, SessionDay.session_id == TrainingSession.id)
        .where(session_trainer.c.is_confirmed, TrainingSession.state == SessionState.PUBLISHED)
        .where(SessionDay.on.between(since, until))
        .group_by(session_trainer.c.trainer_id)
    )
    return {row.trainer_id: row.days for row in db.session.execute(taught)}


def sessions_of_trainer(trainer: Trainer, *, at: datetime) -> list[tuple[TrainingSession, bool]]:
    """Sessions to come that they are asked for, drafts too, each with whether they have confirmed."""
    wanted = (
        select(TrainingSession, session_trainer.c.is_confirmed)
        .join(session_trainer, session_trainer.c.session_id == TrainingSession.id)
        .where(session_trainer.c.trainer_id == trainer.id, TrainingSession.ends_at > at)
        .where(TrainingSession.state != SessionState.CANCELLED)
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
    return [(session, is_confirmed) for session, is_confirmed in db.session.execute(wanted)]


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
    """Published sessions of a Learning Week in the order of the timetable, with their speakers."""
    wanted = (
        select(TrainingSession)
        .where(TrainingSession.learning_week_id == week.id, TrainingSession.state == SessionState.PUBLISHED)
        .options(selectinload(TrainingSession.speakers))
    )
    return list(db.session.scalars(wanted.order_by(TrainingSession.starts_at, TrainingSession.id)))
