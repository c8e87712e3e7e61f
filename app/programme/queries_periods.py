"""Years and periods in which there were sessions."""

from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app.core.clock import from_london, to_london
from app.core.database import db
from app.programme import periods
from app.programme.models_sessions import TrainingSession
from app.programme.models_weeks import LearningWeek

EARLIEST, LATEST = date(1900, 1, 1), date(9000, 1, 1)  # beyond them, time zones overflow


def years_with_sessions() -> list[str]:
    """The programme years that hold a session, latest first."""
    return years_of(select(TrainingSession.id).where(~TrainingSession.is_draft))


def years_of(sessions: Select[Any]) -> list[str]:
    """The programme years in which a session of a query begins, latest first. Two queries.

    Each year is asked whether there is one: the first that is found will do, however many there are.
    """
    first, last = db.session.execute(
        select(
            select(func.min(TrainingSession.starts_at)).scalar_subquery(),
            select(func.max(TrainingSession.starts_at)).scalar_subquery(),
        )
    ).one()
    if first is None:
        return []
    years = periods.years_between(to_london(first).date(), to_london(last).date())
    held = db.session.execute(
        select(*(sessions.where(began_between(*periods.year_dates(year))).exists() for year in years))
    ).one()
    return [year for year, is_held in zip(years, held, strict=True) if is_held]


def began_between(since: date, until: date) -> ColumnElement[bool]:
    """SQL: a session's first day lies between two London dates, both inclusive."""
    return and_(
        TrainingSession.starts_at >= from_london(max(since, EARLIEST), time()),
        TrainingSession.starts_at < from_london(min(until, LATEST) + timedelta(days=1), time()),
    )


def in_year(year: str) -> Select[TrainingSession]:
    """The sessions of a programme year; those of a Learning Week belong to the year in which it begins."""
    first, last = periods.year_dates(year)
    begins, ends = from_london(first, time()), from_london(last + timedelta(days=1), time())
    by_itself = and_(
        TrainingSession.learning_week_id.is_(None),
        TrainingSession.starts_at >= begins,
        TrainingSession.starts_at < ends,
    )
    weeks = select(LearningWeek.id).where(LearningWeek.starts_on.between(first, last))
    return select(TrainingSession).where(or_(by_itself, TrainingSession.learning_week_id.in_(weeks)))
