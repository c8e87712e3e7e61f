"""The words of a letter that are the office's own: subject, opening and closing, with named fields.

They are no program: {course} gives way to what the letter says for it, and nothing else is read into them. What
Coursebook brings stands at the head of the letter's template, in a comment:

    Letter: booking-confirmed                       its name: versions are kept under it, so it stays as it is
    Title: Confirmation of a booking
    Goes out: as somebody has a place
    Fields: name course date short_date
    Subject: You are booked: {course}, {short_date}
    Opening:                                        as many lines as it has, or none
    Closing:
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, make_dataclass

from app.settings.rules import SettingsGroup, setting

_HEAD = re.compile(
    r"\{#\n"
    r"Letter: (?P<name>[a-z-]+)\n"
    r"Title: (?P<title>[^\n]+)\n"
    r"Goes out: (?P<goes_out>[^\n]+)\n"
    r"Fields: (?P<fields>[a-z_ ]+)\n"
    r"Subject: (?P<subject>[^\n]+)\n"
    r"Opening:\n(?P<opening>.*?)"
    r"Closing:\n(?P<closing>.*?)"
    r"#\}\n",
    re.DOTALL,
)
_FIELD = re.compile(r"(?P<space> ?)\{(?P<name>[^{}\n]*)\}")
_BRACES = re.compile(r"\{([^{}\n]*)\}|[{}]")

FIELDS = {
    "address": "the e-mail address",
    "agency": "the agency’s name",
    "agreed": "what the person subscribed to",
    "code": "the six-digit code",
    "colleague": "the colleague’s name",
    "course": "what the session or course is called",
    "date": "its first day, such as Thursday 3 December 2026",
    "day": "the day of several that it is about, such as day 2, Thu 10 Dec 2026",
    "how_many": "how many there are, in words that fit, such as “3 sessions”",
    "month": "the month, such as December 2026",
    "name": "the reader’s name",
    "partnership": "the partnership’s name",
    "person": "whom the letter is about",
    "place": "where it is: the venue, or online",
    "provider": "who signs people in, such as Microsoft",
    "role": "the role of who is invited",
    "series": "the lunchtime series’ name",
    "short_date": "its first day in short, such as Thu 3 Dec 2026",
    "time": "when it starts, such as 9:30am",
    "title": "the subject that was typed for this message",
    "until": "until when, such as 9:30am, Monday 30 November",
    "week": "the Learning Week’s name",
    "what": "what has happened, in a few words",
    "year": "the year, such as 2025-26",
}
"""Every field that letters have, with what it stands for. One name means one thing in all of them."""

LONGEST_SUBJECT = 60
"""Characters of a subject, where the course's name allows it."""

SHORTEST_NAME = 24
"""Characters that are left of a course's name."""

EVERYWHERE = ("partnership",)
"""In every letter."""


@dataclass(frozen=True)
class LetterWords(SettingsGroup):
    """What the office may set of a letter; each letter has a group of its own, with the letter's words as defaults."""

    subject: str = setting("Subject")
    opening: str = setting("Opening")
    closing: str = setting("Closing")


@dataclass(frozen=True)
class WordedLetter:
    """A letter as its head describes it."""

    name: str
    template: str
    title: str
    goes_out: str
    fields: tuple[str, ...]
    group: type[LetterWords] = field(repr=False)

    @property
    def explained(self) -> dict[str, str]:
        """Its fields, each with what it stands for."""
        return {name: FIELDS[name] for name in self.fields}


def read_head(template: str, source: str) -> WordedLetter:
    """What a template says at its head. Raises ValueError."""
    found = _HEAD.match(source)
    if found is None:
        raise ValueError(f"{template} doesn’t say at its head what letter it is")
    fields = (*found["fields"].split(), *EVERYWHERE)
    title, words = found["title"], {part: found[part].strip() for part in ("subject", "opening", "closing")}
    group = make_dataclass(
        "WordsOfALetter",
        [(part, str, setting(part.capitalize(), default)) for part, default in words.items()],
        bases=(LetterWords,),
        namespace={"NAME": f"letter {found['name']}", "TITLE": title},
        frozen=True,
    )
    strange = {name for each in words.values() for name in unknown_fields(each, fields)} | set(fields) - set(FIELDS)
    if strange:
        raise ValueError(f"{template}: no such field: {', '.join(sorted(strange))}")
    return WordedLetter(found["name"], template, title, found["goes_out"], fields, group)


def unknown_fields(words: str, fields: tuple[str, ...]) -> list[str]:
    """What stands in braces, or is a brace of its own, and is none of the fields; in its order."""
    return [found[0] for found in _BRACES.finditer(words) if found[1] not in fields]


def fill_subject(words: str, values: Mapping[str, str]) -> str:
    """One line. Where it is longer than a phone shows, the course's name is cut at a word, and what and when stay."""
    subject = " ".join(fill(words, values).split())
    name, over = values.get("course", ""), len(subject) - LONGEST_SUBJECT
    if over <= 0 or "{course}" not in words:
        return subject
    cut = _cut(name, max(SHORTEST_NAME, len(name) - over))
    return " ".join(fill(words, {**values, "course": cut}).split())


def _cut(name: str, most: int) -> str:
    if len(name) <= most:
        return name
    at_a_word = name[:most].rsplit(" ", 1)[0] if " " in name[:most] else name[: most - 1]
    return at_a_word.rstrip(" ,;:–-") + "…"


def fill(words: str, values: Mapping[str, str]) -> str:
    """Each field gives way to its value, once: braces in a value are plain words. What isn't known stays as it is.

    An empty value takes the space before it along: "Hello {name}," is "Hello," to whose name nobody knows.
    """

    def value_of(found: re.Match[str]) -> str:
        value = values.get(found["name"])
        if value is None:
            return found[0]
        return found["space"] + value if value else ""

    return _FIELD.sub(value_of, words)
