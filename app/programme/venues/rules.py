"""How a venue is chosen in a form, and what is written of it in one way only."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from app.programme.models_venues import Venue
from app.web.formatting import count

MOST_PENCE = 2**31 - 1
"""What a database holds: some £21 million."""

_OF_THE_MAP = ("www.openstreetmap.org", "openstreetmap.org", "osm.org")
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})", re.ASCII)

Chosen = tuple[int | None, int | None]
"""The numbers of a venue and of a room in it."""


def is_on_the_map(address: str) -> bool:
    """Whether it is an address of OpenStreetMap."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and parts.netloc in _OF_THE_MAP


def written_postcode(given: str) -> str:
    """As it is written: "nb12cd" is "NB1 2CD". Raises ValueError for what is none."""
    found = _POSTCODE.fullmatch(" ".join(given.upper().split()))
    if not found:
        raise ValueError(given)
    return f"{found[1]} {found[2]}"


def choices(venues: Iterable[Venue], first: str = "None of these, or online") -> Iterator[tuple[str, str]]:
    """What can be chosen in a form, as a value and words: each venue, and each of its rooms after it."""
    yield "", first
    for venue in venues:
        yield value_of(venue.id, None), venue.name
        for room in venue.rooms:
            yield (
                value_of(venue.id, room.id),
                f"{venue.name}: {room.name}, holds {count(room.capacity, 'person', 'people')}",
            )


def value_of(venue_id: int | None, room_id: int | None) -> str:
    """ "12" for a venue, "12-34" for a room of it, empty for neither."""
    return "-".join(str(number) for number in (venue_id, room_id) if number is not None)


def chosen(value: str) -> Chosen:
    """What a value of `choices` stands for."""
    venue_id, _, room_id = value.partition("-")
    return int(venue_id) if venue_id else None, int(room_id) if room_id else None
