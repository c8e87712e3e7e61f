"""Commands on venues and rooms, and the merging of free text into them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import advisory_lock, command, db
from app.programme.models_sessions import Delivery, TrainingSession
from app.programme.models_venues import Venue, VenueRoom, key_of
from app.programme.venues import queries
from app.programme.venues.refusals import NothingToMerge, RoomInUse, RoomNameTaken, VenueNameTaken

LOCK = "venues"


@dataclass(frozen=True)
class VenueDetails:
    """What a venue is; `usual_pence` is what a day there usually costs, None where that isn't known."""

    name: str
    address: str = ""
    postcode: str = ""
    map_address: str = ""
    access: str = ""
    parking: str = ""
    joining_notes: str = ""
    usual_pence: int | None = None
    is_retired: bool = False


@command
def add_venue(details: VenueDetails, *, by: User, at: datetime) -> Venue:
    """Raises VenueNameTaken."""
    advisory_lock(LOCK)
    _name_must_be_free(details.name, None)
    venue = Venue(created_at=at)
    _describe(venue, details)
    db.session.add(venue)
    audit.write(Verb.ADDED_VENUE, venue, by=by, at=at)
    return venue


@command
def edit_venue(venue: Venue, details: VenueDetails, *, by: User, at: datetime) -> None:
    """Sessions there are called by its new name from now on. Raises VenueNameTaken."""
    advisory_lock(LOCK)
    _name_must_be_free(details.name, venue)
    _describe(venue, details)
    _call_sessions(venue)
    audit.write(Verb.EDITED_VENUE, venue, by=by, at=at)


@command
def add_room(venue: Venue, *, name: str, capacity: int, by: User, at: datetime) -> VenueRoom:
    """Raises RoomNameTaken."""
    advisory_lock(LOCK)
    _room_must_be_free(venue, name, None)
    room = VenueRoom(venue=venue, capacity=capacity)
    room.call(name)
    db.session.add(room)
    audit.write(Verb.ADDED_ROOM, venue, by=by, at=at, room=name)
    return room


@command
def edit_room(room: VenueRoom, *, name: str, capacity: int, by: User, at: datetime) -> None:
    """Sessions in it are called by its new name. Raises RoomNameTaken."""
    advisory_lock(LOCK)
    _room_must_be_free(room.venue, name, room)
    room.call(name)
    room.capacity = capacity
    _call_sessions(room.venue)
    audit.write(Verb.EDITED_ROOM, room.venue, by=by, at=at, room=name)


@command
def remove_room(room: VenueRoom, *, by: User, at: datetime) -> None:
    """Raises RoomInUse."""
    advisory_lock(LOCK)
    if queries.uses_of(room):
        raise RoomInUse
    audit.write(Verb.REMOVED_ROOM, room.venue, by=by, at=at, room=room.name)
    room.venue.rooms.remove(room)


@command
def merge_free_text(words: Collection[str], into: Venue, *, by: User, at: datetime) -> int:
    """Sessions whose venue is one of these spellings are held at this record from now on: how many.

    Nobody is written to: it is the place that they were told, by its full name. Raises NothingToMerge.
    """
    advisory_lock(LOCK)
    same = (
        TrainingSession.venue_id.is_(None),
        TrainingSession.delivery != Delivery.VIRTUAL,
        TrainingSession.venue.in_(words),
    )
    how_many = queries.how_many_with(words)
    if not how_many:
        raise NothingToMerge
    merged = update(TrainingSession).where(*same).values(venue_id=into.id, venue=into.name)
    db.session.execute(merged)
    audit.write(Verb.MERGED_VENUE, into, by=by, at=at, sessions=how_many, words=" · ".join(sorted(words)))
    return how_many


def _describe(venue: Venue, details: VenueDetails) -> None:
    for name, value in vars(details).items():
        if name != "name":
            setattr(venue, name, value)
    venue.call(details.name)


def _call_sessions(venue: Venue) -> None:
    """What a session says of its place follows the records."""
    here = TrainingSession.venue_id == venue.id
    in_none = update(TrainingSession).where(
        here, TrainingSession.room_id.is_(None), TrainingSession.venue != venue.name
    )
    db.session.execute(in_none.values(venue=venue.name))
    for room in venue.rooms:
        of_room = update(TrainingSession).where(
            here, TrainingSession.room_id == room.id, TrainingSession.venue != room.called
        )
        db.session.execute(of_room.values(venue=room.called))


def _name_must_be_free(name: str, besides: Venue | None) -> None:
    if queries.venue_named(name) not in (None, besides):
        raise VenueNameTaken


def _room_must_be_free(venue: Venue, name: str, besides: VenueRoom | None) -> None:
    if any(room.name_key == key_of(name) for room in venue.rooms if room is not besides):
        raise RoomNameTaken
