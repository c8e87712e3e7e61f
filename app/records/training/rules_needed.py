"""What a job role needs, beside what somebody has attended."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.booking.eligibility.rules import due_on
from app.programme.models import Course
from app.records.training.rules import CourseRecord, RefresherStanding, refresher_standing


@dataclass(frozen=True)
class RoleNeed:
    """A course that somebody's role needs, when they attended it last, and by when it is due again, if ever.

    `has_page` where it has one on which it can be booked, or done.
    """

    course: Course
    last_on: date | None
    due: date | None
    standing: RefresherStanding | None
    has_page: bool = False

    @property
    def is_missing(self) -> bool:
        return self.last_on is None

    @property
    def is_met(self) -> bool:
        """Attended, and not overdue."""
        return not self.is_missing and self.standing is not RefresherStanding.OVERDUE


def need(course: Course, last_on: date | None, *, today: date) -> RoleNeed:
    if last_on is None or not course.refresh_years:
        return RoleNeed(course, last_on, None, None)
    due = due_on(last_on, course.refresh_years)
    return RoleNeed(course, last_on, due, refresher_standing(due, today=today))


def needs(
    courses: Iterable[Course], records: Iterable[CourseRecord], *, with_page: Collection[int], today: date
) -> list[RoleNeed]:
    """Each course needed, what is missing or overdue first."""
    last = {record.course.id: record.last.on for record in records}
    found = [
        replace(need(course, last.get(course.id), today=today), has_page=course.id in with_page) for course in courses
    ]
    return sorted(found, key=lambda each: (each.is_met, each.course.title))


@dataclass(frozen=True)
class CourseNeeded:
    """A course in an agency: how many people need it, and of them who has never attended it, or is overdue."""

    course: Course
    people: int
    missing: Sequence[int]
    overdue: Sequence[int]

    @property
    def met(self) -> int:
        return self.people - len(self.missing) - len(self.overdue)
