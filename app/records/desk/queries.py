"""Finding a person, and what the office has noted about them."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import Agency, User
from app.booking.models import Booking
from app.booking.states import CLAIMS
from app.charging.models import Charge
from app.core.database import db
from app.personal.rules_searching import plain
from app.records.desk.models import PersonNote
from app.web.paging import Page, page_of

PER_PAGE = 50
ON_A_PAGE = 20
"""Of each list about one person."""


@dataclass(frozen=True)
class Found:
    """A line of what a search found."""

    person: User
    agency: str
    bookings: int


def find(words: str, *, page: int = 1) -> Page[Found]:
    """People in whose name, address or agency each of the words occurs, by name, a page at a time.

    Accents and capitals make no difference, which no database's LIKE promises: the words are compared with what the
    model keeps for it.
    """
    wanted = plain(words).split()
    if not wanted:
        return Page([], 1, has_next=False)
    agencies = [(agency_id, plain(name)) for agency_id, name in db.session.execute(select(Agency.id, Agency.name))]
    said = [_says(word, [agency_id for agency_id, name in agencies if word in name]) for word in wanted]
    known = select(User.id).where(~User.is_provisional, User.stands, *said)
    found = page_of(known.order_by(User.search_text), page=page, per_page=PER_PAGE)
    return found.showing(_lines(found.items))


def _says(word: str, agency_ids: list[int]) -> ColumnElement[bool]:
    """SQL: the word is in somebody's name or address, or they work for one of these."""
    is_said = User.search_text.contains(word, autoescape=True)
    return or_(is_said, User.agency_id.in_(agency_ids)) if agency_ids else is_said


def _lines(person_ids: list[int]) -> list[Found]:
    standing = (
        select(func.count()).where(Booking.practitioner_id == User.id, Booking.state.in_(CLAIMS)).scalar_subquery()
    )
    rows = db.session.execute(
        select(User, func.coalesce(Agency.name, ""), standing)
        .outerjoin(Agency, Agency.id == User.agency_id)
        .where(User.id.in_(person_ids))
        .order_by(User.search_text)
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
