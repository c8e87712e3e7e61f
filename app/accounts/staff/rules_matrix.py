"""Who may do what, as a table: worked out from what the views declare, so that it can't go stale."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.core.roles import Role

COLUMNS: tuple[tuple[Role | None, str], ...] = (
    (None, "Anybody"),
    (Role.PRACTITIONER, "Practitioner"),
    (Role.AGENCY_LEAD, "Agency lead"),
    (Role.TRAINER, "Trainer"),
    (Role.FINANCE, "Finance"),
    (Role.TRAINING_OFFICER, "Officer"),
    (Role.TRAINING_MANAGER, "Manager"),
)
"""Anybody is somebody who isn't signed in."""


@dataclass(frozen=True)
class ViewOpenTo:
    """One view: what it does in words, under which address, by which methods, and who may."""

    room: str
    name: str
    docstring: str
    address: str
    methods: frozenset[str]
    asks_for_proof: bool
    open_to: Mapping[Role | None, bool]

    @property
    def words(self) -> str:
        """Its name in words, and what its author says of it in a sentence."""
        said = " ".join(self.docstring.split("\n\n")[0].split())
        name = self.name.replace("_", " ").capitalize()
        return f"{name}: {said[0].lower()}{said[1:].removesuffix('.')}" if said else name

    @property
    def where(self) -> str:
        """Its address, with … for the number or name of whatever it shows."""
        return re.sub(r"<[^>]+>", "…", self.address)

    @property
    def does(self) -> str:
        """Whether it shows something, changes something, or both."""
        sees, sends = "GET" in self.methods, "POST" in self.methods
        return "see and change" if sees and sends else "change" if sends else "see"


@dataclass
class RoomOfViews:
    """The views of one room, under what the room is for."""

    room: str
    words: str
    views: list[ViewOpenTo] = field(default_factory=list)

    @property
    def title(self) -> str:
        """What the room is for in a few words: those before the colon."""
        return self.words.partition(": ")[0]

    @property
    def more(self) -> str:
        """What stands behind the colon, as a sentence; empty where there is none."""
        said = self.words.partition(": ")[2]
        return f"{said[:1].upper()}{said[1:]}." if said else ""


def by_room(views: Iterable[ViewOpenTo], words: Mapping[str, str]) -> list[RoomOfViews]:
    """In the order of `words`, which has the docstring of each room; in a room by address."""
    rooms = {room: RoomOfViews(room, said.splitlines()[0].removesuffix(".")) for room, said in words.items()}
    for view in sorted(views, key=lambda view: (view.address, view.does)):
        rooms[view.room].views.append(view)
    return [room for room in rooms.values() if room.views]
