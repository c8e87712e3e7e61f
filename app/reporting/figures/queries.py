"""Counting: the figures of any period."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ColumnExpressionArgument,
    Select,
    SQLColumnExpression,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.accounts.models import Agency
from app.attendance.registers.models import HeadCount, Register
from app.booking.models import Booking
from app.booking.states import BookingState, Outcome
from app.core.database import db
from app.programme.models import Course, Strand
from app.programme.models_sessions import TrainingSession
from app.programme.queries_periods import began_between
from app.reporting.figures.rules import OPEN, By, Figures, Report, ReportRow
from app.settings import queries as settings
from app.settings.rules_lists import Sectors

NO_AGENCY = "No agency given"
NO_SECTOR = "Sector not known"
HAD_A_PLACE = (BookingState.BOOKED, BookingState.CANCELLED, BookingState.SUBSTITUTED, BookingState.WALKED_IN)

_OUTCOME_COUNTS = {
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
    rows: dict[tuple[str, str], Figures] = {}
    of_sessions, of_bookings = _sums_of_sessions(since, until, by, at), _sums_of_bookings(since, until, by, at)
    heads = _lines_of_heads(since, until, at) if by is By.SECTOR else ()
    called = settings.current(Sectors).name_of if by is By.SECTOR else str
    for kind, name, figures in (*of_sessions, *of_bookings, *heads):
        rows.setdefault((kind, called(name)), Figures()).add(figures)
    total = Figures()
    each_once = of_sessions if by.divides_sessions else _sums_of_sessions(since, until, By.STRAND, at)
    for kind, _, figures in (*each_once, *of_bookings):
        total.add(figures if not kind else Figures())
    ordered = sorted(rows.items(), key=lambda row: (row[0][0], row[0][1].casefold()))
    written = [ReportRow(name, figures, kind) for (kind, name), figures in ordered]
    return Report(
        since,
        until,
        by,
        rows=[line for line in written if not line.kind],
        total=total,
        apart=[line for line in written if line.kind],
    )


_Expression = SQLColumnExpression[Any]

_Sums = list[tuple[str, str, Figures]]
"""Kind, name and figures of everything that adds to a row."""


def _sums_of_sessions(since: date, until: date, by: By, at: datetime) -> _Sums:
    """The sessions' own part, before any booking. Where nobody books there are no places and no register.

    By agency or sector, a session counts in the row of each that had a booking on it.
    """
    kind, is_held = _kind(), ~TrainingSession.is_cancelled
    has_no_names = kind.in_((OPEN, Strand.E_LEARNING.value))
    sums = {
        "sessions": _how_many(is_held),
        "sessions_cancelled": _how_many(TrainingSession.is_cancelled),
        "places_offered": func.sum(case((is_held & ~has_no_names, TrainingSession.places), else_=0)),
        "registers_outstanding": _how_many(is_held & ~has_no_names & Register.id.is_(None)),
        "head_count": func.sum(case((is_held & has_no_names, func.coalesce(Register.head_count, 0)), else_=0)),
    }
    wanted = (
        _sessions_in_period(since, until, at)
        .outerjoin(Register, Register.session_id == TrainingSession.id)
        .join(Course, Course.id == TrainingSession.course_id)
    )
    name = _name(by)
    if not by.divides_sessions:
        groups = _booking_groups(since, until, by, at)
        whose = (
            select(groups.c.session_id, name.label("name"))
            .select_from(groups.outerjoin(Agency, Agency.id == groups.c.agency_id))
            .distinct()
            .subquery("whose")
        )
        wanted, name = wanted.join(whose, whose.c.session_id == TrainingSession.id), whose.c.name
    return _as_sums(wanted, kind, name, sums)


def _sums_of_bookings(since: date, until: date, by: By, at: datetime) -> _Sums:
    groups, refilled = _booking_groups(since, until, by, at), _refilled(since, until, by, at)
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
            name: func.sum(case((groups.c.outcome == said, how_many), else_=0))
            for said, name in _OUTCOME_COUNTS.items()
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
    )
    if not by.divides_sessions:
        wanted = wanted.outerjoin(Agency, Agency.id == groups.c.agency_id)
    return _as_sums(wanted, _kind(), _name(by), sums)


def _as_sums(wanted: Select[Any], kind: _Expression, name: _Expression, sums: Mapping[str, _Expression]) -> _Sums:
    lines = wanted.add_columns(kind.label("kind_of_row"), name.label("name_of_row"), *sums.values())
    rows = db.session.execute(lines.group_by("kind_of_row", "name_of_row"))
    return [
        (said, called, Figures(**{each: int(sum_) for each, sum_ in zip(sums, summed, strict=True)}))
        for said, called, *summed in rows
    ]


def _how_many(condition: _Expression) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _kind() -> ColumnElement[str]:
    """SQL: what a session stands apart as; empty for the planned programme."""
    apart = Course.strand.in_((Strand.BESPOKE, Strand.E_LEARNING))
    return case((apart, cast(Course.strand, String)), (TrainingSession.is_open, literal(OPEN)), else_=literal(""))


def _name(by: By) -> _Expression:
    """SQL: the name of the row that a booking adds to."""
    if by is By.COURSE:
        return Course.title
    if by is By.STRAND:
        return cast(Course.strand, String)
    return func.coalesce(Agency.name if by is By.AGENCY else cast(Agency.sector, String), NO_AGENCY)


def _booking_groups(since: date, until: date, by: By, at: datetime) -> Subquery:
    """How many bookings of a session are alike in state and outcome: holds and waiting lists left out.

    In agency too, where it matters. They stand so in an index that holds all of it: no booking itself is read.
    """
    alike = (Booking.session_id, Booking.state, Booking.outcome, *_whose(by))
    return (
        select(*alike, func.count().label("how_many"))
        .where(Booking.session_id.in_(_sessions_in_period(since, until, at).add_columns(TrainingSession.id)))
        .where(Booking.state.in_(HAD_A_PLACE))
        .group_by(*alike)
        .subquery("alike")
    )


def _refilled(since: date, until: date, by: By, at: datetime) -> Subquery:
    """How many late cancellations of a session, and of an agency where it matters, were refilled.

    Looked for from the refills, which are few, and of the same session.
    """
    refill, alike = aliased(Booking), (Booking.session_id, *_whose(by))
    return (
        select(*alike, func.count().label("how_many"))
        .select_from(refill)
        .join(Booking, Booking.id == refill.refills_id)
        .where(refill.refills_id.is_not(None), Booking.outcome == Outcome.LATE_CANCELLED)
        .where(refill.session_id.in_(_sessions_in_period(since, until, at).add_columns(TrainingSession.id)))
        .group_by(*alike)
        .subquery("refilled")
    )


def _whose(by: By) -> tuple[InstrumentedAttribute[int | None], ...]:
    return () if by.divides_sessions else (Booking.agency_id,)


def _sessions_in_period(since: date, until: date, at: datetime) -> Select[Any]:
    return select().select_from(TrainingSession).where(*in_period(since, until, at))


def _lines_of_heads(since: date, until: date, at: datetime) -> Iterator[tuple[str, str, Figures]]:
    """An open session counts in the row of each sector that was counted on it, and the rest in one of their own."""
    kind = _kind()
    counted = (
        _sessions_in_period(since, until, at)
        .add_columns(TrainingSession.id, kind, Register.head_count)
        .join(Course, Course.id == TrainingSession.course_id)
        .join(Register, Register.session_id == TrainingSession.id)
        .where(Register.head_count > 0, ~TrainingSession.is_cancelled, kind.in_((OPEN, Strand.E_LEARNING.value)))
    )
    known = _known_heads(since, until, at)
    for session_id, said, total in db.session.execute(counted):
        heads = known.get(session_id, {})
        for name, came in (*heads.items(), (NO_SECTOR, total - sum(heads.values()))):
            if came:
                yield said, name, Figures(sessions=1, head_count=came)


def in_period(since: date, until: date, at: datetime) -> tuple[ColumnExpressionArgument[bool], ...]:
    """SQL: which sessions count in a period."""
    return (
        began_between(since, until),
        TrainingSession.has_ended(at),
        ~TrainingSession.is_draft,
    )


def _known_heads(since: date, until: date, at: datetime) -> dict[int, dict[str, int]]:
    """How many of each sector were counted, by session."""
    rows = db.session.execute(
        select(Register.session_id, HeadCount.sector, HeadCount.how_many)
        .join(HeadCount, HeadCount.register_id == Register.id)
        .join(TrainingSession, TrainingSession.id == Register.session_id)
        .where(*in_period(since, until, at))
    )
    known: dict[int, dict[str, int]] = {}
    for session_id, sector, how_many in rows:
        known.setdefault(session_id, {})[sector] = how_many
    return known
