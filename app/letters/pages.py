"""Which letters can be previewed about a real record: registered by what puts the house together."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask, current_app

from app.files.wording import WordedLetter
from app.letters.rules import LetterExample
from app.web.formatting import short_date

_REGISTERED = "letter examples"


def register_examples(app: Flask, examples: Mapping[str, LetterExample]) -> None:
    """A letter is written by its own room alone; these are how, by the letters' names."""
    app.extensions[_REGISTERED] = examples


def example_of(letter: WordedLetter) -> LetterExample | None:
    examples: Mapping[str, LetterExample] = current_app.extensions[_REGISTERED]
    return examples.get(letter.name)


def chosen(records: Sequence[Any], number: int | None) -> Any:
    """The one with that number, else the latest; None where there is none."""
    return next((each for each in records if each.id == number), records[0] if records else None)


def in_words(record: Any) -> str:
    """What the list to choose from calls a record: whose booking it is, or was made from."""
    booking = getattr(record, "booking", record)
    return f"{booking.name}: {booking.session.title}, {short_date(booking.session.days[0].on)}"
