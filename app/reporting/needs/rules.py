"""Needs in people's own words, added up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.programme.models_sessions import TrainingSession


@dataclass(frozen=True)
class VenueDay:
    """A date at a venue: of its record, or known by its name alone (`venue_id` None)."""

    on: date
    venue: str
    venue_id: int | None = None
    sessions: int = 0
    expected: int = 0
    with_needs: int = 0

    @property
    def in_address(self) -> dict[str, str | int]:
        return {"on": self.on.isoformat(), **({"venue": self.venue_id} if self.venue_id else {"words": self.venue})}


@dataclass(frozen=True)
class SessionExpected:
    """How many people and confirmed trainers a session expects."""

    session: TrainingSession
    people: int
    trainers: int


@dataclass(frozen=True)
class NeedsOfDay:
    """What the people expected at a venue on a date need, most often first; nobody is named."""

    sessions: Sequence[SessionExpected]
    access: Sequence[tuple[str, int]]
    dietary: Sequence[tuple[str, int]]

    @property
    def people(self) -> int:
        return sum(each.people for each in self.sessions)

    @property
    def trainers(self) -> int:
        return sum(each.trainers for each in self.sessions)


def totals(said: Iterable[str]) -> list[tuple[str, int]]:
    """How many said the same, whatever its capitals, spaces and full stop: the most first, as it was written first."""
    words: dict[str, str] = {}
    counted: dict[str, int] = {}
    for each in said:
        plain = " ".join(each.split()).rstrip(". ")
        key = plain.casefold()
        if key:
            words.setdefault(key, plain[:1].upper() + plain[1:])
            counted[key] = counted.get(key, 0) + 1
    return sorted(((words[key], how_many) for key, how_many in counted.items()), key=lambda each: (-each[1], each[0]))
