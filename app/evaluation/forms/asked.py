"""What the pages of comments, needs and exports are asked for, read from the address so that a page can be shared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.evaluation.models import Stage, Theme
from app.evaluation.queries import AnswerScope, CommentedQuestion, Reading
from app.programme.models import Course
from app.programme.rules import asked_period

EVER = "all"
"""In the place of a year: every one."""
UNTHEMED = "none"
"""In the place of a theme: comments that have none yet."""

NEEDS = "needs"
"""In the place of a question: all that ask about training needs."""
NAMES = ("course", "year", "from", "to", "question", "theme", "quotes", "page")
"""What an address of the comments may say."""


class _Unreadable(ValueError):
    """Its words say what to choose instead."""


@dataclass(frozen=True)
class Asked:
    """A scope and what of it is read; `year` is empty where dates were given.

    `complaint` says what couldn't be understood.
    """

    scope: AnswerScope
    year: str
    reading: Reading = Reading()
    question: str = ""
    complaint: str = ""

    @property
    def period(self) -> dict[str, str]:
        """The same course and period, for the address of another page."""
        scope, args = self.scope, {"year": self.year}
        if not self.year and scope.since and scope.until:
            args = {"from": scope.since.isoformat(), "to": scope.until.isoformat()}
        return args | ({"course": str(scope.course_id)} if scope.course_id else {})

    @property
    def args(self) -> dict[str, str]:
        """All of it, for an address."""
        reading = self.reading
        theme = UNTHEMED if reading.is_unthemed else str(reading.theme_id or "")
        more = {"question": self.question, "theme": theme, "quotes": "yes" if reading.only_quotes else ""}
        return self.period | {name: value for name, value in more.items() if value}


def asked_from(args: Mapping[str, str], today: date, courses: Sequence[Course]) -> Asked:
    """A course or all; two dates if they are given, else a programme year, else the present one."""
    try:
        return _course_and_period(args, today, courses)
    except _Unreadable as unreadable:
        return _this_year(today, str(unreadable))


def comments_asked_from(
    args: Mapping[str, str],
    today: date,
    courses: Sequence[Course],
    questions: Sequence[CommentedQuestion],
    themes: Sequence[Theme],
) -> Asked:
    """The same, with a stage or one question, a theme or none, and quotes alone."""
    try:
        return _what_is_read(args, _course_and_period(args, today, courses), questions, themes)
    except _Unreadable as unreadable:
        return _this_year(today, str(unreadable))


def filters_in(args: Mapping[str, str]) -> dict[str, Any]:
    """What was asked of the comments, to come back to the same place; whatever else the address says is left out."""
    return {name: args[name] for name in NAMES if args.get(name)}


def _course_and_period(args: Mapping[str, str], today: date, courses: Sequence[Course]) -> Asked:
    course_id = _one_of(args.get("course", ""), [course.id for course in courses], "Choose a course from the list.")
    if args.get("year") == EVER and not (args.get("from") or args.get("to")):
        return Asked(AnswerScope(course_id), EVER)
    period = asked_period(args, today)
    if period.complaint:
        raise _Unreadable(period.complaint)
    return Asked(AnswerScope(course_id, period.since, period.until), period.year)


def _this_year(today: date, complaint: str) -> Asked:
    period = asked_period({}, today)
    return Asked(AnswerScope(None, period.since, period.until), period.year, complaint=complaint)


def _what_is_read(
    args: Mapping[str, str], asked: Asked, questions: Sequence[CommentedQuestion], themes: Sequence[Theme]
) -> Asked:
    given, theme = args.get("question", ""), args.get("theme", "")
    scope = asked.scope
    if given in list(Stage):
        scope = replace(scope, stage=Stage(given))
    elif given == NEEDS:
        scope = replace(scope, is_about_needs=True)
    elif given:
        number = _one_of(given, [each.id for each in questions], "Choose a question from the list.")
        [chosen] = [each for each in questions if each.id == number]
        scope = replace(scope, stage=chosen.stage, words=chosen.words)
    ids = [each.id for each in themes]
    theme_id = None if theme == UNTHEMED else _one_of(theme, ids, "Choose a theme from the list.")
    reading = Reading(theme_id, is_unthemed=theme == UNTHEMED, only_quotes=bool(args.get("quotes")))
    return replace(asked, scope=scope, question=given, reading=reading)


def _one_of(given: str, ids: Sequence[int], complaint: str) -> int | None:
    """The number given, if it is one of these; None where nothing was given. Raises _Unreadable."""
    if not given:
        return None
    if given not in map(str, ids):
        raise _Unreadable(complaint)
    return int(given)
