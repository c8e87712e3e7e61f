"""Which themes a comment may belong to, learned from the comments that the office has themed, and nothing else.

For each theme, every word gets a weight: the logarithm of how much more often it stands in comments under the theme
than in the office's other comments. A comment's weights are added to the theme's own odds (naive Bayes over the words
that are there); above even odds the theme is suggested, with the words that spoke for it. The same coding gives the
same suggestions. Nothing is put under a theme until somebody ticks it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import log

FEWEST = 8
"""Comments under a theme, and as many of others, before it is suggested at all."""

SPEAKS_FROM = 3
"""Comments under the theme that must have a word before it can be the reason of a suggestion."""

MOST_SUGGESTED = 3
REASONS = 3

SMOOTHING = 0.5
"""Added to every count, so that a word seen once proves nothing (Jeffreys' prior)."""

_SPEAKS = log(2)
"""A reason stands at least twice as often under the theme as elsewhere."""

_WORD = re.compile(r"[^\W\d_]{3,}(?:'[^\W\d_]+)?")
_LITTLE = (
    "the and for with that this was were are had has have not but you your our their they them his her its she him who "
    "what when where which how why will would could should can may more most much very all any some one two from into "
    "about than then there here been being did does done just also too own out over only other others it's i'm i've "
    "i'll don't didn't me my we us as at by on of to in is be or if an a so no do up"
)
_SAY_NOTHING = frozenset(_LITTLE.split())


@dataclass(frozen=True)
class Coded:
    """A comment that somebody has read, and the themes it was put under; none where none fitted."""

    words: str
    theme_ids: frozenset[int]


@dataclass(frozen=True)
class WordEvidence:
    """A word, and in how many comments it stands under the theme and elsewhere."""

    word: str
    under: int
    of_theme: int
    elsewhere: int
    of_others: int


@dataclass(frozen=True)
class Suggestion:
    """A theme for one comment, and the words that speak for it, the strongest first."""

    theme_id: int
    because: tuple[WordEvidence, ...]


@dataclass(frozen=True)
class Trial:
    """Of comments that are themed already: how often the theme would have been suggested, and how often rightly."""

    suggested: int
    right: int
    themed: int


@dataclass
class LearnedThemes:
    """What the words of the office's coded comments say about its themes."""

    coded: Sequence[Coded] = ()
    _in_all: Counter[str] = field(default_factory=Counter)
    _under: dict[int, Counter[str]] = field(default_factory=dict)
    _of_theme: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._words = [words_of(each.words) for each in self.coded]
        for each, words in zip(self.coded, self._words, strict=True):
            self._count(each, words, 1)

    def themed(self, theme_id: int) -> int:
        """Comments under it."""
        return self._of_theme[theme_id]

    def missing(self, theme_id: int) -> int:
        """Comments that it still needs before it is suggested; 0 where there are enough."""
        others = len(self.coded) - self._of_theme[theme_id]
        return max(FEWEST - self._of_theme[theme_id], FEWEST - others, 0)

    def suggestions(self, text: str, *, without: Iterable[int] = ()) -> list[Suggestion]:
        """The likeliest themes of a comment, but not those that it has."""
        return self._suggestions(words_of(text), len(self.coded), set(without))

    def strongest_words(self, theme_id: int, *, most: int = 8) -> list[WordEvidence]:
        """What would make a comment be suggested for a theme."""
        known = [word for word, count in self._under.get(theme_id, Counter()).items() if count >= SPEAKS_FROM]
        return self._reasons(theme_id, known, len(self.coded), most)

    def tried(self, *, most: int) -> dict[int, Trial]:
        """Each theme tried on the first of the coded comments, every one as if it weren't coded yet."""
        suggested: Counter[int] = Counter()
        right: Counter[int] = Counter()
        themed: Counter[int] = Counter()
        for each, words in list(zip(self.coded, self._words, strict=True))[:most]:
            self._count(each, words, -1)
            for suggestion in self._suggestions(words, len(self.coded) - 1, set()):
                suggested[suggestion.theme_id] += 1
                right[suggestion.theme_id] += suggestion.theme_id in each.theme_ids
            self._count(each, words, 1)
            themed.update(each.theme_ids)
        return {theme_id: Trial(suggested[theme_id], right[theme_id], themed[theme_id]) for theme_id in self._of_theme}

    def _count(self, each: Coded, words: frozenset[str], by: int) -> None:
        for word in words:
            self._in_all[word] += by
        for theme_id in each.theme_ids:
            self._of_theme[theme_id] += by
            counter = self._under.setdefault(theme_id, Counter())
            for word in words:
                counter[word] += by

    def _suggestions(self, words: frozenset[str], coded: int, without: set[int]) -> list[Suggestion]:
        found = []
        for theme_id, of_theme in self._of_theme.items():
            if theme_id in without or min(of_theme, coded - of_theme) < FEWEST:
                continue
            score = log(of_theme / (coded - of_theme)) + sum(
                self._weight(theme_id, word, coded) for word in sorted(words) if self._in_all[word] > 1
            )
            reasons = self._reasons(theme_id, words, coded, REASONS)
            if score > 0 and reasons:
                found.append((score, Suggestion(theme_id, tuple(reasons))))
        found.sort(key=lambda each: (-each[0], each[1].theme_id))
        return [suggestion for _, suggestion in found[:MOST_SUGGESTED]]

    def _reasons(self, theme_id: int, words: Iterable[str], coded: int, most: int) -> list[WordEvidence]:
        speak = [
            (weight, word)
            for word in words
            if self._under[theme_id][word] >= SPEAKS_FROM and (weight := self._weight(theme_id, word, coded)) >= _SPEAKS
        ]
        speak.sort(key=lambda each: (-each[0], each[1]))
        of_theme = self._of_theme[theme_id]
        return [
            WordEvidence(
                word,
                self._under[theme_id][word],
                of_theme,
                self._in_all[word] - self._under[theme_id][word],
                coded - of_theme,
            )
            for _, word in speak[:most]
        ]

    def _weight(self, theme_id: int, word: str, coded: int) -> float:
        of_theme, under = self._of_theme[theme_id], self._under[theme_id][word]
        others, elsewhere = coded - of_theme, self._in_all[word] - under
        return log((under + SMOOTHING) / (of_theme + 2 * SMOOTHING)) - log(
            (elsewhere + SMOOTHING) / (others + 2 * SMOOTHING)
        )


def words_of(text: str) -> frozenset[str]:
    """The different words of a comment that may tell its theme."""
    return frozenset(_WORD.findall(text.casefold().replace("’", "'"))) - _SAY_NOTHING
