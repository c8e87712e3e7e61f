"""The year so far, against the same days last year."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select

from app.booking.models import Booking
from app.core import clock
from app.core.database import db
from app.evaluation.issuing import queries as issuing
from app.evaluation.models_issued import Issued
from app.evaluation.results.rules import Returns
from app.evaluation.stages import Stage
from app.programme.models_sessions import TrainingSession
from app.programme.periods import programme_year, year_dates
from app.reporting.figures.queries import report
from app.reporting.figures.queries_rows import ReportScope
from app.reporting.figures.rules import By, Report
from app.reporting.today.rules import against_last_year


@dataclass(frozen=True)
class SoFar:
    """This programme year up to today, and the same days of last year."""

    this_year: Report
    last_year: Report
    post: Returns

    @property
    def uptake_against_last_year(self) -> str:
        return against_last_year(self.this_year.total.uptake_percent, self.last_year.total.uptake_percent)

    @property
    def attendance_against_last_year(self) -> str:
        return against_last_year(self.this_year.total.attendance_percent, self.last_year.total.attendance_percent)


def year_so_far(*, at: datetime) -> SoFar:
    today = clock.to_london(at).date()
    since, _ = year_dates(programme_year(today))
    this_year = report(since, today, By.COURSE, at=at)
    last_year = report(since.replace(year=since.year - 1), _a_year_before(today), By.COURSE, at=at)
    return SoFar(this_year, last_year, _post_returns(since, today, at))


def _a_year_before(day: date) -> date:
    """The 29th of February has the 28th before it."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _post_returns(since: date, until: date, at: datetime) -> Returns:
    """Post-course questionnaires of the period's sessions: counted once they have closed.

    Each booking's is looked up by its key: joined, the database reads all that were ever issued.
    """
    has_answered = (
        select(case((Issued.answered_at.is_not(None), 1), else_=0))
        .where(Issued.booking_id == Booking.id, Issued.stage == Stage.POST_COURSE)
        .where(Issued.closes_at <= at, issuing.was_issued())
        .correlate(Booking)
        .scalar_subquery()
    )
    counted = (
        select(has_answered, func.count())
        .select_from(Booking)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(*ReportScope(since, until, at).conditions)
        .group_by(has_answered)
    )
    rows = db.session.execute(counted).all()
    return Returns(
        closed=sum(bookings for answered, bookings in rows if answered is not None),
        closed_returned=sum(bookings for answered, bookings in rows if answered),
    )
