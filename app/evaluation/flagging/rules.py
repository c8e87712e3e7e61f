"""Where a text may name somebody: what stands there, and which rule points at it. A rule points; a person decides.

docs/names-in-comments.md lists the rules with what they miss.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.evaluation.flagging.rules_words import (
    CAPITALS,
    FIELD,
    NAMES_FIRST,
    NAMES_TOO,
    RELATIONS,
    TITLES,
    is_known,
    plain_words,
)


class Reason(StrEnum):
    """Why something is flagged, as it is said beside it."""

    EMAIL = "an e-mail address"
    POSTCODE = "a postcode"
    ADDRESS = "a street address"
    BORN = "a date of birth"
    DATE = "a full date"
    PHONE = "a telephone number"
    NUMBER = "a long number, such as a case’s"
    COLLEAGUE = "somebody on this session, a manager, trainer or one of the office"
    TITLE = "a name after a title"
    RELATION = "a name after a word such as “her son”"
    FAMILY = "a family’s name"
    NAME = "a word with a capital that may be a name"


@dataclass(frozen=True)
class Flag:
    """From one character of a text up to another, and why."""

    begins: int
    ends: int
    reason: Reason


@dataclass(frozen=True)
class Piece:
    """A part of a text, and why it is flagged; None where it isn't."""

    words: str
    reason: Reason | None = None


TAKEN_OUT = "[taken out]"

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_DATE = (
    r"\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTHS}),? \d{{4}}|(?:{_MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
)
_STREETS = "Street|St|Road|Rd|Avenue|Ave|Close|Lane|Drive|Way|Crescent|Court|Gardens|Terrace|Place|Grove|Walk|Square"

_SHAPES: tuple[tuple[Reason, re.Pattern[str]], ...] = (
    (Reason.EMAIL, re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63})+")),
    (Reason.POSTCODE, re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d(?!st|nd|rd|th)[A-Z]{2}\b", re.IGNORECASE)),
    (Reason.ADDRESS, re.compile(rf"\b\d{{1,4}}[A-Za-z]? (?:[A-Z][\w’']+ ){{1,3}}(?:{_STREETS})\b")),
    (
        Reason.BORN,
        re.compile(
            r"\b(?:born|dob|d\.o\.b\.?|date of birth|birthday)\b[^\n!?]{0,15}?"
            rf"(?:{_DATE}|\d{{1,4}}(?:(?:st|nd|rd|th)? (?:{_MONTHS}))?)",
            re.IGNORECASE,
        ),
    ),
    (Reason.DATE, re.compile(rf"\b(?:{_DATE})\b", re.IGNORECASE)),
    (Reason.PHONE, re.compile(r"(?<![\w/.])(?:\+44|0044|0)(?:[ \-]?\(?\d\)?){9,11}(?!\d)")),
    (Reason.NUMBER, re.compile(r"(?<![\w£.,])\d(?:[ \-]?\d){6,}(?!\d|[.,]\d)")),
)

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_BETWEEN = frozenset({"called", "named", "is", "was"})
"""May stand between "the child" and a name."""

_OF_A_FAMILY = frozenset({"family", "siblings", "brothers", "sisters", "twins", "household"})
_ENDS = frozenset('.!?:;\n•*“"‘([–—>/')
"""After one of these, a capital means nothing."""


class People:
    """The names of those around a text: who was on its session, their managers, its trainers, and the office."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._of: dict[str, set[str]] = {}
        for name in names:
            words = _WORD.findall(name.casefold().replace("’", "'"))
            for word in words:
                self._of.setdefault(word, set()).update(words)

    def has(self, word: str) -> bool:
        return word in self._of

    def has_both(self, word: str, other: str) -> bool:
        """Two names of one person."""
        return word != other and other in self._of.get(word, ())


NOBODY = People()


@dataclass(frozen=True)
class _Word:
    words: str
    begins: int
    ends: int
    is_first: bool
    """Of a sentence, a line or what is quoted, where anything is written large."""

    @property
    def small(self) -> str:
        return self.words.casefold().replace("’", "'").removesuffix("'s").removesuffix("'")

    @property
    def is_large(self) -> bool:
        return self.words[0].isupper()

    @property
    def is_shouted(self) -> bool:
        """All of it in capitals, as abbreviations are."""
        return len(self.words) > 1 and self.words.replace("’", "").replace("-", "").replace("'", "").isupper()

    @property
    def is_owner(self) -> bool:
        return self.words.endswith(("'s", "’s"))

    def flag(self, reason: Reason) -> Flag:
        owner = 2 if self.is_owner else 0
        return Flag(self.begins, self.ends - owner, reason)


def flags_in(text: str, people: People = NOBODY) -> list[Flag]:
    """In their order; where two overlap, the first rule's stands."""
    found = [Flag(*match.span(), reason) for reason, shape in _SHAPES for match in shape.finditer(text)]
    words = _words(text)
    is_shouting = sum(word.is_shouted for word in words) > len(words) / 2 and len(words) > 3
    for place, word in enumerate(words):
        if reason := _names_somebody(words, place, people, is_shouting=is_shouting):
            found.append(word.flag(reason))
    return _apart(found)


