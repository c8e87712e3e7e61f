"""What the pages of the evaluation are asked for, read from the address so that a page can be shared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.evaluation.scope import AnswerScope
from app.programme.models import Course
from app.programme.periods import asked_period

EVER = "all"
"""In the place of a year: every one."""


class UnreadableRequest(ValueError):
    """Its words say what to choose instead."""


@dataclass(frozen=True)
class RequestedScope:
    """A course or all, and a period; `year` is empty where dates were given.

    `complaint` says what couldn't be understood.
    """

    scope: AnswerScope
    year: str
    complaint: str = ""

    @property
    def period(self) -> dict[str, str]:
        """The same course and period, for the address of another page."""
        scope, args = self.scope, {"year": self.year}
        if not self.year and scope.since and scope.until:
            args = {"from": scope.since.isoformat(), "to": scope.until.isoformat()}
        return args | ({"course": str(scope.course_id)} if scope.course_id else {})


def requested_scope(args: Mapping[str, str], today: date, courses: Sequence[Course]) -> RequestedScope:
    """A course or all; two dates if they are given, else a programme year, else the present one."""
    try:
        return course_and_period(args, today, courses)
    except UnreadableRequest as unreadable:
        return this_year(today, str(unreadable))


def course_and_period(args: Mapping[str, str], today: date, courses: Sequence[Course]) -> RequestedScope:
    """The same. Raises UnreadableRequest."""
    course_id = one_of(args.get("course", ""), [course.id for course in courses], "Choose a course from the list.")
    if args.get("year") == EVER and not (args.get("from") or args.get("to")):
        return RequestedScope(AnswerScope(course_id), EVER)
    period = asked_period(args, today)
    if period.complaint:
        raise UnreadableRequest(period.complaint)
    return RequestedScope(AnswerScope(course_id, period.since, period.until), period.year)


def this_year(today: date, complaint: str) -> RequestedScope:
    """All of the present year, with what was wrong with what was asked for."""
    period = asked_period({}, today)
    return RequestedScope(AnswerScope(None, period.since, period.until), period.year, complaint)


def one_of(given: str, ids: Sequence[int], complaint: str) -> int | None:
    """The number given, if it is one of these; None where nothing was given. Raises UnreadableRequest."""
    if not given:
        return None
    if given not in map(str, ids):
        raise UnreadableRequest(complaint)
    return int(given)
