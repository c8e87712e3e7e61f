"""The Learning Week laid out as a timetable, and the programme by month."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from app.booking.eligibility.rules_verdict import BookingVerdict, verdict_of
from app.booking.rules import Availability
from app.core.clock import to_london
from app.programme.models_sessions import SessionDay, TrainingSession
from app.programme.models_weeks import LearningWeek
from app.programme.subscriptions.rules import month_of

MONTHS_OPEN = 2
"""Of a long programme so many months stand open; those after them are folded away."""

SHORT_PROGRAMME = 20
"""Sessions that are never folded away: nobody loses sight of so few."""

SOONEST_SHOWN = 4


@dataclass(frozen=True)
class Month:
    """A month of the programme, by its first day. One that is folded away opens with a press."""

    first_day: date
    sessions: list[TrainingSession]
    is_folded: bool


def by_month(sessions: list[TrainingSession]) -> list[Month]:
    """Those that are in order of their time."""
    found = [(month, list(those)) for month, those in groupby(sessions, key=month_of)]
    folds = len(sessions) > SHORT_PROGRAMME
    return [Month(month, those, folds and number >= MONTHS_OPEN) for number, (month, those) in enumerate(found)]


def soonest(sessions: list[TrainingSession], places: dict[int, Availability], *, at: datetime) -> list[TrainingSession]:
    """The next session of each course that can be booked now; only the first few."""
    found: dict[int, TrainingSession] = {}
    for session in sessions:
        if len(found) == SOONEST_SHOWN:
            break
        if verdict_of(session, at=at, places=places[session.id]).can_be_booked:
            found.setdefault(session.course_id, session)
    return list(found.values())


@dataclass(frozen=True)
class Slot:
    """One session on one day: grid rows and columns count from 1, ends are exclusive as in CSS."""

    session: TrainingSession
    day: SessionDay
    first_row: int
    end_row: int
    column: int


@dataclass(frozen=True)
class DayColumn:
    """A day of the week: its theme, its columns (one more for each parallel slot), its slots in order."""

    on: date
    theme: str
    first_column: int
    end_column: int
    slots: list[Slot]


@dataclass(frozen=True)
class Timetable:
    """`times` are the starts that give the rows; row 1 and column 1 are the headings."""

    times: list[time]
    days: list[DayColumn]

    @property
    def rows(self) -> range:
        """The row of each time."""
        return range(2, len(self.times) + 2)

    @property
    def columns(self) -> int:
        return self.days[-1].end_column - 2 if self.days else 0


def timetable(week: LearningWeek, sessions: list[TrainingSession]) -> Timetable:
    """Days from the first to the last of the week; weekends only where something is on."""
    held = [(day, session) for session in sessions for day in session.days]
    times = sorted({day.starts for day, _ in held})
    columns: list[DayColumn] = []
    next_column = 2
    for number in range((week.ends_on - week.starts_on).days + 1):
        on = week.starts_on + timedelta(days=number)
        of_the_day = sorted(((d, s) for d, s in held if d.on == on), key=lambda held: (held[0].starts, held[1].id))
        if on.weekday() >= 5 and not of_the_day:
            continue
        slots = _lay_out(of_the_day, times, next_column)
        end_column = max((slot.column + 1 for slot in slots), default=next_column + 1)
        columns.append(DayColumn(on, week.theme_of(on), next_column, end_column, slots))
        next_column = end_column
    return Timetable(times, columns)


def _lay_out(held: list[tuple[SessionDay, TrainingSession]], times: list[time], first_column: int) -> list[Slot]:
    """Each slot in the first column that is free for all of its rows."""
    slots: list[Slot] = []
    for day, session in held:
        first_row = times.index(day.starts) + 2
        end_row = first_row + sum(day.starts <= start < day.ends for start in times)
        column = first_column
        while any(slot.column == column and slot.first_row < end_row and first_row < slot.end_row for slot in slots):
            column += 1
        slots.append(Slot(session, day, first_row, end_row, column))
    return slots


def has_places(dates: list[TrainingSession], places: dict[int, Availability], *, at: datetime) -> bool:
    """Whether somebody could still come on one of the dates: it is open to all, or has places to book, now or later."""
    could_come = (BookingVerdict.OPEN_TO_ALL, BookingVerdict.BOOKABLE)
    return any(verdict_of(date, at=at, places=places[date.id], waives_dates=True) in could_come for date in dates)


def link_to_join(session: TrainingSession, *, at: datetime) -> str:
    """Where anybody joins a session that is open to all: on each of its days, until it ends; empty at other times."""
    is_on = any(day.on == to_london(at).date() and at < day.ends_at for day in session.days)
    return session.joining_link if session.is_open and session.is_published and is_on else ""
