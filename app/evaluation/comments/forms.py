"""What the office does with comments: which it reads, ticks on a page of them, themes, redaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField
from wtforms.validators import ValidationError

from app.evaluation.answering.models import Answer
from app.evaluation.comments import queries, rules, services
from app.evaluation.comments.models import MOST_OF_A_THEME, Theme
from app.evaluation.forms import RequestedScope, UnreadableRequest, course_and_period, one_of, this_year
from app.evaluation.questionnaires.rules import NEVER_NAME
from app.evaluation.stages import Stage
from app.http.asking import number_in
from app.http.searches import kept_search
from app.programme.models import Course
from app.web.fields import long_text_field, options, select_field, text_field
from app.web.forms import CONTROL_CHARACTERS, Form

MOST_READ = 100
"""A page has fewer comments; what is sent beyond these is left out."""

NONE_CHOSEN = 0


class ThemeForm(Form):
    name = text_field("Name of the theme", required="Enter a name", most=MOST_OF_A_THEME)
    definition = long_text_field(
        "What it means",
        hint="When does a comment belong to it, and when not? Two readers should then tick alike.",
        most=1000,
    )
    example = long_text_field(
        "An example",
        hint=f"A comment that belongs to it, such as: “We agree at the start who rings the school.” {NEVER_NAME}",
        most=1000,
    )


class MergeThemeForm(Form):
    into = select_field("Merge it into", coerce=int)

    def __init__(self, others: list[Theme]) -> None:
        super().__init__()
        self.into.choices = options([(NONE_CHOSEN, "Choose a theme"), *((theme.id, theme.name) for theme in others)])

    def validate_into(self, field: Any) -> None:
        if field.data == NONE_CHOSEN:
            raise ValidationError("Choose the theme that it goes into")


class RedactForm(Form):
    """`seen` is when the comment had last been redacted, as it stood when the page was opened."""

    words = long_text_field(
        "What may stay",
        required="Write what may stay, such as [taken out]",
        hint="Put something like [name taken out] where something goes.",
        most=20_000,
    )
    seen: Any = HiddenField()

    def __init__(self, answer: Answer, *, proposed: str = "") -> None:
        seen = answer.redacted_at.isoformat() if answer.redacted_at else ""
        super().__init__(data={"words": proposed or answer.words, "seen": seen})

    def seen_at(self) -> datetime | None:
        """What can't be read is as if it had never been redacted, so that a later redaction stands."""
        try:
            return datetime.fromisoformat(self.seen.data or "")
        except ValueError:
            return None


def read_from(sent: "MultiDict[str, str]") -> list[services.CommentMarks]:
    """What was ticked on a page of comments, with what had been ticked when it was opened."""
    return [_read(sent, answer_id) for answer_id in sorted(_numbers(sent.getlist("comment")))[:MOST_READ]]


def _read(sent: "MultiDict[str, str]", answer_id: int) -> services.CommentMarks:
    stood, ticked = sent.getlist(f"stood_{answer_id}"), sent.getlist(f"themes_{answer_id}")
    return services.CommentMarks(
        answer_id,
        stood=_numbers(stood),
        ticked=_numbers(ticked),
        new_theme=_tidy(sent.get(f"new_{answer_id}", "")),
        was_quote="quote" in stood,
        is_quote="quote" in ticked,
        names_nobody="names-nobody" in ticked,
        fits_none=sent.get("fits_none", "") == str(answer_id),
    )


def _numbers(given: list[str]) -> frozenset[int]:
    """Those that can be a record's; the database holds no longer ones."""
    return frozenset(int(each) for each in given if each.isascii() and each.isdigit() and len(each) < 10)


def _tidy(words: str) -> str:
    return " ".join(CONTROL_CHARACTERS.sub("", words).split())


UNTHEMED = "none"
"""In the place of a theme: comments that have none yet."""

NEEDS = "needs"
"""In the place of a question: all that ask about training needs."""

FLAGGED = "flagged"
"""In the place of "yes" for quotes: those that may name somebody."""

NAMES = ("course", "year", "from", "to", "question", "theme", "quotes", "search", "page", "skip")
"""What an address of the comments may say. The words that are searched for stand in none: a number finds them."""


@dataclass(frozen=True)
class RequestedComments(RequestedScope):
    """The same, and which of its comments: of a stage or one question, with a theme or none, quotes alone."""

    reading: queries.CommentFilter = queries.CommentFilter()
    question: str = ""
    search: int | None = None

    @property
    def args(self) -> dict[str, str]:
        """All of it, for an address."""
        reading = self.reading
        theme = UNTHEMED if reading.is_unthemed else str(reading.theme_id or "")
        only = "yes" if reading.only_quotes else FLAGGED if reading.only_flagged else ""
        more = {"question": self.question, "theme": theme, "quotes": only, "search": str(self.search or "")}
        return self.period | {name: value for name, value in more.items() if value}


def requested_comments(
    args: Mapping[str, str],
    today: date,
    courses: Sequence[Course],
    questions: Sequence[queries.CommentedQuestion],
    themes: Sequence[Theme],
) -> RequestedComments:
    """A course and a period, with a stage or one question, a theme or none, and quotes alone."""
    try:
        return _what_is_read(args, course_and_period(args, today, courses), questions, themes)
    except UnreadableRequest as unreadable:
        instead = this_year(today, str(unreadable))
        return RequestedComments(instead.scope, instead.year, instead.complaint)


def to_queue(asked: RequestedComments) -> RequestedComments:
    """The same, of those alone that wait for a theme."""
    return replace(asked, reading=replace(asked.reading, theme_id=None, is_unthemed=False, is_queued=True))


def filters_in(args: Mapping[str, str]) -> dict[str, Any]:
    """What was asked of the comments, to come back to the same place; whatever else the address says is left out."""
    return {name: args[name] for name in NAMES if args.get(name)}


def _what_is_read(
    args: Mapping[str, str],
    requested: RequestedScope,
    questions: Sequence[queries.CommentedQuestion],
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
    search = number_in(args.get("search", ""))
    reading = queries.CommentFilter(
        theme_id,
        is_unthemed=theme == UNTHEMED,
        only_quotes=bool(args.get("quotes")) and args.get("quotes") != FLAGGED,
        only_flagged=args.get("quotes") == FLAGGED,
        words=kept_search(search),
    )
    if reading.words and not rules.words_searched(reading.words):
        raise UnreadableRequest(f"Search for a word of at least {rules.SHORTEST_SEARCHED} letters.")
    return RequestedComments(scope, requested.year, reading=reading, question=given, search=search)
