"""What a search finds: all of its words, in any order, each forgiven a slip of the finger."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import OSA

from app.personal.rules_searching import plain
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
    says, each with those that were meant: a word that was meant is in something that all of the search finds.
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


def search_for(asked: str, texts: Iterable[str], *, among: Iterable[str] | None = None) -> Search:
    """Reads the words that were typed. Only one that none of the texts says is taken for a slip.

    What was meant is looked for `among` the texts that may be found, which are all unless told otherwise: of those that
    say every other word, where the fewest slips lead.
    """
    said = {_plain(text) for text in texts}
    may_be_found = said if among is None else {_plain(text) for text in among}
    typed = [(word, (word, _singular(word))) for word in _words_typed(plain(asked))]
    odd = [word for word, spellings in typed if not any(spelling in text for text in said for spelling in spellings)]
    if not odd:
        return Search(tuple(spellings for _, spellings in typed))
    right = Search(tuple(spellings for word, spellings in typed if word not in odd))
    slips = _what_was_meant(odd, [text for text in may_be_found if right.finds(text)])
    return Search(tuple(slips.get(word, spellings) for word, spellings in typed), slips)


def found_alone(asked: str, texts: Sequence[str]) -> dict[str, int]:
    """Of several words, those that find something by themselves, each with how much: what to go on with."""
    words = _words_typed(asked)
    counts = {word: sum(map(search_for(word, texts).finds, texts)) for word in words if len(words) > 1}
    return {word: count for word, count in counts.items() if count}


def _words_typed(asked: str) -> list[str]:
    """Each once; a comma between two is none of their letters."""
    return list(dict.fromkeys(filter(None, (word.strip(",;") for word in asked.split()))))


def text_of_course(course: Course) -> str:
    return f"{course.title} {course.summary} {course.aims} {course.audience} {course.level}"


def text_of_session(session: TrainingSession) -> str:
    """With the place, and the Learning Week that it is part of."""
    week = session.learning_week
    return f"{text_of_course(session.course)} {session.where} {week.title if week else ''}"


def _what_was_meant(odd: Iterable[str], texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each word that nothing says, the words of those texts that all of them lead to by the fewest slips.

    None of any where one leads nowhere: a correction that finds nothing is none.
    """
    words = {text: _words_of(text) for text in texts}
    known = frozenset().union(*words.values())
    near = {word: _near(word, known) for word in odd}
    ways: dict[int, dict[str, set[str]]] = {}
    for said in words.values():
        meant = {word: _fewest(slips, said) for word, slips in near.items()}
        if all(meant.values()):
            total = sum(near[word][next(iter(those))] for word, those in meant.items())
            for word, those in meant.items():
                ways.setdefault(total, {}).setdefault(word, set()).update(those)
    return {word: tuple(sorted(those)) for word, those in ways[min(ways)].items()} if ways else {}


def _near(word: str, known: Iterable[str]) -> dict[str, int]:
    """The words that are few enough slips away, each with how many; those of which it may be the beginning, too."""
    most = _slips_forgiven(word)
    distances = {each: _slips_between(word, each, most) for each in known} if most else {}
    return {each: slips for each, slips in distances.items() if slips <= most}


def _fewest(slips: Mapping[str, int], said: frozenset[str]) -> set[str]:
    """Of the words that a text says, those that are as few slips away as any."""
    there = said & slips.keys()
    fewest = min((slips[each] for each in there), default=0)
    return {each for each in there if slips[each] == fewest}


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
