"""Erasing a person. It can't be undone."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from app.accounts.models import User
from app.core.changes import in_batches
from app.core.database import advisory_lock, command, db
from app.notifications.services import put_in_place_of, withdraw_all_queued, withdraw_all_to
from app.personal.rules import DataSubject, PersonalTable
from app.records.certificates.services import withdraw_for_good
from app.records.erasing import queries, refusals, rules
from app.records.holdings import queries as holdings
from app.records.holdings.models import PersonRequest, RequestKind
from app.records.holdings.rules import PERSONAL
from app.records.holdings.services import Asked, note_request


@command
def erase_person(person: User, asked: Asked, *, by: User | None, at: datetime) -> PersonRequest:
    """The person goes; rows that figures count stay, under a pseudonym. `by` is None for retention.

    Nothing that waits to be sent to them is. Raises ErasedAlready, ErasesThemself, HasARole, BookingsStand or
    ChargesStand.
    """
    advisory_lock("enrol")
    must_be_erasable(person, by=by)
    subject = holdings.subject_of(person)
    put_in_place_of(queries.names_of(person, subject), subject.pseudonym, abouts=queries.shared_letters(person))
    withdraw_for_good(person, at=at)
    counts = _erase(subject)
    db.session.refresh(person)
    person.erased_at = at
    return note_request(RequestKind.ERASURE, asked, person=person, counts=counts, by=by, at=at)


@command
def erase_address(email: str, asked: Asked, *, by: User, at: datetime) -> PersonRequest:
    """Of somebody without a record: a line manager, a contact, a subscriber. Raises HasARecord."""
    advisory_lock("enrol")
    if db.session.scalar(select(User.id).where(User.email == email)):
        raise refusals.HasARecord
    counts = _erase(holdings.subject_of_address(email))
    return note_request(RequestKind.ERASURE, asked, person=None, counts=counts, by=by, at=at)


def must_be_erasable(person: User, *, by: User | None) -> None:
    """Raises ErasedAlready, ErasesThemself, HasARole, BookingsStand or ChargesStand."""
    if not person.stands:
        raise refusals.ErasedAlready
    if by is not None and by.id == person.id:
        raise refusals.ErasesThemself
    if person.is_staff:
        raise refusals.HasARole
    if queries.bookings_that_stand(person):
        raise refusals.BookingsStand
    if queries.open_charges(person):
        raise refusals.ChargesStand


def _erase(subject: DataSubject) -> dict[str, int]:
    """All that the rooms declare. Whose rows are whose is read first: erasing takes away what tells it."""
    db.session.flush()
    withdraw_all_queued(abouts=subject.records)
    withdraw_all_to(subject.emails)
    found = [(held, holdings.ids_of(held, subject)) for held in PERSONAL]
    counts: dict[str, int] = {}
    for held, numbers in found:
        for some in in_batches(numbers):
            _erase_rows(held, some, subject)
        if numbers:
            counts[held.title] = counts.get(held.title, 0) + len(numbers)
    db.session.expire_all()
    return counts


def _erase_rows(held: PersonalTable, numbers: Sequence[int], subject: DataSubject) -> None:
    table = held.table
    if held.goes:
        db.session.execute(delete(table).where(table.c.id.in_(numbers)))
        return
    if values := rules.values_after(held, pseudonym=subject.pseudonym):
        db.session.execute(update(table).where(table.c.id.in_(numbers)).values(values))
    if held.rewrites:
        for record in db.session.scalars(select(held.model).where(table.c.id.in_(numbers))):
            for name, rewrite in held.rewrites.items():
                setattr(record, name, rewrite(record))
        db.session.flush()
