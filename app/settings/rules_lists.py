"""Lists of words that the office keeps: sectors, and why something is waived or cancelled.

A record holds an entry's key, which never changes; pages and figures show the name it has today. An entry that is in
use can be retired, so that it can't be chosen any more, but not removed.
"""

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from app.settings.rules import SettingsGroup, setting

LONGEST_KEY = 40


@dataclass(frozen=True)
class ListEntry:
    key: str
    name: str
    is_retired: bool = False


def entries(*names: str) -> tuple[ListEntry, ...]:
    """Those that Coursebook begins with: each is its own key."""
    return tuple(ListEntry(name, name) for name in names)


@dataclass(frozen=True)
class KeptList(SettingsGroup):
    """The entries in the order in which they are offered. As values they are plain: {"key": …, "name": …}.

    A name stands as it is written in the middle of a sentence; where it begins a line its first letter is made large.
    """

    ONE: ClassVar[str] = ""
    """What one entry is called."""

    BEGINS_WITH: ClassVar[tuple[ListEntry, ...]] = ()

    kept: list[dict[str, Any]] | None = setting("Entries", None)

    @property
    def all(self) -> list[ListEntry]:
        return list(self.BEGINS_WITH) if self.kept is None else [ListEntry(**each) for each in self.kept]

    @property
    def open(self) -> list[ListEntry]:
        """Those that can be chosen."""
        return [entry for entry in self.all if not entry.is_retired]

    def entry(self, key: str) -> ListEntry | None:
        return next((entry for entry in self.all if entry.key == key), None)

    def name_of(self, key: str | None) -> str:
        """What an entry is called today, as in a sentence. One that isn't listed is called by its key."""
        entry = self.entry(str(key)) if key else None
        return entry.name if entry else str(key or "")

    def label_of_entry(self, key: str | None) -> str:
        """The same where it begins a line."""
        return with_a_large_letter(self.name_of(key))

    def key_of(self, words: str) -> str | None:
        """The key of the entry that goes by this name or key, whatever its case; None where there is none."""
        said = " ".join(words.casefold().split())
        by_name = {entry.name.casefold(): entry.key for entry in self.all}
        return by_name.get(said) or {entry.key.casefold(): entry.key for entry in self.all}.get(said)

    def choices(self, *, also: str | None = None) -> list[tuple[str, str]]:
        """What a form offers: the open ones, and one that a record holds already."""
        offered = [entry for entry in self.all if not entry.is_retired or entry.key == also]
        return [(entry.key, with_a_large_letter(entry.name)) for entry in offered]

    def holding(self, listed: list[ListEntry]) -> Self:
        """The list with these entries."""
        return replace(self, kept=[vars(entry) for entry in listed])

    def keeping(self, keys: set[str], known: "KeptList") -> Self:
        """This list with every entry that records hold: one that it lacks is added, retired, by the name it had."""
        missing = sorted(keys - {entry.key for entry in self.all})
        if not missing:
            return self
        return self.holding([*self.all, *(ListEntry(key, known.name_of(key), is_retired=True) for key in missing)])

    def new_key(self, name: str) -> str:
        """For an entry that is added: its name, and a number behind it where another has that key already."""
        key, taken = name.lower()[:LONGEST_KEY].strip(), {entry.key for entry in self.all}
        tries = [key, *(f"{key[: LONGEST_KEY - 4]} {number}" for number in range(2, 1000))]
        return next(each for each in tries if each not in taken)


def with_a_large_letter(words: str) -> str:
    """Social care of "social care"; NHS stays NHS."""
    return words[:1].upper() + words[1:]


@dataclass(frozen=True)
class Sectors(KeptList):
    NAME: ClassVar[str] = "sectors"
    TITLE: ClassVar[str] = "Sectors"
    ONE: ClassVar[str] = "sector"
    BEGINS_WITH: ClassVar[tuple[ListEntry, ...]] = entries(
        *("social care", "police", "health", "education", "voluntary and faith", "private provider", "justice"),
        *("elected members", "other"),
    )


@dataclass(frozen=True)
class WaiverReasons(KeptList):
    NAME: ClassVar[str] = "waiver-reasons"
    TITLE: ClassVar[str] = "Why a charge is waived"
    ONE: ClassVar[str] = "reason"
    BEGINS_WITH: ClassVar[tuple[ListEntry, ...]] = entries(
        *("sickness", "bereavement", "court attendance", "an urgent case", "technical trouble joining"),
        *("our mistake", "another reason"),
    )


@dataclass(frozen=True)
class CancelReasons(KeptList):
    NAME: ClassVar[str] = "cancel-reasons"
    TITLE: ClassVar[str] = "Why we cancel a session"
    ONE: ClassVar[str] = "reason"
    BEGINS_WITH: ClassVar[tuple[ListEntry, ...]] = entries("lack of interest", "trainer ill", "weather", "other")


NEEDED_ENTRIES = {
    "sectors": {"other"},
    "waiver-reasons": {"another reason"},
    "cancel-reasons": {"other"},
}
"""Entries that the software itself uses: they can be renamed, and neither retired nor removed."""
