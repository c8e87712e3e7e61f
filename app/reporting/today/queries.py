"""The year so far, against the same days last year."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func

from app.booking.models import Booking
from app.core import clock
from app.core.database import db, not_first
from app.evaluation.models_issued import Issued
from app.evaluation.results.rules import Returns
from app.evaluation.stages import Stage
from app.programme.models_sessions import TrainingSession
from app.programme.periods import programme_year, year_dates
from app.reporting.figures.queries import report
from app.reporting.figures.queries_alike import HAD_A_PLACE
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

    Whom they ask about is said in the words of the index of bookings, so that each one is looked up by its key.
    """
    state, stage = not_first(Booking.state), not_first(Issued.stage)
    wanted = (
        ReportScope(since, until, at)
        .sessions()
        .join(Booking, Booking.session_id == TrainingSession.id)
        .join(Issued, and_(Issued.booking_id == Booking.id, stage == Stage.POST_COURSE))
        .where(state.in_(HAD_A_PLACE), Booking.outcome.in_(Stage.POST_COURSE.asks_about))
        .where(Issued.closes_at <= at, Issued.is_missed.is_(False))
        .add_columns(func.count(), func.count(Issued.answered_at))
    )
    closed, returned = db.session.execute(wanted).one()
    return Returns(closed=closed, closed_returned=returned)
