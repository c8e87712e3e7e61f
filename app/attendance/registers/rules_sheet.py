"""A register as it is marked: one day of a session, a line for each person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.attendance.registers import rules
from app.attendance.registers.models import Register
from app.booking.models import Booking
from app.booking.states import Outcome
from app.programme.models_sessions import SessionDay, TrainingSession


@dataclass(frozen=True)
class RegisterLine:
    """One person on one day. `marks` are those of every day, in order; `is_found` is whether a search finds them."""

    booking: Booking
    marks: dict[date, Outcome | None]
    on: date
    said_by: str
    is_found: bool

    @property
    def mark(self) -> Outcome | None:
        return self.marks[self.on]

    @property
    def says(self) -> str:
        """What it is found by."""
        return rules.says(self.booking)

    @property
    def is_to_mark(self) -> bool:
        """A walk-in of another day isn't expected."""
        return self.mark is None and not self.booking.is_walk_in

    @property
    def came_on_other_days(self) -> bool:
        return any(mark for on, mark in self.marks.items() if on != self.on)

    @property
    def is_here(self) -> bool:
        return self.mark in (Outcome.ATTENDED, Outcome.WALK_IN)


@dataclass(frozen=True)
class RegisterSheet:
    """One day's register, with whoever is on it by name; `typed` is what was searched for."""

    session: TrainingSession
    day: SessionDay
    register: Register | None
    lines: Sequence[RegisterLine]
    typed: str = ""

    @property
    def number(self) -> int:
        """Which day of the session it is, from 1."""
        return [day.on for day in self.session.days].index(self.day.on) + 1

    @property
    def is_of_several(self) -> bool:
        return len(self.session.days) > 1

    @property
    def booked(self) -> int:
        return sum(not line.booking.is_walk_in for line in self.lines)

    @property
    def walk_ins(self) -> int:
        """Of this day."""
        return sum(line.mark is Outcome.WALK_IN for line in self.lines)

    @property
    def here(self) -> int:
        return sum(line.is_here for line in self.lines)

    @property
    def to_mark(self) -> int:
        return sum(line.is_to_mark for line in self.lines)

    @property
    def not_here(self) -> int:
        """Absent, or here for a part of the day."""
        return sum(line.mark is not None and not line.is_here for line in self.lines)

    @property
    def found(self) -> int:
        return sum(line.is_found for line in self.lines)
