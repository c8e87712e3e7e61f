"""Counting: the figures of any period."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Label, Select, Subquery, and_, case, func, or_, select

from app.attendance.registers.models import HeadCount, Register
from app.booking.states import Outcome
from app.core.database import db
from app.programme.models import Course, Strand
from app.programme.models_sessions import TrainingSession
from app.reporting.figures.queries_alike import (
    bookings_alike,
    employers_of_sessions,
    refilled_alike,
    sessions_alike,
)
from app.reporting.figures.queries_rows import (
    NO_SECTOR,
    Expression,
    ReportScope,
    key_of_employer,
    key_of_session,
    kind_of_row,
    knowing_names,
    names_of_rows,
    of_row,
    with_agencies,
    with_courses,
    with_trainers,
)
from app.reporting.figures.rules import By, Figures, Report, ReportRow, RowAsked

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
    scope = knowing_names(scope)
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
    """What each session adds to a row of a report, by its number: the same sums, divided by session. Three queries."""
    found: dict[int, Figures] = {}
    by = row.by if row.key else By.STRAND  # beneath the total, each counts once
    for _, (session_id,), figures in (*_sums_of_sessions(scope, by, row), *_sums_of_bookings(scope, by, row)):
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
    alike = sessions_alike(scope, by, beneath)
    has_names = ~_is_counted_by_heads(alike.c)
    sums = {
        "sessions": func.sum(alike.c.held),
        "sessions_cancelled": func.sum(alike.c.cancelled),
        "places_offered": _summed(has_names, alike.c.places),
        "registers_outstanding": _summed(has_names, alike.c.to_mark),
        "head_count": _summed(~has_names, alike.c.heads),
    }
    wanted, key = select().select_from(alike), key_of_session(by, scope, alike.c)
    if by.by_employer:
        whose = employers_of_sessions(scope, by)
        wanted, key = wanted.join(whose, whose.c.id == alike.c.id), (whose.c.name, *key)
    return _as_sums(wanted, alike, by, scope, key, sums, beneath)


def _sums_of_bookings(scope: ReportScope, by: By, beneath: RowAsked | None = None) -> _Sums:
    """Every late cancellation is a place allocated, less those that were refilled."""
    alike, refilled = bookings_alike(scope, by, beneath), refilled_alike(scope, by, beneath)
    is_allocated = or_(alike.c.has_a_place, alike.c.outcome == Outcome.LATE_CANCELLED)
    was_there = and_(alike.c.has_a_place, alike.c.outcome == Outcome.ATTENDED)
    sums = {
        **{name: _summed(alike.c.outcome == said, alike.c.how_many) for said, name in OUTCOME_COUNTS.items()},
        "places_allocated": _summed(is_allocated, alike.c.held),
        "places_registered": _summed(is_allocated, alike.c.registered),
        "attended_registered": _summed(was_there, alike.c.registered),
    }
    fewer = {
        "places_allocated": -func.sum(refilled.c.held),
        "places_registered": -func.sum(refilled.c.registered),
    }
    return [
        *_with_employers(alike, by, scope, sums, beneath),
        *_with_employers(refilled, by, scope, fewer, beneath),
    ]


def _with_employers(
    alike: Subquery, by: By, scope: ReportScope, sums: Mapping[str, Expression], beneath: RowAsked | None
) -> _Sums:
    wanted = select().select_from(alike)
    if by.by_employer:
        wanted = with_agencies(wanted, alike.c.agency_id, scope, alike.c.get("former_name_id"))
    key = (*key_of_employer(by, scope), *key_of_session(by, scope, alike.c))
    return _as_sums(wanted, alike, by, scope, key, sums, beneath)


def _as_sums(
    wanted: Select[Any],
    alike: Subquery,
    by: By,
    scope: ReportScope,
    key: Sequence[Expression],
    sums: Mapping[str, Expression],
    beneath: RowAsked | None,
) -> _Sums:
    """Each part of the key is a column of its own. Beneath a row the key is the session."""
    wanted = with_courses(wanted, scope, alike.c.course_id, alike.c.get("former_title_id"))
    wanted = with_trainers(wanted, by, alike.c)
    if beneath:
        wanted, key = wanted.where(*of_row(beneath, key, alike.c)), (alike.c.id,)
    named: list[Label[Any]] = [kind_of_row(alike.c).label("kind_of_row")]
    named += [part.label(f"key_{number}") for number, part in enumerate(key)]
    rows = db.session.execute(wanted.add_columns(*named, *sums.values()).group_by(*(each.name for each in named)))
    return [
        (row[0], tuple(row[1 : len(named)]), Figures(**dict(zip(sums, map(int, row[len(named) :]), strict=True))))
        for row in rows
    ]


def _summed(condition: ColumnElement[bool], what: Expression) -> ColumnElement[int]:
    return func.sum(case((condition, what), else_=0))


def _is_counted_by_heads(of: Any = TrainingSession) -> ColumnElement[bool]:
    """SQL: nobody books it by name, whatever it is of: bespoke work may be open too."""
    return or_(of.is_open, Course.strand == Strand.E_LEARNING)


def _lines_of_heads(scope: ReportScope, by: By) -> Iterator[tuple[str, tuple[Any, ...], Figures]]:
    """An open session counts in the row of each sector that was counted on it, and the rest in one of their own."""
    kind = kind_of_row()
    counted = (
        scope.sessions()
        .add_columns(TrainingSession.id, kind, Register.head_count, *key_of_session(by, scope))
        .join(Register, Register.session_id == TrainingSession.id)
        .where(Register.head_count > 0, ~TrainingSession.is_cancelled, _is_counted_by_heads())
    )
    known = _known_heads(scope)
    for session_id, said, total, *rest in db.session.execute(with_courses(counted, scope)):
        heads = known.get(session_id, {})
        for name, came in (*heads.items(), (NO_SECTOR, total - sum(heads.values()))):
            if came:
                yield said, (name, *rest), Figures(sessions=1, head_count=came)


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
