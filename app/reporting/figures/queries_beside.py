"""What stands beside the figures: the people behind them, what was cancelled and why, what is to be marked."""

from typing import Any

from sqlalchemy import func, select

from app.attendance.registers.models import Register
from app.booking.models import Booking
from app.booking.states import THERE
from app.core.database import db
from app.programme.models import Course
from app.programme.models_sessions import CancelReason, TrainingSession
from app.reporting.figures.queries_rows import (
    ReportScope,
    key_of_employer,
    key_of_session,
    kind_of_row,
    with_agencies,
    with_courses,
    with_trainers,
)
from app.reporting.figures.rules import Report
from app.settings import queries as settings
from app.settings.rules_lists import CancelReasons

FOR_THE_BOARD = CancelReason.LACK_OF_INTEREST.value
MOST_NAMED = 20
"""Registers that are named; how many there are in all stands beside them."""


def count_people(report: Report, scope: ReportScope) -> None:
    """Set in each row how many different people its attendances are of, and in all of the programme. Two queries."""
    key = (*key_of_employer(report.by, scope), *key_of_session(report.by, scope))
    kind, people = kind_of_row(), func.count(Booking.practitioner_id.distinct())
    named = [kind.label("kind"), *(part.label(f"key_{number}") for number, part in enumerate(key))]
    there = (
        with_courses(scope.sessions(), scope)
        .join(Booking, Booking.session_id == TrainingSession.id)
        .where(Booking.outcome.in_(THERE), ~TrainingSession.is_cancelled)
    )
    by_row = there
    if report.by.by_employer:
        by_row = with_agencies(by_row, Booking.agency_id, scope)
    rows = db.session.execute(
        with_trainers(by_row, report.by).add_columns(*named, people).group_by(*(each.name for each in named))
    )
    found = {(row[0], tuple(map(str, row[1:-1]))): row[-1] for row in rows}
    for row in (*report.rows, *report.apart):
        row.people = found.get((row.kind, row.key), 0)
    report.people = db.session.scalar(there.add_columns(people).where(kind == "")) or 0


def cancelled_by_reason(scope: ReportScope) -> list[str]:
    """The same in words: "none for lack of interest", "2 for weather"."""
    return [f"{how_many or 'none'} {why}" for why, how_many in cancelled_sessions(scope)]


def cancelled_sessions(scope: ReportScope) -> list[tuple[str, int]]:
    """How many of the programme were cancelled for each reason; what the board is told of even where it is none."""
    found = db.session.execute(
        scope.sessions()
        .add_columns(TrainingSession.cancel_reason, func.count())
        .join(Course, Course.id == TrainingSession.course_id)
        .where(TrainingSession.is_cancelled, kind_of_row() == "")
        .group_by(TrainingSession.cancel_reason)
    )
    rows: dict[str | None, int] = {row[0]: row[1] for row in found}
    reasons = settings.current(CancelReasons)
    keys = dict.fromkeys([*(entry.key for entry in reasons.open), *sorted(filter(None, rows))])
    told = [(f"for {reasons.name_of(key)}", rows.get(key, 0)) for key in keys if key in rows or key == FOR_THE_BOARD]
    return [*told, *([("with no reason given", rows[None])] if None in rows else [])]


def sessions_without_register(scope: ReportScope) -> list[tuple[int, str, Any]]:
    """Number, title and start of the programme's sessions whose register is still open, the earliest first."""
    wanted = (
        scope.sessions()
        .add_columns(TrainingSession.id, Course.title, TrainingSession.starts_at)
        .join(Course, Course.id == TrainingSession.course_id)
        .where(~TrainingSession.is_cancelled, kind_of_row() == "")
        .where(~select(Register.id).where(Register.session_id == TrainingSession.id).exists())
        .order_by(TrainingSession.starts_at, TrainingSession.id)
        .limit(MOST_NAMED)
    )
    return [(number, title, starts_at) for number, title, starts_at in db.session.execute(wanted)]
