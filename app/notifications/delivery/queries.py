"""What is to be sent now, and messages as they are sent."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select

from app.core.database import db
from app.notifications.delivery.emails import MAIL_IS_MADE_OF
from app.notifications.models import LEASE, Message, MessageState, Priority


def has_work(up_to: Priority, *, with_left_behind: bool, at: datetime) -> bool:
    """Whether anything of this priority, or more urgent, is to be sent now."""
    to_do = [waiting(up_to, at), *([left_behind(at)] if with_left_behind else [])]
    return any(db.session.scalar(select(exists().where(which))) for which in to_do)


def is_stale(*, at: datetime) -> bool:
    """Whether anything that waits has missed its time."""
    return any(db.session.scalar(select(exists().where(which))) for which in (stale_waiting(at), stale_left_behind(at)))


def waiting(up_to: Priority, at: datetime) -> ColumnElement[bool]:
    """SQL: queued, or to be tried again, and its next try has come."""
    return and_(Message.waits, Message.priority <= up_to, Message.next_attempt_at <= at)


def left_behind(at: datetime) -> ColumnElement[bool]:
    """SQL: a process that had it in hand has said nothing of it for the time of a lease.

    A lease that would last longer than any was written before our clock was set back: nobody waits for that. Clocks of
    several machines may differ by as much as a lease.
    """
    is_over = or_(Message.lease_until <= at, Message.lease_until > at + 2 * LEASE)
    return and_(Message.state == MessageState.SENDING, is_over)


def stale_waiting(at: datetime) -> ColumnElement[bool]:
    return and_(Message.waits, Message.is_stale(at))


def stale_left_behind(at: datetime) -> ColumnElement[bool]:
    return and_(left_behind(at), Message.is_stale(at))


def copies_of(batch: Sequence[int]) -> list[Message]:
    """The messages as mail is made of them, which never changes, in the order of their numbers in the batch; a record
    would be read anew after each commit."""
    rows = db.session.execute(select(*MAIL_IS_MADE_OF).where(Message.id.in_(batch)))
    of_number = {row.id: Message(**row._mapping) for row in rows}
    return [of_number[number] for number in batch if number in of_number]
