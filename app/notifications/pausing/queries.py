"""Whether mail is held back, and what would leave."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, not_, or_, select

from app.core.database import db
from app.notifications.models import WAITING, LetterKind, Message, MessageState
from app.notifications.pausing import rules
from app.notifications.pausing.models import MailPause


@dataclass(frozen=True)
class LettersDue:
    """What is due of one kind: how many letters, since when the oldest, and how many had been due before a moment."""

    kind: LetterKind
    how_many: int
    oldest_due_at: datetime
    from_before: int

    @property
    def words(self) -> str:
        return rules.in_words(self.kind)


def current_pause() -> MailPause | None:
    """The one that stands; None while mail goes out."""
    return db.session.scalar(select(MailPause).where(MailPause.stands))


def what_is_due(at: datetime, *, before: datetime | None = None) -> list[LettersDue]:
    """All that leaves once mail starts, by kind, what is due for longest first. One query.

    `from_before` counts those that had been due before that moment.
    """
    oldest = func.min(Message.next_attempt_at)
    earlier = func.sum(case((Message.next_attempt_at < (before or at), 1), else_=0))
    wanted = (
        select(Message.kind, func.count(), oldest, earlier)
        .where(is_due(at))
        .group_by(Message.kind)
        .order_by(oldest, Message.kind)
    )
    return [LettersDue(*row) for row in db.session.execute(wanted)]


def oldest_due_at(at: datetime) -> datetime | None:
    """Since when the letter that is due for longest is so; None where nothing is due."""
    return min((letters.oldest_due_at for letters in what_is_due(at)), default=None)


def is_due(at: datetime) -> ColumnElement[bool]:
    """It waits and its time has come and not passed, or whoever was sending it is gone."""
    waits = and_(Message.state.in_(WAITING), Message.next_attempt_at <= at)
    left_behind = and_(Message.state == MessageState.SENDING, Message.lease_until <= at)
    return and_(or_(waits, left_behind), or_(Message.stale_at.is_(None), not_(Message.is_stale(at))))
