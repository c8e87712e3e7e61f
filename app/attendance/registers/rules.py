"""Marks by day: what they come to, and which day of a session is marked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from app.attendance.registers import refusals
from app.booking.models import Booking
from app.booking.states import MARKS, Outcome
from app.personal.rules_searching import plain
from app.programme.models_sessions import MARKING_OPENS_BEFORE, SessionDay, TrainingSession

PRESENT = frozenset({Outcome.ATTENDED, Outcome.LEFT_EARLY})

IN_WORDS = {
    Outcome.ATTENDED: "Here",
    Outcome.LEFT_EARLY: "Left early",
    Outcome.LATE_REFUSED: "Refused as late",
    Outcome.NO_SHOW: "Did not attend",
    Outcome.EXCUSED: "Excused",
    Outcome.WALK_IN: "Walk-in",
}
"""What the register calls its marks."""


class PreviousMark(NamedTuple):
    """What stands for one day: marked so again, it is as it was."""

    mark: Outcome | None
    said_by: str


def outcome_of(marks: Iterable[Outcome | None]) -> Outcome | None:
    """What the marks of all days of a session come to, in whatever order; None while a day isn't marked.

    Presence on some of the days is left early: allocated, not attended. Of absences alone, the one that excuses
    least decides.
    """
    said = set(marks)
    if not said or None in said:
        return None
    if said == {Outcome.ATTENDED}:
        return Outcome.ATTENDED
    if said & PRESENT:
        return Outcome.LEFT_EARLY
    for absence in (Outcome.NO_SHOW, Outcome.LATE_REFUSED):
        if absence in said:
            return absence
    return Outcome.EXCUSED


def marks_on(
    days: Sequence[date], marks: Mapping[date, Outcome], outcome: Outcome | None
) -> dict[date, Outcome | None]:
    """What stands for each day of a session; None where a day isn't marked.

    Where there is an outcome without any marks (imported, or closed before marks were kept by day), it stands for
    every day; a walk-in without any was there on every day.
    """
    if outcome in (*MARKS, Outcome.WALK_IN) and not marks:
        return dict.fromkeys(days, outcome)
    return {day: marks.get(day) for day in days}


def can_be_marked(session: TrainingSession, day: SessionDay, at: datetime) -> bool:
    """The register of a day opens an hour before its start."""
    return session.is_published and at >= day.starts_at - MARKING_OPENS_BEFORE


def day_under_way(session: TrainingSession, at: datetime) -> SessionDay:
    """The last day whose register has opened, or the first."""
    opened = [day for day in session.days if can_be_marked(session, day, at)]
    return opened[-1] if opened else session.days[0]


def day_of(session: TrainingSession, on: date | None, at: datetime) -> SessionDay:
    """The day of that date, or the one under way where none is named. Raises MarkingNotOpen where there is none."""
    if on is None:
        return day_under_way(session, at)
    for day in session.days:
        if day.on == on:
            return day
    raise refusals.MarkingNotOpen("This session has no such day any more. Open its register again.")


def day_that_matters(days: Sequence[SessionDay], unmarked: Iterable[date], today: date) -> SessionDay:
    """Today's, else the first where somebody isn't marked, else the last."""
    waiting = set(unmarked)
    for day in days:
        if day.on == today:
            return day
    return next((day for day in days if day.on in waiting), days[-1])


def says(booking: Booking) -> str:
    """What somebody may type to find a person on a register, as it is compared."""
    return plain(f"{booking.name} {booking.agency_name}")


def matches(booking: Booking, typed: str) -> bool:
    """Every word that was typed stands somewhere in the name or the agency; nothing typed matches everybody."""
    return all(word in says(booking) for word in plain(typed).split())


@dataclass(frozen=True)
class StandingMark:
    """What the register says of a booking on a day, and since when."""

    mark: Outcome
    at: datetime | None
