"""Counting: the figures of any period."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ColumnExpressionArgument,
    Label,
    Select,
    Subquery,
    and_,
    case,
    func,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.attendance.registers.models import HeadCount, Register
from app.booking.models import Booking
from app.booking.states import BookingState, Outcome
from app.core.database import db
from app.programme.models import Course, Strand
from app.programme.models_sessions import TrainingSession
from app.reporting.figures.queries_rows import (
    NO_SECTOR,
    Expression,
    ReportScope,
    key_of_employer,
    key_of_session,
    kind_of_row,
    names_of_rows,
    of_row,
    with_agencies,
    with_trainers,
)
from app.reporting.figures.rules import OPEN, By, Figures, Report, ReportRow, RowAsked

HAD_A_PLACE = (BookingState.BOOKED, BookingState.CANCELLED, BookingState.SUBSTITUTED, BookingState.WALKED_IN)

OUTCOME_COUNTS = {
    Outcome.ATTENDED: "attended",
    Outcome.WALK_IN: "walk_ins",
    Outcome.NO_SHOW: "no_shows",
    Outcome.LATE_CANCELLED: "late_cancellations",
    Outcome.CANCELLED: "cancellations",
    Outcome.EXCUSED: "excused",
    Outcome.LEFT_EARLY: "left_early",
    Outcome.LATE_REFUSED: "late_refused",
}


def report(since: date, until: date, by: By, *, at: datetime) -> Report:
    """The figures of a period, both dates inclusive.

    A session counts on its first day's London date, once its last day has ended. The database sums: a year of a large
    partnership has tens of thousands of bookings.
    """
    return report_on(ReportScope(since, until, at), by)


def report_on(scope: ReportScope, by: By) -> Report:
    """The figures of a scope. A number of queries that doesn't depend on what there is."""
    of_sessions, of_bookings = _sums_of_sessions(scope, by), _sums_of_bookings(scope, by)
    heads = _lines_of_heads(scope, by) if by.by_employer is By.SECTOR else ()
    name_of = names_of_rows(by, scope)
    rows: dict[tuple[str, tuple[Any, ...]], Figures] = {}
    for kind, key, figures in (*of_sessions, *of_bookings, *heads):
        rows.setdefault((kind, key), Figures()).add(figures)
    total = Figures()
    for kind, _, figures in _each_once(scope, by, of_sessions, of_bookings):
        total.add(figures if not kind else Figures())
    named = [(kind, name_of(key), key, figures) for (kind, key), figures in rows.items()]
    named.sort(key=lambda row: (row[0], row[1].order))
    written = [
        ReportRow(name.name, figures, kind, name.labels, tuple(map(str, key))) for kind, name, key, figures in named
    ]
    return Report(
        scope.since,
        scope.until,
        by,
        rows=[line for line in written if not line.kind],
        total=total,
        apart=[line for line in written if line.kind],
    )


def sessions_beneath(scope: ReportScope, row: RowAsked) -> dict[int, Figures]:
    """What each session adds to a row of a report, by its number: the same sums, divided by session. Two queries."""
    found: dict[int, Figures] = {}
    for _, (session_id,), figures in (
        *_sums_of_sessions(scope, row.by, row),
        *_sums_of_bookings(scope, row.by, row),
    ):
        found.setdefault(session_id, Figures()).add(figures)
    return found


def _each_once(scope: ReportScope, by: By, of_sessions: "_Sums", of_bookings: "_Sums") -> "_Sums":
    """What adds to the total: a session counts once, though it stands in the rows of several agencies or trainers."""
    if by is By.TRAINER:
        return [*_sums_of_sessions(scope, By.STRAND), *_sums_of_bookings(scope, By.STRAND)]
    return [*(of_sessions if by.divides_sessions else _sums_of_sessions(scope, By.STRAND)), *of_bookings]


_Sums = list[tuple[str, tuple[Any, ...], Figures]]
"""Kind, key and figures of everything that adds to a row."""


def _sums_of_sessions(scope: ReportScope, by: By, beneath: RowAsked | None = None) -> _Sums:
    """The sessions' own part, before any booking. Where nobody books there are no places and no register.

    By agency or sector, a session counts in the row of each that had a booking on it.
    """
    kind, is_held = kind_of_row(), ~TrainingSession.is_cancelled
    has_no_names = kind.in_((OPEN, Strand.E_LEARNING.value))
    sums = {
        "sessions": _how_many(is_held),
        "sessions_cancelled": _how_many(TrainingSession.is_cancelled),
        "places_offered": func.sum(case((is_held & ~has_no_names, TrainingSession.places), else_=0)),
        "registers_outstanding": _how_many(is_held & ~has_no_names & Register.id.is_(None)),
        "head_count": func.sum(case((is_held & has_no_names, func.coalesce(Register.head_count, 0)), else_=0)),
    }
    wanted = (
        scope.sessions()
        .outerjoin(Register, Register.session_id == TrainingSession.id)
        .join(Course, Course.id == TrainingSession.course_id)
    )
    key = key_of_session(by)
    if by.by_employer:
        groups = _booking_groups(scope, by)
        whose = (
            with_agencies(select(groups.c.session_id), groups.c.agency_id, scope.naming)
            .add_columns(*(each.label("name") for each in key_of_employer(by)))
            .distinct()
            .subquery("whose")
        )
        wanted, key = wanted.join(whose, whose.c.session_id == TrainingSession.id), (whose.c.name, *key)
    return _as_sums(with_trainers(wanted, by), key, sums, beneath)


