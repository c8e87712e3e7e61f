"""The office's list of sessions, some at a time."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import contains_eager

from app.attendance.registers.models import Register
from app.booking.queries import availability
from app.core import clock
from app.core.database import db
from app.programme.checking import queries as checking
from app.programme.checking.queries_seen import unseen
from app.programme.checking.rules import LOOKED_AHEAD, CheckedSession, SessionWarning
from app.programme.models import Course, Trainer
from app.programme.models_sessions import TrainingSession, session_trainer
from app.programme.models_weeks import LearningWeek
from app.programme.sessions.rules_standing import SessionStanding
from app.reporting.session_list.rules import ListedSession, ListedSessions, RequestedSessions, state_of_register
from app.terms.closed_days.queries import closed_days
from app.web.paging import Page, page_of

ON_A_PAGE = 50
IN_A_BATCH = 300


def page_of_sessions(asked: RequestedSessions, *, at: datetime, page: int) -> Page[ListedSession]:
    """One page of the list: a constant number of queries."""
    found = page_of(_wanted(asked, at), page=page, per_page=ON_A_PAGE)
    return found.showing(_lines(found.items, at))


def all_lines(asked: RequestedSessions, *, at: datetime) -> Iterator[ListedSession]:
    """The whole list for a file, read in batches."""
    ids = list(db.session.scalars(_wanted(asked, at).with_only_columns(TrainingSession.id)))
    for first in range(0, len(ids), IN_A_BATCH):
        some = ids[first : first + IN_A_BATCH]
        wanted = _with_all(select(TrainingSession)).where(TrainingSession.id.in_(some))
        by_id = {session.id: session for session in db.session.scalars(wanted).unique()}
        yield from _lines([by_id[session_id] for session_id in some], at)


def warned_sessions(*, at: datetime) -> list[tuple[CheckedSession, list[SessionWarning]]]:
    """Published sessions of the next four weeks of which something is to be looked at again, with the warnings that
    nobody has said to have seen; the soonest first.

    Those to come are found first: in all of history, SQLite would look for those of the next weeks from its beginning.
    """
    to_come = select(TrainingSession.id).where(TrainingSession.is_published, ~TrainingSession.has_ended(at))
    soon = select(TrainingSession.id).where(
        TrainingSession.id.in_(to_come.correlate(None)), TrainingSession.starts_at <= at + LOOKED_AHEAD
    )
    soonest_first = soon.order_by(TrainingSession.starts_at, TrainingSession.id)
    found = checking.looked_over(db.session.scalars(soonest_first).all(), closed=closed_days())
    warnings = unseen([session for session, _ in found], {session.id: said for session, said in found})
    return [(session, warnings[session.id]) for session, _ in found if warnings[session.id]]


def _lines(sessions: Sequence[TrainingSession], at: datetime) -> list[ListedSession]:
    standing = standings(sessions, at)
    to_come = [session for session in sessions if not (session.is_cancelled or session.has_ended(at))]
    warnings = unseen(to_come, checking.warnings([session.id for session in to_come], closed=closed_days()))
    return [ListedSession(session, standing[session.id], warnings.get(session.id, [])) for session in sessions]


def standings(sessions: Sequence[TrainingSession], at: datetime) -> dict[int, SessionStanding]:
    """How full each is and how its register stands, by its number, in two queries."""
    places = availability(sessions, at=at)
    kept = {
        row.session_id: (row.closed_at, row.head_count)
        for row in db.session.execute(
            select(Register.session_id, Register.closed_at, Register.head_count).where(
                Register.session_id.in_([session.id for session in sessions])
            )
        )
    }
    return {
        session.id: SessionStanding(
            session,
            places[session.id].taken,
            places[session.id].waiting,
            state_of_register(session, kept.get(session.id), at),
        )
        for session in sessions
    }


def _wanted(asked: RequestedSessions, at: datetime) -> Select[TrainingSession]:
    wanted = _with_all(select(TrainingSession)).where(*_listed(asked.listed, at), *map(_holds, asked.words.split()))
    if asked.since:
        wanted = wanted.where(TrainingSession.ends_at >= clock.from_london(asked.since, time()))
    if asked.until:
        wanted = wanted.where(TrainingSession.starts_at < clock.from_london(asked.until + timedelta(days=1), time()))
    if asked.strand:
        wanted = wanted.where(Course.strand == asked.strand)
    if asked.listed.latest_first:
        return wanted.order_by(TrainingSession.starts_at.desc(), TrainingSession.id.desc())
    return wanted.order_by(TrainingSession.starts_at, TrainingSession.id)


def _listed(listed: ListedSessions, at: datetime) -> tuple[Any, ...]:
    if listed is ListedSessions.TO_LOOK_AT:
        return (TrainingSession.id.in_([session.id for session, _ in warned_sessions(at=at)]),)
    conditions: dict[ListedSessions, tuple[Any, ...]] = {
        ListedSessions.TO_COME: (~TrainingSession.is_cancelled, ~TrainingSession.has_ended(at)),
        ListedSessions.DRAFTS: (TrainingSession.is_draft,),
        ListedSessions.OVER: (TrainingSession.is_published, TrainingSession.has_ended(at)),
        ListedSessions.CANCELLED: (TrainingSession.is_cancelled,),
        ListedSessions.ALL: (),
    }
    return conditions[listed]


def _holds(word: str) -> ColumnElement[bool]:
    """SQL: what is written of a session holds a word, whatever its capitals."""
    named = select(Trainer.name).where(
        session_trainer.c.trainer_id == Trainer.id, session_trainer.c.session_id == TrainingSession.id
    )
    said = (Course.title, TrainingSession.venue, LearningWeek.name)
    return or_(
        *(func.lower(column).contains(word.lower(), autoescape=True) for column in said),
        exists(named.where(func.lower(Trainer.name).contains(word.lower(), autoescape=True))),
    )


def _with_all(wanted: Select[TrainingSession]) -> Select[TrainingSession]:
    """With their courses, weeks, trainers and places, so that no line asks for its own."""
    return (
        wanted.join(TrainingSession.course)
        .outerjoin(TrainingSession.learning_week)
        .options(contains_eager(TrainingSession.course), contains_eager(TrainingSession.learning_week))
        .options(*checking.WITH_ALL_THEY_TAKE)
    )