def pieces(text: str, flags: Sequence[Flag]) -> list[Piece]:
    """The text, cut where something is flagged."""
    cut: list[Piece] = []
    at = 0
    for flag in flags:
        cut += [Piece(text[at : flag.begins]), Piece(text[flag.begins : flag.ends], flag.reason)]
        at = flag.ends
    return [piece for piece in (*cut, Piece(text[at:])) if piece.words]


def without_what_is_flagged(text: str, flags: Sequence[Flag]) -> str:
    """The text with `TAKEN_OUT` in the place of each flag: a proposal for whoever redacts."""
    said = "".join(TAKEN_OUT if piece.reason else piece.words for piece in pieces(text, flags))
    return re.sub(rf"{re.escape(TAKEN_OUT)}(?: {re.escape(TAKEN_OUT)})+", TAKEN_OUT, said)


def _apart(found: list[Flag]) -> list[Flag]:
    kept: list[Flag] = []
    for flag in found:
        if all(flag.ends <= other.begins or other.ends <= flag.begins for other in kept):
            kept.append(flag)
    return sorted(kept, key=lambda flag: flag.begins)


def _words(text: str) -> list[_Word]:
    found = []
    for match in _WORD.finditer(text):
        before = text[: match.start()].rstrip(" \t'")
        is_first = not before or before[-1] in _ENDS or text[: match.start()].rstrip(" \t")[-1:] == "\n"
        found.append(_Word(match.group(), *match.span(), is_first=is_first))
    return found


def _names_somebody(words: Sequence[_Word], place: int, people: People, *, is_shouting: bool) -> Reason | None:
    word = words[place]
    before = words[place - 1] if place and not word.is_first else None
    after = words[place + 1] if place + 1 < len(words) and not words[place + 1].is_first else None
    if _is_of_ours(word, before, after, people):
        return Reason.COLLEAGUE
    if before and before.small in TITLES and before.is_large and word.is_large and not _is_fields(word):
        return Reason.TITLE
    if _follows_a_relation(words, place):
        return Reason.RELATION
    if after and word.is_large and not _is_fields(word) and not word.is_shouted and _is_family(word, before, after):
        return Reason.FAMILY
    return Reason.NAME if _is_written_as_a_name(word, is_shouting=is_shouting) else None


def _is_of_ours(word: _Word, before: _Word | None, after: _Word | None, people: People) -> bool:
    small = word.small
    if not people.has(small) or len(small) < 2:
        return False
    beside = [each.small for each in (before, after) if each]
    if any(people.has_both(small, other) for other in beside):
        return True
    if not is_known(small) or small in NAMES_FIRST:
        return word.is_large or len(small) > 2
    return word.is_large and not word.is_first and small not in CAPITALS | FIELD


def _follows_a_relation(words: Sequence[_Word], place: int) -> bool:
    """ "her son Jack", "the child, Jaden", "a boy called jack"; not "the Child Protection Plan"."""
    word, relation = words[place], place - 1
    if word.is_first or word.is_shouted or _is_fields(word):
        return False
    while relation >= 0 and words[relation].small in _BETWEEN and words[relation].small not in RELATIONS:
        relation -= 1
    if relation < 0 or words[relation].small not in RELATIONS or words[relation].is_owner:
        return False
    is_a_sentences = relation + 1 < place and words[relation + 1].small in ("is", "was")
    if word.is_large:
        return not words[relation].is_large or words[relation].is_first or not is_known(word.small)
    if is_a_sentences:
        return False
    return len(word.small) > 2 and (not is_known(word.small) or word.small in NAMES_FIRST)


def _is_family(word: _Word, before: _Word | None, after: _Word) -> bool:
    """ "the Green family", "Jack’s mum"."""
    if after.small in _OF_A_FAMILY and not after.is_large:
        return before is not None and before.small == "the"
    return word.is_owner and after.small in RELATIONS and (not word.is_first or not is_known(word.small))


def _is_fields(word: _Word) -> bool:
    return word.small in FIELD or word.small in CAPITALS


def _is_written_as_a_name(word: _Word, *, is_shouting: bool) -> bool:
    """With a capital, and no plain word; or one that people are called by, where no sentence begins."""
    small = word.small
    if not word.is_large or len(small) < 2 or small in TITLES:
        return False
    if word.is_shouted:
        is_abbreviation = not is_shouting and len(small) <= _LONGEST_ABBREVIATION
        return not is_abbreviation and not is_known(small)
    if not is_known(small):
        return True
    return small in NAMES_FIRST if word.is_first else small in NAMES_TOO and small in plain_words()


_LONGEST_ABBREVIATION = 6
