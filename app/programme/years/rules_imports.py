"""What the lines of an imported programme mean, and everything that is wrong with them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from app.core.clock import from_london
from app.files.tables import Table
from app.programme.models import Series, Strand, Trainer, UsualLength
from app.programme.models_sessions import MOST_PLACES, Day, Delivery, TrainingSession
from app.programme.models_weeks import LearningWeek
from app.programme.refusals import DaysUnclear
from app.programme.years import refusals, rules_dates, rules_programme
from app.web.dates import read_date, read_time

MOST_DAYS = 4
MOST_SHOWN = 50
NEEDED = ("course", "date", "starts", "ends", "places", "delivery")
FURTHER_DAYS = tuple(f"{name} {number}" for number in range(2, MOST_DAYS + 1) for name in ("date", "starts", "ends"))
OPTIONAL = ("venue", "joining link", "trainers", "learning week", "open")
OF_NEW_COURSES = ("strand", "level", "length", "summary")
COLUMNS = (*NEEDED, *OPTIONAL, *FURTHER_DAYS, *OF_NEW_COURSES)

LONGEST = {"joining link": 500, "level": 60, "summary": 1000, "trainers": 1000}
"""Characters; 200 for the others."""

_LINK = re.compile(r"https?://[^\s/]+\S*")
_YES_OR_NO = {"": False, "no": False, "n": False, "false": False, "yes": True, "y": True, "true": True}


def series_of_title(title: str, names: Mapping[str, str]) -> Series | None:
    """The series that a title begins with, whatever follows it; `names` are those of today, by key."""
    said = title.casefold()
    return next((series for series in Series if said.startswith(names[series].rstrip("… ").casefold())), None)


def understand(table: Table, known: rules_programme.Known) -> rules_programme.Programme:
    """The courses and sessions that a table describes. Raises BadProgrammeFile with all that is wrong."""
    names = _columns(table.header)
    rows = [_Row(line, *_by_column(names, cells)) for line, cells in table.lines.items()]
    reading = _Reading(known)
    reading.look_at_courses(rows)
    sessions = [reading.session(row) for row in rows]
    complaints = [f"Line {row.line}: {words}" for row in rows for words in row.complaints]
    if complaints:
        raise refusals.BadProgrammeFile(complaints)
    return rules_programme.Programme(
        [reading.new_course(row) for row in reading.made_by.values()], [s for s in sessions if s]
    )


def _columns(header: Iterable[str]) -> list[str]:
    """The names of the columns as this page spells them, "" for one without a name. Raises BadProgrammeFile."""
    spelling = {"".join(name.split()): name for name in COLUMNS}
    given = ["".join(name.casefold().split()) for name in header]
    names = [spelling.get(name, "") for name in given]
    unknown = [name for name, key in zip(header, given, strict=True) if key and key not in spelling]
    twice = [name for name in COLUMNS if names.count(name) > 1]
    complaints = [
        *(f"Line 1: there is no column “{name[:40]}” in a programme" for name in unknown),
        *(f"Line 1: the column “{name}” is there twice" for name in twice),
        *(f"Line 1: the column “{name}” is missing" for name in NEEDED if name not in names),
    ]
    if complaints:
        raise refusals.BadProgrammeFile(complaints)
    return names


def _by_column(names: list[str], cells: list[str]) -> tuple[dict[str, str], bool]:
    """The cells by the names of their columns, and whether any stands in a column without one."""
    padded = cells + [""] * (len(names) - len(cells))
    stray = any(cell for name, cell in zip(names, padded, strict=False) if not name) or any(padded[len(names) :])
    return {name: cell for name, cell in zip(names, padded, strict=False) if name}, stray


@dataclass
class _Row:
    """One line and what is wrong with it. Each reader hands back a value, or complains and hands back None."""

    line: int
    cells: dict[str, str]
    strays: bool
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.strays:
            self.complaints.append("something stands in a column that has no name")
        for name, cell in self.cells.items():
            most = LONGEST.get(name, 200)
            if len(cell) > most:
                self.complaints.append(f"{name} is longer than {most:,} characters")

    def get(self, name: str) -> str:
        return self.cells.get(name, "")

    @property
    def title(self) -> str:
        return self.get("course")

    @property
    def key(self) -> str:
        return self.title.casefold()

    def read(self, name: str, reader: Any, expected: str) -> Any:
        try:
            return reader(self.get(name))
        except ValueError:
            given = self.get(name)
            self.complaints.append(f"{name} “{given[:40]}” isn’t {expected}" if given else f"{name} is empty")
            return None

    def one_of(self, name: str, kinds: Any) -> Any:
        return self.read(name, lambda words: kinds(words.casefold()), f"one of: {', '.join(kinds)}")

    def days(self) -> list[Day]:
        read = [self._day(ending) for ending in ("", *(f" {number}" for number in range(2, MOST_DAYS + 1)))]
        days = [day for day in read if day]
        try:
            TrainingSession().plan_days(days)
        except DaysUnclear as unclear:
            if days:
                self.complaints.append(unclear.message[0].lower() + unclear.message[1:].rstrip("."))
        return sorted(days)

    def _day(self, ending: str) -> Day | None:
        names = [f"{name}{ending}" for name in ("date", "starts", "ends")]
        if ending and not any(self.get(name) for name in names):
            return None
        on: date | None = self.read(names[0], read_date, "a real date, such as 2027-02-08")
        starts: time | None = self.read(names[1], read_time, "a time, such as 09:30")
        ends: time | None = self.read(names[2], read_time, "a time, such as 16:30")
        return Day(on, starts, ends) if on and starts is not None and ends is not None else None


class _Reading:
    """What the lines have said so far."""

    def __init__(self, known: rules_programme.Known) -> None:
        self.known = known
        self.made_by: dict[str, _Row] = {}
        self.first_at: dict[tuple[str, datetime], int] = {}

    def look_at_courses(self, rows: Iterable[_Row]) -> None:
        """An unknown course is made by the first line that gives its strand; other lines agree with that."""
        rows = list(rows)
        for row in rows:
            if row.title and row.key not in self.known.courses and row.get("strand"):
                self.made_by.setdefault(row.key, row)
        for row in rows:
            self._look_at_course(row)

    def _look_at_course(self, row: _Row) -> None:
        strand = row.one_of("strand", Strand) if row.get("strand") else None
        if row.get("length"):
            row.one_of("length", UsualLength)
        course, maker = self.known.courses.get(row.key), self.made_by.get(row.key)
        if not row.title:
            row.complaints.append("course is empty")
        elif course and course.is_retired:
            row.complaints.append(f"the course “{course.title}” is retired")
        elif course and strand and strand is not course.strand:
            row.complaints.append(f"the strand is {strand} here and {course.strand} in the programme")
        elif not course and not maker:
            row.complaints.append(f"there is no course “{row.title[:80]}”; give its strand to add it")
        elif maker is row and strand is Strand.LUNCHTIME and series_of_title(row.title, self.known.series) is None:
            titles = ", ".join(self.known.series.values())
            row.complaints.append(f"a lunchtime course’s title begins with its series: {titles}")
        elif maker and strand and row.get("strand").casefold() != maker.get("strand").casefold():
            row.complaints.append(f"the strand is {strand} here and {maker.get('strand')} on line {maker.line}")

    def session(self, row: _Row) -> rules_programme.NewSession | None:
        """What the line adds, or None where something is wrong with it."""
        days = row.days()
        delivery = row.one_of("delivery", Delivery)
        if delivery in (Delivery.VENUE, Delivery.HYBRID) and not row.get("venue"):
            row.complaints.append("venue is empty")
        link = row.get("joining link")
        if link and not _LINK.fullmatch(link):
            row.complaints.append("joining link isn’t a whole address, beginning with https://")
        places = row.read("places", _places, f"a whole number from 1 to {MOST_PLACES:,}")
        trainers, week = self._trainers(row), self._week(row, days)
        is_open = row.read("open", _yes_or_no, "yes or no")
        if days and row.title:
            self._must_be_alone(row, days)
        if row.complaints:
            return None
        course = self.known.courses.get(row.key)
        title = course.title if course else self.made_by[row.key].title
        venue = row.get("venue")
        return rules_programme.NewSession(
            row.line, title, course, days, places, delivery, venue, link, trainers, week, is_open
        )

    def new_course(self, row: _Row) -> rules_programme.NewCourse:
        length = UsualLength(row.get("length").casefold()) if row.get("length") else _usual_length(row)
        strand = Strand(row.get("strand").casefold())
        series = series_of_title(row.title, self.known.series) if strand is Strand.LUNCHTIME else None
        return rules_programme.NewCourse(
            row.line, row.title, strand, length, row.get("level"), row.get("summary"), series
        )

    def _trainers(self, row: _Row) -> list[Trainer]:
        names = {name.casefold(): name for name in map(str.strip, row.get("trainers").split(";")) if name}
        found = []
        for key, name in names.items():
            called = self.known.trainers.get(key, [])
            if len(called) == 1:
                found.append(called[0])
            elif called:
                row.complaints.append(f"{len(called)} trainers are called “{name}”; choose one on the session’s page")
            else:
                row.complaints.append(f"there is no trainer “{name[:80]}” in the pool")
        return found

    def _week(self, row: _Row, days: list[Day]) -> LearningWeek | None:
        name = row.get("learning week")
        week = self.known.weeks.get(name.casefold())
        if name and not week:
            row.complaints.append(f"there is no Learning Week “{name[:80]}”")
        elif week and not week.holds(day.on for day in days):
            span = f"{rules_dates.written(week.starts_on)} to {rules_dates.written(week.ends_on)}"
            row.complaints.append(f"not all days lie within {week.name}, {span}")
        return week

    def _must_be_alone(self, row: _Row, days: list[Day]) -> None:
        start = from_london(days[0].on, days[0].starts)
        course = self.known.courses.get(row.key)
        if course and (course.id, start) in self.known.starts:
            row.complaints.append("this course has a session in the programme that starts then")
        line = self.first_at.setdefault((row.key, start), row.line)
        if line != row.line:
            row.complaints.append(f"line {line} has the same course with the same start")


def _places(words: str) -> int:
    if not re.fullmatch(r"\d{1,4}", words, re.ASCII) or not 1 <= int(words) <= MOST_PLACES:
        raise ValueError(words)
    return int(words)


def _yes_or_no(words: str) -> bool:
    if words.casefold() not in _YES_OR_NO:
        raise ValueError(words)
    return _YES_OR_NO[words.casefold()]


def _usual_length(row: _Row) -> UsualLength:
    """Told from the session where the file doesn't say: more than five hours is a full day."""
    days = row.days()
    minutes = (days[0].ends.hour - days[0].starts.hour) * 60 + days[0].ends.minute - days[0].starts.minute
    if len(days) > 1:
        return UsualLength.TWO_DAYS
    if row.get("strand").casefold() == Strand.LUNCHTIME:
        return UsualLength.LUNCHTIME
    return UsualLength.FULL_DAY if minutes > 5 * 60 else UsualLength.HALF_DAY
