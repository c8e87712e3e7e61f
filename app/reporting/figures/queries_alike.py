"""What is alike is counted first, by numbers and short words alone; names come to the few lines that are left: some
hundreds, where a year of a large partnership has tens of thousands of bookings."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import FromClause, Select, Subquery, case, func, select
from sqlalchemy.orm import aliased

from app.accounts.models_former import FormerName
from app.attendance.registers.models import Register
from app.booking.models import Booking
from app.booking.states import BookingState, Outcome
from app.core.database import db
from app.programme.models_former import FormerTitle
from app.programme.models_sessions import TrainingSession
from app.reporting.figures.queries_rows import (
    Expression,
    ReportScope,
    key_of_employer,
    name_of_the_time,
    title_of_the_time,
    with_agencies,
)
from app.reporting.figures.rules import By, RowAsked

HAD_A_PLACE = (BookingState.BOOKED, BookingState.CANCELLED, BookingState.SUBSTITUTED, BookingState.WALKED_IN)
ONE_BY_ONE = (By.SESSION, By.TRAINER, By.MONTH, By.QUARTER)
"""Divisions in which no two sessions are alike."""


def sessions_alike(scope: ReportScope, by: By, beneath: RowAsked | None) -> Subquery:
    """Counts of sessions that are alike, their places and heads; by agency or sector each session by itself."""
    held = ~TrainingSession.is_cancelled
    counts = {
        "held": func.count().filter(held),
        "cancelled": func.count().filter(TrainingSession.is_cancelled),
        "places": func.sum(case((held, TrainingSession.places), else_=0)),
        "heads": func.sum(case((held, func.coalesce(Register.head_count, 0)), else_=0)),
        "to_mark": func.count().filter(held, Register.session_id.is_(None)),
    }
    return _counted(_alike(scope, by, is_one_by_one=bool(beneath or by.by_employer)), counts)


def bookings_alike(scope: ReportScope, by: By, beneath: RowAsked | None) -> Subquery:
    """Counts of bookings that are alike in outcome, in whether they have a place, and in agency where it matters: of
    all, of those of sessions that were held, and of these those whose register is closed.

    Holds and waiting lists are left out. They stand so in an index that holds all of it: no booking itself is read.
    SQLite first counts each session's in the order of that index; PostgreSQL is quicker counting all of them at once.
    """
    held = ~TrainingSession.is_cancelled
    counted: Any = func.count()
    bookings: FromClause = Booking.__table__
    if db.engine.dialect.name == "sqlite":
        bookings = _by_session(scope, by)
        counted = func.sum(bookings.c.how_many)
    each = bookings.c
    counts = {
        "how_many": counted,
        "held": func.coalesce(counted.filter(held), 0),
        "registered": func.coalesce(counted.filter(held, Register.session_id.is_not(None)), 0),
    }
    wanted = _alike(scope, by, is_one_by_one=bool(beneath))
    wanted = wanted.join(bookings, each.session_id == TrainingSession.id).where(each.state.in_(HAD_A_PLACE))
    wanted = wanted.add_columns(each.outcome, (each.state == BookingState.BOOKED).label("has_a_place"))
    return _counted(_with_employer(wanted, by, scope, each.agency_id if by.by_employer else None), counts)


def _by_session(scope: ReportScope, by: By) -> Subquery:
    """How many bookings of each session are alike."""
    told = [Booking.session_id, Booking.state, Booking.outcome, *([Booking.agency_id] if by.by_employer else [])]
    of_these = Booking.session_id.in_(scope.sessions().add_columns(TrainingSession.id))
    return select(*told, func.count().label("how_many")).where(of_these).group_by(*told).subquery("by_session")


def refilled_alike(scope: ReportScope, by: By, beneath: RowAsked | None) -> Subquery:
    """How many late cancellations were refilled, looked for from the few refills, of the same session."""
    refill = aliased(Booking)
    counts = {"held": func.count(), "registered": func.count().filter(Register.session_id.is_not(None))}
    wanted = (
        _alike(scope, by, is_one_by_one=bool(beneath))
        .join(refill, refill.session_id == TrainingSession.id)
        .join(Booking, Booking.id == refill.refills_id)
        .where(refill.refills_id.is_not(None), ~TrainingSession.is_cancelled)
        .where(Booking.outcome == Outcome.LATE_CANCELLED, Booking.state.in_(HAD_A_PLACE))
        .where(Booking.state != BookingState.BOOKED)
    )
    return _counted(_with_employer(wanted, by, scope), counts)


def employers_of_sessions(scope: ReportScope, by: By) -> Subquery:
    """Each session with each agency or sector that had a booking on it, by name."""
    wanted = scope.sessions().add_columns(TrainingSession.id.label("id"))
    wanted = wanted.join(Booking, Booking.session_id == TrainingSession.id).where(Booking.state.in_(HAD_A_PLACE))
    each = _with_employer(wanted, by, scope).distinct().subquery("each_employer")
    of_the_time = each.c.get("former_name_id")
    named = with_agencies(select(each.c.id).select_from(each), each.c.agency_id, scope, of_the_time)
    [name] = key_of_employer(by, scope)
    return named.add_columns(name.label("name")).distinct().subquery("whose")


def _alike(scope: ReportScope, by: By, *, is_one_by_one: bool) -> Select[Any]:
    """The sessions that count, in what a report tells them apart by; under the names of a session's own columns."""
    told: list[Any] = [TrainingSession.course_id, TrainingSession.is_open]
    if is_one_by_one or by in ONE_BY_ONE:
        told.append(TrainingSession.id)
    if by is By.LEARNING_WEEK:
        told.append(TrainingSession.learning_week_id)
    if by is By.DELIVERY:
        told.append(TrainingSession.delivery)
    wanted = scope.sessions().outerjoin(Register, Register.session_id == TrainingSession.id).add_columns(*told)
    if scope.counts_former_titles:
        wanted = wanted.outerjoin(FormerTitle, title_of_the_time())
        wanted = wanted.add_columns(FormerTitle.id.label("former_title_id"))
    return wanted


def _with_employer(wanted: Select[Any], by: By, scope: ReportScope, agency_id: Any = Booking.agency_id) -> Select[Any]:
    if by.by_employer is None:
        return wanted
    wanted = wanted.add_columns(agency_id)
    if not scope.counts_former_names:
        return wanted
    return wanted.outerjoin(FormerName, name_of_the_time(agency_id)).add_columns(FormerName.id.label("former_name_id"))


def _counted(wanted: Select[Any], counts: Mapping[str, Expression]) -> Subquery:
    """Whatever is told apart is a group of its own."""
    named: list[Any] = [count.label(name) for name, count in counts.items()]
    return wanted.group_by(*wanted.selected_columns).add_columns(*named).subquery("alike")
