"""The year so far, against the same days last year."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

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

    SQLite is told to begin with the period's bookings: by itself it begins with all that were ever issued.
    """
    of_the_period = (
        select(Booking.id, Booking.state, Booking.outcome)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(*ReportScope(since, until, at).conditions)
        .cte("of_the_period")
        .prefix_with("MATERIALIZED", dialect="sqlite")
    )
    booking, closed = aliased(Booking, of_the_period), Issued.closes_at <= at
    answered = case((Issued.answered_at.is_not(None), 1), else_=0)
    row = db.session.execute(
        select(func.count(), func.coalesce(func.sum(answered), 0))
        .select_from(booking)
        .join(Issued, Issued.booking_id == booking.id)
        .where(Issued.stage == Stage.POST_COURSE, closed, issuing.was_issued(booking))
    ).one()
    return Returns(closed=row[0], closed_returned=row[1])