def _sums_of_bookings(scope: ReportScope, by: By, beneath: RowAsked | None = None) -> _Sums:
    groups, refilled = _booking_groups(scope, by), _refilled(scope, by)
    how_many, is_closed = groups.c.how_many, Register.id.is_not(None)
    is_late = groups.c.outcome == Outcome.LATE_CANCELLED
    has_a_place, is_held = groups.c.state == BookingState.BOOKED, ~TrainingSession.is_cancelled
    allocated = case(
        (TrainingSession.is_cancelled, 0),
        (has_a_place, how_many),
        (is_late, how_many - func.coalesce(refilled.c.how_many, 0)),
        else_=0,
    )
    was_there = has_a_place & is_held & is_closed & (groups.c.outcome == Outcome.ATTENDED)
    sums = {
        **{
            name: func.sum(case((groups.c.outcome == said, how_many), else_=0)) for said, name in OUTCOME_COUNTS.items()
        },
        "places_allocated": func.sum(allocated),
        "places_registered": func.sum(case((is_closed, allocated), else_=0)),
        "attended_registered": func.sum(case((was_there, how_many), else_=0)),
    }
    same = [refilled.c.session_id == groups.c.session_id]
    same += [func.coalesce(refilled.c[each.key], 0) == func.coalesce(groups.c[each.key], 0) for each in _whose(by)]
    wanted = (
        select()
        .select_from(groups)
        .join(TrainingSession, TrainingSession.id == groups.c.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .outerjoin(Register, Register.session_id == TrainingSession.id)
        .outerjoin(refilled, and_(is_late, *same))
        .where(*scope.conditions)  # said again, so that no session of another year is read
    )
    if by.by_employer:
        wanted = with_agencies(wanted, groups.c.agency_id, scope.naming)
    return _as_sums(with_trainers(wanted, by), (*key_of_employer(by), *key_of_session(by)), sums, beneath)


def _as_sums(
    wanted: Select[Any], key: Sequence[Expression], sums: Mapping[str, Expression], beneath: RowAsked | None
) -> _Sums:
    """Each part of the key is a column of its own. Beneath a row the key is the session."""
    if beneath:
        wanted, key = wanted.where(*of_row(beneath, key)), (TrainingSession.id,)
    named: list[Label[Any]] = [kind_of_row().label("kind_of_row")]
    named += [part.label(f"key_{number}") for number, part in enumerate(key)]
    rows = db.session.execute(wanted.add_columns(*named, *sums.values()).group_by(*(each.name for each in named)))
    return [
        (row[0], tuple(row[1 : len(named)]), Figures(**dict(zip(sums, map(int, row[len(named) :]), strict=True))))
        for row in rows
    ]


def _how_many(condition: Expression) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _booking_groups(scope: ReportScope, by: By) -> Subquery:
    """How many bookings of a session are alike in state and outcome: holds and waiting lists left out.

    In agency too, where it matters. They stand so in an index that holds all of it: no booking itself is read.
    """
    alike = (Booking.session_id, Booking.state, Booking.outcome, *_whose(by))
    return (
        select(*alike, func.count().label("how_many"))
        .where(Booking.session_id.in_(scope.sessions().add_columns(TrainingSession.id)))
        .where(Booking.state.in_(HAD_A_PLACE))
        .group_by(*alike)
        .subquery("alike")
    )


def _refilled(scope: ReportScope, by: By) -> Subquery:
    """How many late cancellations of a session, and of an agency where it matters, were refilled.

    Looked for from the refills, which are few, and of the same session.
    """
    refill, alike = aliased(Booking), (Booking.session_id, *_whose(by))
    return (
        select(*alike, func.count().label("how_many"))
        .select_from(refill)
        .join(Booking, Booking.id == refill.refills_id)
        .where(refill.refills_id.is_not(None), Booking.outcome == Outcome.LATE_CANCELLED)
        .where(refill.session_id.in_(scope.sessions().add_columns(TrainingSession.id)))
        .group_by(*alike)
        .subquery("refilled")
    )


def _whose(by: By) -> tuple[InstrumentedAttribute[int | None], ...]:
    return (Booking.agency_id,) if by.by_employer else ()


def _lines_of_heads(scope: ReportScope, by: By) -> Iterator[tuple[str, tuple[Any, ...], Figures]]:
    """An open session counts in the row of each sector that was counted on it, and the rest in one of their own."""
    kind = kind_of_row()
    counted = (
        scope.sessions()
        .add_columns(TrainingSession.id, kind, Register.head_count, *key_of_session(by))
        .join(Course, Course.id == TrainingSession.course_id)
        .join(Register, Register.session_id == TrainingSession.id)
        .where(Register.head_count > 0, ~TrainingSession.is_cancelled, kind.in_((OPEN, Strand.E_LEARNING.value)))
    )
    known = _known_heads(scope)
    for session_id, said, total, *rest in db.session.execute(counted):
        heads = known.get(session_id, {})
        for name, came in (*heads.items(), (NO_SECTOR, total - sum(heads.values()))):
            if came:
                yield said, (name, *rest), Figures(sessions=1, head_count=came)


def in_period(since: date, until: date, at: datetime) -> tuple[ColumnExpressionArgument[bool], ...]:
    """SQL: which sessions count in a period."""
    return ReportScope(since, until, at).conditions


def _known_heads(scope: ReportScope) -> dict[int, dict[str, int]]:
    """How many of each sector were counted, by session."""
    rows = db.session.execute(
        scope.sessions()
        .add_columns(Register.session_id, HeadCount.sector, HeadCount.how_many)
        .join(Register, Register.session_id == TrainingSession.id)
        .join(HeadCount, HeadCount.register_id == Register.id)
    )
    known: dict[int, dict[str, int]] = {}
    for session_id, sector, how_many in rows:
        known.setdefault(session_id, {})[sector] = how_many
    return known
