"""The figures of a whole year or quarter, as others than the office may see them."""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Label, Select, func

from app.booking.models import Booking
from app.booking.states import THERE, BookingState, Outcome
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
    is_enough,
    must_be_published,
    published,
    shown_among,
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


def sectors_for_others(report: Report, scope: ReportScope) -> PublishedRows:
    """Of a report by sector, the rows that may stand beside each other and its total, and the others put together:
    nowhere where fewer than five of these came. One query.

    Somebody who worked in two sectors is one person, also in what is put together.
    """
    key: Label[Any] = key_of_employer(By.SECTOR, scope)[0].label("key")
    is_there = Booking.outcome.in_(THERE) & ~TrainingSession.is_cancelled
    wanted = with_agencies(_planned(scope), Booking.agency_id, scope).add_columns(
        key, Booking.practitioner_id, func.min(Booking.id), func.count().filter(is_there)
    )
    counted: dict[Hashable, list[Presence]] = {}
    came: dict[Hashable, list[Presence]] = {}
    for sector, person, booking, times in db.session.execute(wanted.group_by(key, Booking.practitioner_id)):
        counted.setdefault((sector,), []).append(Presence(booking, person))
        if times:
            came.setdefault((sector,), []).append(Presence(booking, person))
    told = published(report, shown_among(counted, came))
    shown = {row.key for row in told.rows}
    rest = [each for sector, people in came.items() if sector not in shown for each in people]
    if told.left_out is None or not is_enough(rest):
        return PublishedRows(told.rows, None)
    return replace(told, left_out=replace(told.left_out, people=len({each.person for each in rest})))


def _present(scope: ReportScope) -> dict[tuple[str, ...], list[Presence]]:
    """Who is counted in which row of agency by course, in the planned programme. One query."""
    key: Sequence[Expression] = (*key_of_employer(By.AGENCY, scope), title_of_course(scope))
    rows = db.session.execute(
        with_agencies(_planned(scope), Booking.agency_id, scope).add_columns(Booking.id, Booking.practitioner_id, *key)
    )
    found: dict[tuple[str, ...], list[Presence]] = {}
    for booking, person, *names in rows:
        found.setdefault(tuple(names), []).append(Presence(booking, person))
    return found


def _planned(scope: ReportScope) -> Select[Any]:
    """SQL: the bookings of the planned programme that count for a place, or somebody who came."""
    counted = Booking.state.in_(COUNTED) | (Booking.outcome == Outcome.LATE_CANCELLED)
    wanted = with_courses(scope.sessions(), scope).join(Booking, Booking.session_id == TrainingSession.id)
    return wanted.where(counted, kind_of_row() == "")
