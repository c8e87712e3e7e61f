"""What the office does with comments: ticks on a page of them, themes, redaction."""

from datetime import datetime
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField
from wtforms.validators import ValidationError

from app.evaluation.models import MOST_OF_A_THEME, Answer, Theme
from app.evaluation.services import Read
from app.fields import Form, long_text_field, options, select_field, text_field
from app.fields.form import CONTROL_CHARACTERS

MOST_READ = 100
"""A page has fewer comments; what is sent beyond these is left out."""

NONE_CHOSEN = 0


class ThemeForm(Form):
    name = text_field("Name of the theme", required="Enter a name", most=MOST_OF_A_THEME)


class MergeForm(Form):
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

    def __init__(self, answer: Answer) -> None:
        seen = answer.redacted_at.isoformat() if answer.redacted_at else ""
        super().__init__(data={"words": answer.words, "seen": seen})

    def seen_at(self) -> datetime | None:
        """What can't be read is as if it had never been redacted, so that a later redaction stands."""
        try:
            return datetime.fromisoformat(self.seen.data or "")
        except ValueError:
            return None


def read_from(sent: "MultiDict[str, str]") -> list[Read]:
    """What was ticked on a page of comments, with what had been ticked when it was opened."""
    return [_read(sent, answer_id) for answer_id in sorted(_numbers(sent.getlist("comment")))[:MOST_READ]]


def _read(sent: "MultiDict[str, str]", answer_id: int) -> Read:
    stood, ticked = sent.getlist(f"stood_{answer_id}"), sent.getlist(f"themes_{answer_id}")
    return Read(
        answer_id,
        stood=_numbers(stood),
        ticked=_numbers(ticked),
        new_theme=_tidy(sent.get(f"new_{answer_id}", "")),
        was_quote="quote" in stood,
        is_quote="quote" in ticked,
    )


def _numbers(given: list[str]) -> frozenset[int]:
    """Those that can be a record's; the database holds no longer ones."""
    return frozenset(int(each) for each in given if each.isascii() and each.isdigit() and len(each) < 10)


def _tidy(words: str) -> str:
    return " ".join(CONTROL_CHARACTERS.sub("", words).split())
