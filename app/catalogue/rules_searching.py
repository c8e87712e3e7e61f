"""What a search finds: all of its words, in any order, each forgiven a slip of the finger."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import OSA

from app.core.searching import plain
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession

TEXTS_KEPT = 4096
"""Of so many courses and sessions the plain words are kept: a text that is changed is another text."""

SLIPS_OF_A_SHORT_WORD, SLIPS_OF_A_LONG_WORD = 1, 2
SHORTEST_WITH_A_SLIP, LONG = 4, 8
"""Letters of a word that is forgiven one slip, and of one that is forgiven two."""

MEANT_SHOWN = 3


@dataclass(frozen=True)
class Search:
    """What was asked for, read beside what there is to find.

    `words` holds the spellings of each word that was typed: any of them will do. `slips` has the words that nothing
    says, each with those that were meant.
    """

    words: tuple[tuple[str, ...], ...] = ()
    slips: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def slips_in_words(self) -> dict[str, str]:
        """Each with the likeliest of what was meant: “neglect”, or “train” or “trail”."""
        return {word: " or ".join(f"“{each}”" for each in meant[:MEANT_SHOWN]) for word, meant in self.slips.items()}

    def finds(self, text: str) -> bool:
        """Whether a text says each of the words: accents, capitals and plurals make no difference."""
        said = _plain(text)
        return all(any(spelling in said for spelling in spellings) for spellings in self.words)


def search_for(asked: str, texts: Iterable[str]) -> Search:
    """Reads the words that were typed. Only one that none of the texts says is taken for a slip."""
    said, words, slips = {_plain(text) for text in texts}, [], {}
    for word in plain(asked).split():
        spellings: tuple[str, ...] = (word, _singular(word))
        if not any(spelling in text for text in said for spelling in spellings):
            meant = _nearest(word, {each for text in said for each in _words_of(text)})
            if meant:
                spellings = slips[word] = meant
        words.append(spellings)
    return Search(tuple(words), slips)


def text_of_course(course: Course) -> str:
    return f"{course.title} {course.summary} {course.aims} {course.audience} {course.level}"


def text_of_session(session: TrainingSession) -> str:
    """With the place, and the Learning Week that it is part of."""
    week = session.learning_week
    return f"{text_of_course(session.course)} {session.where} {week.title if week else ''}"


def _nearest(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """The words that are as few slips away as any, and few enough; those of which it may be the beginning, too."""
    most = _slips_forgiven(word)
    distances = {each: _slips_between(word, each, most) for each in known} if most else {}
    fewest = min(distances.values(), default=most + 1)
    return tuple(sorted(each for each, slips in distances.items() if slips == fewest <= most))


def _slips_between(word: str, known: str, most: int) -> int:
    """A letter wrong, missing or too many, or two that changed places, is one slip."""
    whole = OSA.distance(word, known, score_cutoff=most)
    if len(word) < LONG or len(known) <= len(word):
        return whole
    beginning = OSA.distance(word, known[: len(word)], score_cutoff=SLIPS_OF_A_SHORT_WORD)
    return min(whole, beginning) if beginning <= SLIPS_OF_A_SHORT_WORD else whole


def _slips_forgiven(word: str) -> int:
    if len(word) < SHORTEST_WITH_A_SLIP or not word.isalpha():
        return 0
    return SLIPS_OF_A_LONG_WORD if len(word) >= LONG else SLIPS_OF_A_SHORT_WORD


def _singular(word: str) -> str:
    """The part that an English word has in common with its plural: famil, abus, course, child."""
    if len(word) > 4 and word.endswith(("ies", "y")):
        return re.sub("(ies|y)$", "", word)
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word.removesuffix("es")
    if word in ("child", "children"):
        return "child"
    return word.removesuffix("s") if len(word) > 3 and not word.endswith("ss") else word


@lru_cache(TEXTS_KEPT)
def _plain(text: str) -> str:
    return plain(text)


@lru_cache(TEXTS_KEPT)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]{3,}", text))
