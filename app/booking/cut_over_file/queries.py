"""What of a file Coursebook holds already."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import TypeVar

from sqlalchemy import select

from app.accounts.models import User
from app.booking.cut_over_file.models import BroughtBooking, BroughtSession, ComingOver
from app.booking.models import Booking
from app.core.database import db
from app.programme.models_sessions import TrainingSession

AT_ONCE = 500
T = TypeVar("T")

SessionKey = tuple[str, datetime]
"""The title of a course without capitals, and a start: what a session is known by in a file."""


def standing_sessions(keys: Collection[SessionKey]) -> dict[SessionKey, TrainingSession]:
    """The sessions of a file that are there: those that came over under that key before, or have it in the programme.

    One that came over is found though it was moved or renamed since.
    """
    found: dict[SessionKey, TrainingSession] = {}
    for starts in _batches({starts_at for _, starts_at in keys}):
        of_the_programme = select(TrainingSession).where(TrainingSession.starts_at.in_(starts))
        for session in db.session.scalars(of_the_programme.order_by(TrainingSession.id)):
            found[session.title.casefold(), session.starts_at] = session
        for brought in db.session.scalars(select(BroughtSession).where(BroughtSession.starts_at.in_(starts))):
            found[brought.title_key, brought.starts_at] = brought.session
    return {key: found[key] for key in keys if key in found}


def people_by_address(emails: Collection[str]) -> dict[str, User]:
    """Whoever has these addresses, or had them and was merged; those whose address nobody has proved, too."""
    return {
        user.email: user.surviving
        for some in _batches(emails)
        for user in db.session.scalars(select(User).where(User.email.in_(some)))
    }


def bookings_there(session_ids: Collection[int]) -> dict[tuple[int, int], list[Booking]]:
    """All that people have, or had, on these sessions, by session and person; the latest last."""
    found: dict[tuple[int, int], list[Booking]] = {}
    for some in _batches(session_ids):
        for booking in db.session.scalars(select(Booking).where(Booking.session_id.in_(some)).order_by(Booking.id)):
            found.setdefault((booking.session_id, booking.practitioner_id), []).append(booking)
    return found


def brought_before(booking_ids: Collection[int]) -> set[int]:
    """Of these bookings, those that an import made."""
    return {
        booking_id
        for some in _batches(booking_ids)
        for booking_id in db.session.scalars(
            select(BroughtBooking.booking_id).where(BroughtBooking.booking_id.in_(some))
        )
    }


def import_of(digest: str) -> ComingOver | None:
    """The import of the same cells, if it stands."""
    wanted = select(ComingOver).where(ComingOver.digest == digest, ComingOver.undone_at.is_(None))
    return db.session.scalar(wanted.limit(1))


def _batches(things: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(things)
    while some := list(islice(rest, AT_ONCE)):
        yield some
