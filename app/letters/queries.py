"""Reads of what letters say, and the records that a preview is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.accounts.partnership import queries as partnership
from app.accounts.partnership.queries import VersionShown
from app.core.database import db
from app.files.letters import Letter, worded_letters
from app.files.wording import LetterWords, WordedLetter
from app.letters.rules import LetterExample, by_section, holds
from app.settings import queries as settings
from app.settings.models import SettingsVersion
from app.settings.rules import changes

MOST_EXAMPLES = 20
"""How many records a preview can be about, the latest first."""


@dataclass(frozen=True)
class LetterShown:
    """A letter on the list; `set_at` is None for one that says what Coursebook brings."""

    letter: WordedLetter
    subject: str
    set_at: datetime | None


def overview(words: str = "") -> Mapping[str, list[LetterShown]]:
    """Every letter that holds these words, under what it is about. Two queries."""
    latest = settings.latest_versions()
    sections = {
        heading: [_shown(letter, latest.get(letter.group.NAME)) for letter in letters]
        for heading, letters in by_section(worded_letters().values()).items()
    }
    found = {
        heading: [each for each in letters if holds(each.letter, each.subject, words)]
        for heading, letters in sections.items()
    }
    return {heading: letters for heading, letters in found.items() if letters}


def letter_named(name: str) -> WordedLetter | None:
    return worded_letters().get(name)


def versions(letter: WordedLetter) -> list[VersionShown]:
    """The latest first, with the words in full; the last is what Coursebook brings."""
    return partnership.versions(letter.group, told=changes)


def written_about(
    letter: WordedLetter, example: LetterExample | None, words: LetterWords, *, by: User, at: datetime
) -> dict[Any, Letter]:
    """The letter as it would be with these words about each of the latest records that it can be about.

    A record about which another letter would be written is passed over. Nothing is kept, and nothing sent.
    """
    if example is None:
        return {}
    record: Any = example.of
    latest = db.session.scalars(select(record).order_by(record.id.desc()).limit(MOST_EXAMPLES)).all()
    with settings.trying(words):
        written = {each: example.write(each, by, at) for each in latest if example.fits(each)}
    return {each: made for each, made in written.items() if made.template == letter.template}


def _shown(letter: WordedLetter, version: SettingsVersion | None) -> LetterShown:
    return LetterShown(letter, settings.current(letter.group).subject, version.set_at if version else None)
