"""The bookings beneath a figure."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import Agency
from app.accounts.models_former import FormerName
from app.booking.models import Booking
from app.booking.states import THERE, BookingState, Outcome
from app.core.database import db
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession
from app.reporting.figures.queries import OUTCOME_COUNTS
from app.reporting.figures.queries_alike import HAD_A_PLACE
from app.reporting.figures.queries_rows import (
    NO_AGENCY,
    ReportScope,
    key_of_employer,
    key_of_session,
    names_of_rows,
    of_row,
    title_of_course,
    with_agencies,
    with_courses,
    with_trainers,
)
from app.reporting.figures.rules import RowAsked
from app.reporting.figures.rules_rows import RowName
from app.web.paging import Page, page_of_rows

BOOKINGS_A_PAGE = 50
WITH_BOOKINGS = ("places_allocated", "attendances", "people", *OUTCOME_COUNTS.values())
"""The figures that count bookings."""


SESSIONS_AT_A_TIME = 200


def bookings_in_batches(scope: ReportScope, row: RowAsked, figure: str) -> Iterator[list[Any]]:
    """All of them in the same order, some sessions at a time: no more than these are in memory."""
    latest = scope.sessions().add_columns(TrainingSession.id)
    sessions = db.session.scalars(latest.order_by(TrainingSession.starts_at.desc(), TrainingSession.id)).all()
    for first in range(0, len(sessions), SESSIONS_AT_A_TIME):
        some = TrainingSession.id.in_(sessions[first : first + SESSIONS_AT_A_TIME])
        if batch := list(db.session.execute(_bookings(scope, row, figure).where(some)).all()):
            yield batch


def how_many_bookings(scope: ReportScope, row: RowAsked, figure: str) -> int:
    counted = _bookings(scope, row, figure).with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
    return db.session.scalar(counted) or 0


def bookings_beneath(scope: ReportScope, row: RowAsked, figure: str, *, page: int) -> Page[Any]:
    """Who they were, session by session: the latest first."""
    return page_of_rows(_bookings(scope, row, figure), page=page, per_page=BOOKINGS_A_PAGE)


def _bookings(scope: ReportScope, row: RowAsked, figure: str) -> Select[Any]:
    wanted = with_courses(scope.sessions(), scope).join(Booking, Booking.session_id == TrainingSession.id)
    agency = func.coalesce(*((FormerName.name,) if scope.counts_former_names else ()), Agency.name, NO_AGENCY)
    wanted = with_agencies(wanted, Booking.agency_id, scope)
    if row.key:
        wanted = with_trainers(wanted, row.by)
    key = (*key_of_employer(row.by, scope), *key_of_session(row.by, scope)) if row.key else ()
    return (
        wanted.add_columns(
            Booking.id,
            Booking.name,
            Booking.practitioner_id,
            Booking.team,
            Booking.job_role,
            agency.label("agency"),
            TrainingSession.id.label("session_id"),
            title_of_course(scope).label("title"),
            TrainingSession.starts_at,
            Booking.outcome,
        )
        .where(_adds_to(figure), *of_row(row, key))
        .order_by(TrainingSession.starts_at.desc(), TrainingSession.id, Booking.name, Booking.id)
    )


def _adds_to(figure: str) -> ColumnElement[bool]:
    """SQL: whether a booking is counted in it, as the sums count it."""
    if figure == "places_allocated":
        refill = aliased(Booking)
        is_refilled = select(refill.id).where(refill.refills_id == Booking.id).exists()
        late = and_(Booking.outcome == Outcome.LATE_CANCELLED, ~is_refilled)
        return and_(~TrainingSession.is_cancelled, or_(Booking.state == BookingState.BOOKED, late))
    said = {name: outcome for outcome, name in OUTCOME_COUNTS.items()}
    outcomes = THERE if figure in ("attendances", "people") else (said[figure],)
    return and_(Booking.state.in_(HAD_A_PLACE), Booking.outcome.in_(outcomes))


def sessions_named(ids: list[int]) -> dict[int, Any]:
    """Title, start and state, by number."""
    wanted = select(TrainingSession.id, Course.title, TrainingSession.starts_at, TrainingSession.state)
    rows = db.session.execute(
        wanted.join(Course, Course.id == TrainingSession.course_id).where(TrainingSession.id.in_(ids))
    )
    return {row.id: row for row in rows}


def name_of_row(row: RowAsked, scope: ReportScope) -> RowName | None:
    """What it is called; None for a record that isn't there."""
    try:
        return names_of_rows(row.by, scope)(row.key) if row.key else RowName("Total", ("Total",), ())
    except KeyError:
        return None
