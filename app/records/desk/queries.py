"""Finding a person, and what the office has noted about them."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.accounts.models import Agency, User
from app.booking.models import Booking
from app.booking.states import LIVE
from app.charging.models import Charge
from app.core.database import db
from app.core.searching import plain
from app.records.desk.models import PersonNote

MOST_FOUND = 50


@dataclass(frozen=True)
class Found:
    """A line of what a search found."""

    person: User
    agency: str
    bookings: int


def find(words: str) -> list[Found]:
    """People in whose name, address or agency each of the words occurs, by name; at most MOST_FOUND.

    Accents and capitals make no difference, which no database's LIKE promises; so the names are read and compared here.
    """
    wanted = plain(words).split()
    if not wanted:
        return []
    everybody = db.session.execute(
        select(User.id, User.name, User.email, func.coalesce(Agency.name, ""))
        .outerjoin(Agency, Agency.id == User.agency_id)
        .order_by(User.name, User.id)
    )
    found = [
        person_id
        for person_id, *said in everybody
        if all(any(word in text for text in map(plain, said)) for word in wanted)
    ]
    return _lines(found[: MOST_FOUND + 1])


def _lines(person_ids: list[int]) -> list[Found]:
    standing = select(func.count()).where(Booking.practitioner_id == User.id, Booking.state.in_(LIVE)).scalar_subquery()
    rows = db.session.execute(
        select(User, func.coalesce(Agency.name, ""), standing)
        .outerjoin(Agency, Agency.id == User.agency_id)
        .where(User.id.in_(person_ids))
        .order_by(User.name, User.id)
    )
    return [Found(person, agency, bookings) for person, agency, bookings in rows]


def notes_about(person: User) -> list[tuple[PersonNote, str]]:
    """What the office has noted, the newest first, each with its writer's name."""
    writer = aliased(User)
    wanted = (
        select(PersonNote, writer.name)
        .join(writer, writer.id == PersonNote.written_by_id)
        .where(PersonNote.user_id == person.id)
        .order_by(PersonNote.id.desc())
    )
    return [(note, name) for note, name in db.session.execute(wanted)]


def charges_about(person: User) -> list[Charge]:
    """What was proposed for this person's absences and cancellations, the newest first."""
    wanted = select(Charge).join(Charge.booking).where(Booking.practitioner_id == person.id)
    return list(db.session.scalars(wanted.order_by(Charge.id.desc())))
