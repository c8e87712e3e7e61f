"""The figures of a whole year or quarter, as others than the office may see them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.booking.models import Booking
from app.booking.states import BookingState, Outcome
from app.core.database import db
from app.programme.models_sessions import TrainingSession
from app.programme.periods import year_dates
from app.reporting.figures.queries import report_on
from app.reporting.figures.queries_rows import (
    Expression,
    ReportScope,
    key_of_employer,
    kind_of_row,
    title_of_course,
    with_agencies,
    with_courses,
)
from app.reporting.figures.rules import By, Report
from app.reporting.figures.rules_rows import dates_of_quarter
from app.reporting.published.rules import (
    ABOUT_PEOPLE,
    PUBLISHED_NAMING,
    Presence,
    PublishedRows,
    must_be_published,
    published,
    shown_rows,
)

COUNTED = (BookingState.BOOKED, BookingState.WALKED_IN)


def report_for_others(year: str, by: By, *, quarter: int | None = None, at: datetime) -> tuple[Report, PublishedRows]:
    """The report of a whole year, or of one of its quarters, and which of its rows may be shown.

    The total and what stands apart are the report's own. Raises NotForOthers.
    """
    must_be_published(by, is_quarter=quarter is not None)
    since, until = dates_of_quarter(year, quarter) if quarter else year_dates(year)
    scope = ReportScope(since, until, at, naming=PUBLISHED_NAMING)
    report = report_on(scope, by)
    if by not in ABOUT_PEOPLE:
        return report, PublishedRows(report.rows, None)
    return report, published(report, shown_rows(_present(scope)))


def _present(scope: ReportScope) -> dict[tuple[str, ...], list[Presence]]:
    """Who is counted in which row of agency by course, in the planned programme. One query."""
    key: Sequence[Expression] = (*key_of_employer(By.AGENCY, scope), title_of_course(scope))
    counted = Booking.state.in_(COUNTED) | (Booking.outcome == Outcome.LATE_CANCELLED)
    wanted = (
        with_courses(select().select_from(TrainingSession).where(*scope.conditions), scope)
        .join(Booking, Booking.session_id == TrainingSession.id)
        .where(counted, kind_of_row() == "")
    )
    rows = db.session.execute(
        with_agencies(wanted, Booking.agency_id, scope).add_columns(Booking.id, Booking.practitioner_id, *key)
    )
    found: dict[tuple[str, ...], list[Presence]] = {}
    for booking, person, *names in rows:
        found.setdefault(tuple(names), []).append(Presence(booking, person))
    return found
