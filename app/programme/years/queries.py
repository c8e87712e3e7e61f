"""Years and periods, and what copying and importing a year need to know."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased

from app.core.clock import from_london, to_london
from app.core.database import db
from app.programme import periods as programme_periods
from app.programme.models import Course, Strand
from app.programme.models_sessions import TrainingSession
from app.programme.models_weeks import LearningWeek
from app.programme.years import rules_copying

_EARLIEST, _LATEST = date(1900, 1, 1), date(9000, 1, 1)  # beyond them, time zones overflow


def years_with_sessions() -> list[str]:
    """The programme years that hold a session, latest first."""
    starts = db.session.scalars(select(TrainingSession.starts_at).where(~TrainingSession.is_draft))
    return sorted({programme_periods.programme_year(to_london(instant).date()) for instant in starts}, reverse=True)


def began_between(since: date, until: date) -> ColumnElement[bool]:
    """SQL: a session's first day lies between two London dates, both inclusive."""
    return and_(
        TrainingSession.starts_at >= from_london(max(since, _EARLIEST), time()),
        TrainingSession.starts_at < from_london(min(until, _LATEST) + timedelta(days=1), time()),
    )


def years_to_copy() -> list[str]:
    """Programme years that hold published sessions of our own, latest first."""
    columns = (TrainingSession.starts_at, LearningWeek.starts_on)
    wanted = select(*columns).outerjoin(TrainingSession.learning_week).where(*_COPIED)
    held = {
        programme_periods.programme_year(week or to_london(start).date()) for start, week in db.session.execute(wanted)
    }
    return sorted(held, reverse=True)


def planned_copies(year: str) -> list[rules_copying.PlannedCopy]:
    """What copying a year into the next would do, in the order of its sessions; what has a copy there is left out."""
    wanted = _in_year(year).join(TrainingSession.course).where(*_COPIED, Course.strand != Strand.BESPOKE)
    sessions = db.session.scalars(wanted.order_by(TrainingSession.starts_at, TrainingSession.id)).all()
    copies = db.session.scalars(
        _in_year(programme_periods.next_year(year)).where(TrainingSession.copied_from_id.is_not(None))
    )
    already = {copy.copied_from_id for copy in copies if copy.copied_from_id}
    weeks = {session.learning_week for session in sessions if session.learning_week}
    copied = {week.id: copy.starts_on for week in weeks if (copy := copied_week(week, year))}
    return rules_copying.plan_copies(sessions, already=already, week_starts=copied)


def copied_week(week: LearningWeek, year: str) -> LearningWeek | None:
    """The copy of a Learning Week in the year after `year`: where copies of its sessions are."""
    original = aliased(TrainingSession)
    wanted = (
        select(LearningWeek)
        .join(TrainingSession, TrainingSession.learning_week_id == LearningWeek.id)
        .join(original, original.id == TrainingSession.copied_from_id)
        .where(
            original.learning_week_id == week.id,
            LearningWeek.starts_on.between(*programme_periods.year_dates(programme_periods.next_year(year))),
        )
    )
    return db.session.scalar(wanted.order_by(LearningWeek.id).limit(1))


def starts_of_sessions() -> set[tuple[int, datetime]]:
    """Each course's id with a start of a session that isn't cancelled."""
    wanted = select(TrainingSession.course_id, TrainingSession.starts_at).where(~TrainingSession.is_cancelled)
    return {(course_id, start) for course_id, start in db.session.execute(wanted)}


_COPIED = (TrainingSession.is_published, TrainingSession.is_imported.is_(False))


def _in_year(year: str) -> Select[TrainingSession]:
    """The sessions of a programme year; those of a Learning Week belong to the year in which it begins."""
    first, last = programme_periods.year_dates(year)
    begins, ends = from_london(first, time()), from_london(last + timedelta(days=1), time())
    by_itself = and_(
        TrainingSession.learning_week_id.is_(None),
        TrainingSession.starts_at >= begins,
        TrainingSession.starts_at < ends,
    )
    weeks = select(LearningWeek.id).where(LearningWeek.starts_on.between(first, last))
    return select(TrainingSession).where(or_(by_itself, TrainingSession.learning_week_id.in_(weeks)))
