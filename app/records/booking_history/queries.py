"""What was done to a booking and what was sent about it, to show it: nothing is decided by it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from app.accounts.models import User
from app.audit.models import AuditEntry
from app.booking.models import Booking
from app.charging.models import Charge
from app.core.database import db
from app.notifications.models import Message
from app.records.audit_trail.rules import facts_in_words


@dataclass(frozen=True)
class HistoryLine:
    """One thing that happened: a deed, with who did it and what it says, or a letter, with how it stands."""

    at: datetime
    what: str
    by: User | None = None
    facts: tuple[str, ...] = ()
    message: Message | None = None


def history_of(booking: Booking) -> list[HistoryLine]:
    """The newest first: what was done to it and to charges for it, and every letter about it."""
    return sorted([*_deeds(booking), *_letters(booking)], key=lambda line: line.at, reverse=True)


def _deeds(booking: Booking) -> Iterator[HistoryLine]:
    charges = list(db.session.scalars(select(Charge.id).where(Charge.booking_id == booking.id)))
    about = or_(
        and_(AuditEntry.record_type == "Booking", AuditEntry.record_id == booking.id),
        and_(AuditEntry.record_type == "Charge", AuditEntry.record_id.in_(charges)),
    )
    wanted = select(AuditEntry, User).outerjoin(User, User.id == AuditEntry.actor_id).where(about)
    for entry, actor in db.session.execute(wanted.order_by(AuditEntry.at, AuditEntry.id)):
        facts = tuple(line.in_words for line in facts_in_words(entry.data))
        yield HistoryLine(entry.at, entry.verb.value, actor, facts)


def _letters(booking: Booking) -> Iterator[HistoryLine]:
    """Those about it alone; one that confirmed several bookings together is about the first of them."""
    abouts = (booking.about, f"{booking.about}-days", f"together-{booking.id}")
    for message in db.session.scalars(select(Message).where(Message.subject_key.in_(abouts)).order_by(Message.id)):
        yield HistoryLine(message.created_at, message.masked_subject(), message=message)
