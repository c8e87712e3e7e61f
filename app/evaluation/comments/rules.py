"""What share of the people who wrote something say a thing, and what has been taken out of their words."""

from dataclasses import dataclass

from app.web.formatting import share


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
