"""When attendance is due again, how certificates are coded, and what the papers say."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.booking.models import Booking
from app.evaluation.models import Issued
from app.evaluation.rules import STAYS_OPEN
from app.formatting import day_month_year
from app.programme.models import Course, Delivery, SessionDay, Strand

NEWS_FOR = timedelta(days=28)
"""What was earned longer ago is no news: after a long outage, or in a database older than certificates, it is issued
without a letter and stands in My training."""

MOST_ISSUED_AT_ONCE = 500
"""One run of the job keeps the database for seconds; the next run goes on."""

CODE_LETTERS = "34679CDFGHJKMNPQRTVWXY"
"""No vowels that spell words, and nothing that looks like something else: not 0 and O, 1, I and L, 2 and Z, 5 and S."""
CODE_LENGTH = 12

DUE_SOON = timedelta(days=90)


def new_code() -> str:
    """Twelve characters that nobody guesses: 22 to the power of 12."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def code_from(typed: str) -> str:
    """The code that somebody typed: case, spaces and dashes don't matter."""
    return "".join(each for each in typed[:100].upper() if each.isascii() and each.isalnum())


class Missing(StrEnum):
    """What is missing for a certificate, if anything."""

    NOTHING = "nothing"
    ISSUING = "it is on its way"
    REGISTER = "the register is still open"
    QUESTIONS = "the evaluation isn't issued yet"
    ANSWER = "the evaluation waits for an answer"
    TOO_LATE = "the evaluation has closed without an answer"
    NEVER = "years past have none"

    @property
    def can_be_released(self) -> bool:
        """The office may answer for it; what is on its way needs nobody."""
        return self not in (Missing.NOTHING, Missing.ISSUING)


def what_is_missing(
    booking: Booking, *, has_certificate: bool, is_register_closed: bool, evaluation: Issued | None, at: datetime
) -> Missing:
    """Of somebody who was there for all of it: the next thing that has to happen. Imported registers bring none."""
    if has_certificate:
        return Missing.NOTHING
    if booking.session.is_imported:
        return Missing.NEVER
    if evaluation is None:
        return Missing.QUESTIONS if at < booking.session.ends_at + STAYS_OPEN else Missing.TOO_LATE
    if evaluation.answered_at is None:
        return Missing.ANSWER if at < evaluation.closes_at else Missing.TOO_LATE
    return Missing.ISSUING if is_register_closed else Missing.REGISTER


class Standing(StrEnum):
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
    standing: Standing | None

    @property
    def last(self) -> Counted:
        return self.times[0]

    @property
    def has_page(self) -> bool:
        """A course of which a session ran has a public page, unless it is bespoke."""
        return bool(self.attended_on) and self.course.strand is not Strand.BESPOKE

    @property
    def attended_on(self) -> list[date]:
        return [each.on for each in self.times if not each.is_evidence]


def due_on(last: date, years: int) -> date:
    """The last day on which attendance counts: the same date so many years later, 28 February for a 29th."""
    year = min(last.year + years, date.max.year)
    try:
        return last.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def standing(due: date, *, today: date) -> Standing:
    """Overdue from the day after, due soon from 90 days before."""
    if today > due:
        return Standing.OVERDUE
    return Standing.SOON if due - today <= DUE_SOON else Standing.CURRENT


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
    return CourseRecord(course, latest_first, due, standing(due, today=today))


def dates_in_words(days: Sequence[SessionDay]) -> str:
    """3 December 2026; both dates of two days; the first and the last of more."""
    dates = [day_month_year(day.on) for day in days]
    if len(dates) < 3:
        return " and ".join(dates)
    return f"{dates[0]} to {dates[-1]}, {len(dates)} days"


def delivery_in_words(delivery: Delivery) -> str:
    return {"virtual": "Online", "venue": "In person", "hybrid": "In person and online"}[delivery]
