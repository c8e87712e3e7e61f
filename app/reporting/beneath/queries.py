"""The bookings beneath a figure."""

from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import Agency
from app.booking.models import Booking
from app.booking.states import THERE, BookingState, Outcome
from app.core.database import db
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession
from app.reporting.figures.queries import HAD_A_PLACE, OUTCOME_COUNTS
from app.reporting.figures.queries_rows import (
    NO_AGENCY,
    ReportScope,
    key_of_employer,
    key_of_session,
    of_row,
    with_agencies,
    with_trainers,
)
from app.reporting.figures.rules import RowAsked
from app.web.paging import Page, page_of_rows

BOOKINGS_A_PAGE = 50
WITH_BOOKINGS = ("places_allocated", "attendances", "people", *OUTCOME_COUNTS.values())
"""The figures that count bookings."""


def bookings_beneath(scope: ReportScope, row: RowAsked, figure: str, *, page: int) -> Page[Any]:
    """Who they were, session by session: the latest first."""
    wanted = (
        scope.sessions()
        .join(Course, Course.id == TrainingSession.course_id)
        .join(Booking, Booking.session_id == TrainingSession.id)
    )
    wanted = with_trainers(with_agencies(wanted, Booking.agency_id, scope.naming), row.by)
    key = (*key_of_employer(row.by), *key_of_session(row.by))
    return page_of_rows(
        wanted.add_columns(
            Booking.id,
            Booking.name,
            Booking.practitioner_id,
            func.coalesce(Agency.name, NO_AGENCY).label("agency"),
            TrainingSession.id.label("session_id"),
            Course.title,
            TrainingSession.starts_at,
            Booking.outcome,
        )
        .where(_adds_to(figure), *of_row(row, key))
        .order_by(TrainingSession.starts_at.desc(), TrainingSession.id, Booking.name, Booking.id),
        page=page,
        per_page=BOOKINGS_A_PAGE,
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
