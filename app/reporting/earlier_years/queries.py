"""What was given for earlier years."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from app.core.database import db
from app.programme.models_sessions import TrainingSession
from app.programme.periods import year_dates
from app.programme.queries_periods import began_between
from app.reporting.earlier_years.models import GivenYear
from app.reporting.earlier_years.rules_beside import OurPercentages, YearBeside


def given_year(year: str) -> GivenYear | None:
    return db.session.scalar(select(GivenYear).where(GivenYear.year == year))


def given_years(among: Collection[str] | None = None) -> list[GivenYear]:
    """The latest first."""
    wanted = select(GivenYear).order_by(GivenYear.year.desc())
    return list(db.session.scalars(wanted if among is None else wanted.where(GivenYear.year.in_(among))))


def has_sessions(year: str) -> bool:
    """Whether Coursebook holds sessions of that year, not drafts alone: then its own figures are reported."""
    held = select(TrainingSession.id).where(~TrainingSession.is_draft, began_between(*year_dates(year)))
    return bool(db.session.scalar(select(held.exists())))


def year_beside(year_before: str, ours: Mapping[str, OurPercentages], our_total: OurPercentages) -> YearBeside | None:
    """What was given for a year, beside ours of the one after. None where nothing was."""
    given = given_year(year_before)
    return YearBeside(given, not has_sessions(year_before), ours, our_total) if given else None
