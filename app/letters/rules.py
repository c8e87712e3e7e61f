"""How letters are listed, and what may be typed into their words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.accounts.models import User
from app.core.database import Base
from app.files.letters import Letter
from app.files.wording import WordedLetter, unknown_fields

SECTIONS = {
    "booking": "Bookings",
    "booking/waiting_list": "The waiting list",
    "booking/leaving": "Withdrawing, colleagues, other dates",
    "booking/transferring": "Withdrawing, colleagues, other dates",
    "booking/reminding": "Before a session",
    "booking/office": "Sessions that you change, cancel or write about",
    "booking/unnamed_places": "Places that agencies hold",
    "evaluation": "Evaluation",
    "records": "Certificates",
    "charging": "Charges",
    "programme/trainer_requests": "Trainers",
    "programme/subscriptions": "Subscriptions",
    "reporting": "Agencies’ figures",
    "single_agency": "Single-agency training",
    "attendance": "Registers",
    "accounts": "Signing in and accounts",
    "notifications": "About mail itself",
}
"""What the letters of each wing, or of a room in it, are about, in the order of the page; the longest path counts."""


@dataclass(frozen=True)
class LetterExample:
    """How a letter is written about a real record: the kind of record, and what writes it, of whose deed and when."""

    of: type[Base]
    write: Callable[[Any, User, datetime], Letter]
    fits: Callable[[Any], bool] = lambda record: True


def by_section(letters: Iterable[WordedLetter]) -> Mapping[str, list[WordedLetter]]:
    """Under the heading of what they are about."""
    sections: dict[str, list[WordedLetter]] = {heading: [] for heading in SECTIONS.values()}
    for letter in letters:
        folder = max((each for each in SECTIONS if letter.template.startswith(f"{each}/")), key=len)
        sections[SECTIONS[folder]].append(letter)
    return {heading: those for heading, those in sections.items() if those}


def holds(letter: WordedLetter, subject: str, words: str) -> bool:
    """Whether each of these words, whatever its capitals, is in its title, its subject, or when it goes out."""
    said = f"{letter.title} {subject} {letter.goes_out}".casefold()
    return all(word in said for word in words.casefold().split())


def complaint_about(words: str, letter: WordedLetter) -> str:
    """What is wrong with the fields in some words; empty where nothing is."""
    strange = unknown_fields(words, letter.fields)
    if not strange:
        return ""
    may = ", ".join(f"{{{name}}}" for name in letter.fields)
    if strange[0] in ("{", "}"):
        return f"A field stands in braces, such as {{{letter.fields[0]}}}: one brace is left over"
    return f"This letter has no {strange[0]}. It has {may}"
