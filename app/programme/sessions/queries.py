"""Reads of sessions."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.core.database import db
from app.programme.checking.queries import WITH_ALL_THEY_TAKE
from app.programme.models import Course
from app.programme.models_sessions import Speaker, TrainingSession
from app.programme.models_trainers import TrainerRequest
from app.web.paging import Page, page_of

ON_A_PAGE = 30


def session(session_id: int) -> TrainingSession | None:
    return db.session.get(TrainingSession, session_id)


def sessions(session_ids: set[int]) -> list[TrainingSession]:
    """The sessions of these numbers, soonest first."""
    wanted = select(TrainingSession).where(TrainingSession.id.in_(session_ids))
    return list(db.session.scalars(wanted.order_by(TrainingSession.starts_at, TrainingSession.id)))


def speaker(speaker_id: int) -> Speaker | None:
    return db.session.get(Speaker, speaker_id)


def trainers_asked(session: TrainingSession) -> dict[int, TrainerRequest]:
    """What was asked of its trainers by mail, and stands, by their ids."""
    wanted = select(TrainerRequest).where(TrainerRequest.session_id == session.id, TrainerRequest.ended_at.is_(None))
    return {request.trainer_id: request for request in db.session.scalars(wanted)}


def sessions_of_course(course: Course, *, page: int = 1) -> Page[TrainingSession]:
    """The sessions of a course, newest first, drafts too, a page at a time."""
    wanted = select(TrainingSession).where(TrainingSession.course_id == course.id)
    newest = wanted.order_by(TrainingSession.starts_at.desc(), TrainingSession.id.desc())
    return page_of(newest, page=page, per_page=ON_A_PAGE)


def upcoming_sessions(*, at: datetime) -> list[TrainingSession]:
    """Published sessions that haven't started, soonest first."""
    wanted = (
        select(TrainingSession)
        .where(TrainingSession.is_published, ~TrainingSession.has_started(at))
        .options(selectinload(TrainingSession.trainers))
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
    return list(db.session.scalars(wanted))


def how_many_drafts() -> int:
    return db.session.scalar(select(func.count()).where(TrainingSession.is_draft)) or 0


def has_sessions() -> bool:
    """Whether there is any, drafts too."""
    return db.session.scalar(select(TrainingSession.id).limit(1)) is not None


def drafts() -> list[TrainingSession]:
    """Soonest first."""
    wanted = select(TrainingSession).where(TrainingSession.is_draft).options(*WITH_ALL_THEY_TAKE)
    return list(db.session.scalars(wanted.order_by(TrainingSession.starts_at, TrainingSession.id)))
