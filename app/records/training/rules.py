"""When attendance is due again, and what the papers say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.booking.eligibility.rules import due_on
from app.programme.models import Course, Strand

DUE_SOON = timedelta(days=90)
A_DAY = timedelta(days=1)
LONGEST_AGO = 1900


class RefresherStanding(StrEnum):
    """How a refresher stands."""

    OVERDUE = "overdue"
    SOON = "due soon"
    CURRENT = "up to date"


@dataclass(frozen=True)
class Counted:
    """What counts for a course: the last day of a session attended, or the day on which other evidence was accepted."""

    course: Course
    on: date
    is_evidence: bool = False


@dataclass(frozen=True)
class CourseRecord:
    """What somebody has done of one course: every time, the latest first, and by when it is due again, if ever."""

    course: Course
    times: tuple[Counted, ...]
    due: date | None
    standing: RefresherStanding | None

    @property
    def last(self) -> Counted:
        return self.times[0]

    @property
    def has_page(self) -> bool:
        """A course of which a session ran has a public page, unless it is bespoke; e-learning has one elsewhere."""
        return bool(self.attended_on) and self.course.strand not in (Strand.BESPOKE, Strand.E_LEARNING)

    @property
    def attended_on(self) -> list[date]:
        return [each.on for each in self.times if not each.is_evidence]


def last_day_for(due: date, years: int) -> date:
    """The first date on which attending makes it due on that day or later: before, it is due earlier."""
    year = max(due.year - years, LONGEST_AGO)
    try:
        return due.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def refresher_standing(due: date, *, today: date) -> RefresherStanding:
    """Overdue from the day after, due soon from 90 days before."""
    if today > due:
        return RefresherStanding.OVERDUE
    return RefresherStanding.SOON if due - today <= DUE_SOON else RefresherStanding.CURRENT


def course_records(counted: Iterable[Counted], *, today: date) -> list[CourseRecord]:
    """One record a course, by title. The latest attendance or evidence decides when it is due.

    A course never attended is in none of it, and a retired one isn't due: there is nothing left to go to.
    """
    of_course: dict[int, list[Counted]] = {}
    for each in counted:
        of_course.setdefault(each.course.id, []).append(each)
    records = [_record(times, today) for times in of_course.values()]
    return sorted(records, key=lambda record: (record.course.title, record.course.id))


def refreshers(records: Iterable[CourseRecord]) -> list[CourseRecord]:
    """Those that are due at some time, the soonest first."""
    due = [record for record in records if record.due]
    return sorted(due, key=lambda record: (record.due or date.max, record.course.title))


def _record(times: list[Counted], today: date) -> CourseRecord:
    latest_first = tuple(sorted(times, key=lambda each: each.on, reverse=True))
    course = latest_first[0].course
    if not course.refresh_years or course.is_retired:
        return CourseRecord(course, latest_first, None, None)
    due = due_on(latest_first[0].on, course.refresh_years)
    return CourseRecord(course, latest_first, due, refresher_standing(due, today=today))
