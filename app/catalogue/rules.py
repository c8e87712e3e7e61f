"""What a search finds, and the Learning Week laid out as a timetable."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from app.booking.eligibility.rules_verdict import BookingVerdict, verdict_of
from app.booking.rules import Availability
from app.core.clock import to_london
from app.core.searching import plain
from app.programme.models import Course
from app.programme.models_sessions import SessionDay, TrainingSession
from app.programme.models_weeks import LearningWeek


def says(course: Course, words: str) -> bool:
    """Whether title, summary or aims hold each of the words: accents, capitals and plurals make no difference."""
    text = plain(f"{course.title} {course.summary} {course.aims}")
    return all(word in text or _singular(word) in text for word in plain(words).split())


def _singular(word: str) -> str:
    """The part that an English word has in common with its plural: famil, abus, course, child."""
    if len(word) > 4 and word.endswith(("ies", "y")):
        return re.sub("(ies|y)$", "", word)
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word.removesuffix("es")
    if word in ("child", "children"):
        return "child"
    return word.removesuffix("s") if len(word) > 3 and not word.endswith("ss") else word


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


def as_json(session: TrainingSession, places: Availability, *, address: str) -> dict[str, Any]:
    """A session as the API tells it: times in London's wall clock with their offset. No joining link."""
    return {
        "id": session.id,
        "title": session.title,
        "summary": session.course.summary,
        "strand": session.course.strand.value,
        "level": session.course.level,
        "learning_week": session.learning_week.name if session.learning_week else None,
        "delivery": session.delivery.value,
        "where": session.where,
        "days": [
            {"starts": to_london(day.starts_at).isoformat(), "ends": to_london(day.ends_at).isoformat()}
            for day in session.days
        ],
        "places": session.places if session.takes_bookings else None,
        "places_left": places.left if session.takes_bookings else None,
        "is_open": session.is_open,
        "address": address,
    }


def has_places(dates: list[TrainingSession], places: dict[int, Availability], *, at: datetime) -> bool:
    """Whether somebody could still come on one of the dates: it is open to all, or has places to book, now or later."""
    could_come = (BookingVerdict.OPEN_TO_ALL, BookingVerdict.BOOKABLE)
    return any(verdict_of(date, at=at, places=places[date.id], waives_dates=True) in could_come for date in dates)
