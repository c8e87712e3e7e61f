"""What share of the people who wrote something say a thing, and what has been taken out of their words."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from app.web.formatting import share


class Said(NamedTuple):
    """One comment under one theme, or under none."""

    who: Hashable
    comment: int
    theme: tuple[int, str] | None


@dataclass(frozen=True)
class ThemeShare:
    """How many people say it, of those who wrote something, and in how many comments."""

    theme_id: int
    theme: str
    people: int
    of: int
    comments: int = 0

    @property
    def percent(self) -> int | None:
        """None where nobody wrote anything."""
        return share(self.people, self.of)


@dataclass(frozen=True)
class ThemeShares:
    """The themes of some comments, those of the most people first; `unthemed` comments have none yet."""

    people: int
    comments: int
    unthemed: int
    themes: tuple[ThemeShare, ...]


def shares_by_theme(said: Iterable[Said]) -> ThemeShares:
    """Each person counts once, and once with each of their themes, however much they wrote."""
    people: set[Hashable] = set()
    comments, themed = set(), set()
    with_theme: dict[tuple[int, str], set[Hashable]] = {}
    comments_with: dict[tuple[int, str], set[int]] = {}
    for who, comment, theme in said:
        people.add(who)
        comments.add(comment)
        if theme:
            themed.add(comment)
            with_theme.setdefault(theme, set()).add(who)
            comments_with.setdefault(theme, set()).add(comment)
    shares = [
        ThemeShare(*theme, len(whose), len(people), len(comments_with[theme])) for theme, whose in with_theme.items()
    ]
    by_people = sorted(shares, key=lambda share: (-share.people, share.theme.casefold()))
    return ThemeShares(len(people), len(comments), len(comments - themed), tuple(by_people))


SHORTEST_SEARCHED = 3
"""Letters of a word that can be searched for: an index of three letters finds it."""


def words_searched(words: str) -> list[str]:
    """Each must stand in a comment; what is too short to be found is left out."""
    return [word for word in words.split() if len(word) >= SHORTEST_SEARCHED]


def pattern_of(word: str) -> str:
    """For LIKE in small letters, with a backslash before what would mean something there.

    An apostrophe is found however it is written, and a letter with an accent as a small or a large one: any letter may
    stand in their place.
    """
    return "".join(_in_pattern(letter) for letter in word.lower())


def _in_pattern(letter: str) -> str:
    if letter in "'’" or not letter.isascii():
        return "_"
    return f"\\{letter}" if letter in "\\%_" else letter


def is_anything_taken_out(before: str, after: str) -> bool:
    """Whether what stood before can't be read any more; words set around it take nothing out."""
    return _plain(before) not in _plain(after)


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())
