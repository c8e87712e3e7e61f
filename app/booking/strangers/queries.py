"""How much is held for addresses that nobody has proved, and who is forgotten."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.sql.elements import SQLCoreOperations

from app.accounts.models import User
from app.booking.models import Booking
from app.booking.states import BookingState
from app.booking.strangers import rules
from app.core.database import db
from app.programme.models_sessions import TrainingSession


def may_hold(session: TrainingSession, client_address: str, *, at: datetime) -> bool:
    """Whether a place can be kept for another address that nobody has proved; else the code comes first."""
    if held_unproved(session, at=at) >= rules.most_held_of(session.places):
        return False
    return held_from(rules.network_of(client_address), at=at) < rules.MOST_HELD_FROM_ONE_NETWORK


def held_unproved(session: TrainingSession, *, at: datetime) -> int:
    """How many places of a session are kept while an address is confirmed."""
    return _how_many(Booking.session_id == session.id, Booking.state == BookingState.HELD, Booking.is_held(at))


def held_from(network: str, *, at: datetime) -> int:
    """How many places are kept for addresses typed in one network; none where that isn't known."""
    held = (Booking.held_from == network, Booking.state == BookingState.HELD, Booking.is_held(at))
    return _how_many(*held) if network else 0


def asked_from(network: str, *, at: datetime) -> int:
    """How many bookings wait for their code that were made in one network, with a place or without."""
    return _how_many(Booking.held_from == network, Booking.is_held(at)) if network else 0


def _how_many(*which: SQLCoreOperations[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(Booking).where(*which)) or 0


def strangers_without_a_hold(among: Sequence[int] | None = None) -> list[int]:
    """The numbers of provisional people, of these if any are named, all of whose bookings have lapsed."""
    theirs = exists().where(Booking.practitioner_id == User.id, Booking.state != BookingState.LAPSED)
    wanted = select(User.id).where(User.is_provisional, ~theirs)
    return list(db.session.scalars(wanted if among is None else wanted.where(User.id.in_(among))))


def bookings_of_people(person_ids: Sequence[int]) -> list[int]:
    return list(db.session.scalars(select(Booking.id).where(Booking.practitioner_id.in_(person_ids))))
