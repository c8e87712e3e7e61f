"""A trainer or a room that two sessions take at the same time."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.programme.models_sessions import Day, Delivery
from app.programme.models_venues import Venue, VenueRoom
from app.web.formatting import short_date, wall_time

Place = tuple[str, int]
"""A room, or a whole venue that has none: ("room", its number) or ("venue", its number)."""


class TakenTwice(StrEnum):
    TRAINER = "trainer"
    ROOM = "room"


@dataclass(frozen=True)
class CheckedVenue:
    """A venue, read beside many sessions; `rooms` says whether it has any on record."""

    id: int
    name: str
    rooms: bool


@dataclass(frozen=True)
class CheckedRoom:
    """A room, `called` with its venue: "Garden Room, Town Hall"."""

    id: int
    called: str
    capacity: int


def place_taken(
    delivery: Delivery, venue: Venue | CheckedVenue | None, room: VenueRoom | CheckedRoom | None
) -> tuple[Place | None, str]:
    """A room; or the whole venue, where it has no rooms on record. None online, or where it can't be told."""
    if delivery is Delivery.VIRTUAL or venue is None:
        return None, ""
    if room:
        return ("room", room.id), room.called
    return (None, "") if venue.rooms else (("venue", venue.id), venue.name)


@dataclass(frozen=True)
class Occupation:
    """What a session takes, or one that is only planned: its days, trainers by their numbers, and a place.

    One that isn't kept yet has no `session_id`.
    """

    title: str
    days: Sequence[Day]
    trainers: Mapping[int, str] = field(default_factory=dict)
    place: Place | None = None
    place_name: str = ""
    session_id: int | None = None
    is_draft: bool = False


@dataclass(frozen=True)
class DoubleUse:
    """A clash: somebody or something is taken at the same time by another session, on this day of the other."""

    kind: TakenTwice
    what: str
    other: Occupation
    day: Day

    @property
    def words(self) -> str:
        """Ann Lee also teaches Complex neglect, Thu 3 Dec 2026, 9:30am to 1:30pm."""
        also = "also teaches" if self.kind is TakenTwice.TRAINER else "is also taken by"
        when = f"{short_date(self.day.on)}, {wall_time(self.day.starts)} to {wall_time(self.day.ends)}"
        return f"{self.what} {also} {self.other.title}, {when}{' (a draft)' if self.other.is_draft else ''}"


def clashes_among(planned: Sequence[Occupation], others: Sequence[Occupation]) -> list[list[DoubleUse]]:
    """What each of the planned clashes with, in the same order: among the others, and among the planned themselves.

    A session doesn't clash with itself: as it stands among the others it gives way to what is planned for it.
    """
    ours = {occupation.session_id for occupation in planned if occupation.session_id is not None}
    held = [*planned, *(other for other in others if other.session_id not in ours)]
    by_date: dict[date, list[tuple[Occupation, Day]]] = defaultdict(list)
    for occupation in held:
        for day in occupation.days:
            by_date[day.on].append((occupation, day))
    return [_clashes_of(occupation, by_date) for occupation in planned]


def _clashes_of(wanted: Occupation, by_date: Mapping[date, list[tuple[Occupation, Day]]]) -> list[DoubleUse]:
    found = []
    for day in wanted.days:
        for other, at in by_date[day.on]:
            if other is not wanted and at.starts < day.ends and day.starts < at.ends:
                found += [
                    DoubleUse(TakenTwice.TRAINER, name, other, at)
                    for number, name in wanted.trainers.items()
                    if number in other.trainers
                ]
                if wanted.place is not None and wanted.place == other.place:
                    found.append(DoubleUse(TakenTwice.ROOM, wanted.place_name, other, at))
    return found
