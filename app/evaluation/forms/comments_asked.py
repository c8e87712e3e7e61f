"""Which comments are asked for, read from the address so that a page can be shared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.evaluation.forms.asked import RequestedScope, Unreadable, course_and_period, one_of, this_year
from app.evaluation.models import Stage, Theme
from app.evaluation.queries import CommentedQuestion, Reading
from app.programme.models import Course

UNTHEMED = "none"
"""In the place of a theme: comments that have none yet."""

NEEDS = "needs"
"""In the place of a question: all that ask about training needs."""
NAMES = ("course", "year", "from", "to", "question", "theme", "quotes", "page")
"""What an address of the comments may say."""


@dataclass(frozen=True)
class RequestedComments(RequestedScope):
    """The same, and which of its comments: of a stage or one question, with a theme or none, quotes alone."""

    reading: Reading = Reading()
    question: str = ""

    @property
    def args(self) -> dict[str, str]:
        """All of it, for an address."""
        reading = self.reading
        theme = UNTHEMED if reading.is_unthemed else str(reading.theme_id or "")
        more = {"question": self.question, "theme": theme, "quotes": "yes" if reading.only_quotes else ""}
        return self.period | {name: value for name, value in more.items() if value}


def requested_comments(
    args: Mapping[str, str],
    today: date,
    courses: Sequence[Course],
    questions: Sequence[CommentedQuestion],
    themes: Sequence[Theme],
) -> RequestedComments:
    """A course and a period, with a stage or one question, a theme or none, and quotes alone."""
    try:
        return _what_is_read(args, course_and_period(args, today, courses), questions, themes)
    except Unreadable as unreadable:
        instead = this_year(today, str(unreadable))
        return RequestedComments(instead.scope, instead.year, instead.complaint)


def filters_in(args: Mapping[str, str]) -> dict[str, Any]:
    """What was asked of the comments, to come back to the same place; whatever else the address says is left out."""
    return {name: args[name] for name in NAMES if args.get(name)}


def _what_is_read(
    args: Mapping[str, str],
    requested: RequestedScope,
    questions: Sequence[CommentedQuestion],
    themes: Sequence[Theme],
) -> RequestedComments:
    given, theme = args.get("question", ""), args.get("theme", "")
    scope = requested.scope
    if given in list(Stage):
        scope = replace(scope, stage=Stage(given))
    elif given == NEEDS:
        scope = replace(scope, is_about_needs=True)
    elif given:
        number = one_of(given, [each.id for each in questions], "Choose a question from the list.")
        [chosen] = [each for each in questions if each.id == number]
        scope = replace(scope, stage=chosen.stage, words=chosen.words)
    ids = [each.id for each in themes]
    theme_id = None if theme == UNTHEMED else one_of(theme, ids, "Choose a theme from the list.")
    reading = Reading(theme_id, is_unthemed=theme == UNTHEMED, only_quotes=bool(args.get("quotes")))
    return RequestedComments(scope, requested.year, reading=reading, question=given)
