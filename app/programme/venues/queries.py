"""Reads of venues, of the sessions there, and of venues that are free text as yet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import selectinload

from app.core.database import db
from app.programme.models_sessions import Delivery, TrainingSession
from app.programme.models_venues import Venue, VenueRoom, key_of
from app.web.paging import Page, page_of, page_of_rows


def venue(venue_id: int) -> Venue | None:
    return db.session.get(Venue, venue_id)


def room(room_id: int) -> VenueRoom | None:
    return db.session.get(VenueRoom, room_id)


def venue_named(name: str) -> Venue | None:
    """Whatever its spelling."""
    return db.session.scalar(select(Venue).where(Venue.name_key == key_of(name)))


def venues() -> list[Venue]:
    """By name, those that are retired last, with their rooms."""
    wanted = select(Venue).order_by(Venue.is_retired, Venue.name_key)
    return list(db.session.scalars(wanted.options(selectinload(Venue.rooms))))


def venues_to_choose(standing_id: int | None = None) -> list[Venue]:
    """Those that a session can be held at: the one it has, too, if that is retired since."""
    return [each for each in venues() if not each.is_retired or each.id == standing_id]


def place_chosen(venue_id: int, room_id: int | None) -> tuple[Venue, VenueRoom | None] | None:
    """The records; None where one isn't there, or the room is another venue's."""
    found, inside = venue(venue_id), room(room_id) if room_id else None
    if found is None or (room_id and (inside is None or inside.venue_id != venue_id)):
        return None
    return found, inside


def sessions_by_venue(*, at: datetime) -> dict[int, int]:
    """How many sessions are to come at each venue, by its number. Drafts too."""
    wanted = select(Venue.id, func.count()).join(TrainingSession, TrainingSession.venue_id == Venue.id)
    return {row[0]: row[1] for row in db.session.execute(wanted.where(*_to_come(at)).group_by(Venue.id))}


def sessions_to_come(venue: Venue, *, at: datetime, page: int = 1, per_page: int = 50) -> Page[TrainingSession]:
    """At this venue, the next first. Drafts too."""
    wanted = select(TrainingSession).where(TrainingSession.venue_id == venue.id, *_to_come(at))
    return page_of(wanted.order_by(TrainingSession.starts_at, TrainingSession.id), page=page, per_page=per_page)


def uses_of(room: VenueRoom) -> int:
    """How many sessions are or were held in it."""
    return db.session.scalar(select(func.count()).where(TrainingSession.room_id == room.id)) or 0


def _to_come(at: datetime) -> tuple[ColumnElement[bool], ...]:
    held = TrainingSession.venue_id.is_not(None), TrainingSession.delivery != Delivery.VIRTUAL
    return and_(*held), ~TrainingSession.has_ended(at), ~TrainingSession.is_cancelled


@dataclass(frozen=True)
class FreeTextVenue:
    """What stands as free text in so many sessions, of which so many are to come."""

    words: str
    sessions: int
    to_come: int


def free_text_venues(*, at: datetime, page: int = 1, per_page: int = 50) -> Page[FreeTextVenue]:
    """Each spelling by itself, by name."""
    is_to_come = case((~TrainingSession.has_ended(at), 1), else_=0)
    columns: tuple[Any, ...] = (TrainingSession.venue, func.count(), func.sum(is_to_come))
    wanted = (
        select(*columns)
        .where(*_as_free_text())
        .group_by(TrainingSession.venue)
        .order_by(func.lower(TrainingSession.venue), TrainingSession.venue)
    )
    found = page_of_rows(wanted, page=page, per_page=per_page)
    return Page([FreeTextVenue(*row) for row in found.items], found.number, found.has_next)


def has_free_text_venues() -> bool:
    return db.session.scalar(select(TrainingSession.id).where(*_as_free_text()).limit(1)) is not None


def sessions_with(words: Collection[str], *, page: int = 1, per_page: int = 50) -> Page[TrainingSession]:
    """Whose venue is one of these spellings, as free text: the latest first."""
    wanted = select(TrainingSession).where(*_as_free_text(), TrainingSession.venue.in_(words))
    wanted = wanted.order_by(TrainingSession.starts_at.desc(), TrainingSession.id)
    return page_of(wanted, page=page, per_page=per_page)


def how_many_with(words: Collection[str]) -> int:
    return db.session.scalar(select(func.count()).where(*_as_free_text(), TrainingSession.venue.in_(words))) or 0


def _as_free_text() -> tuple[ColumnElement[bool], ...]:
    held_there = TrainingSession.delivery != Delivery.VIRTUAL
    return TrainingSession.venue_id.is_(None), TrainingSession.venue != "", held_there
