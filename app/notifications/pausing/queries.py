"""What would leave."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from app.core.database import db
from app.notifications.models import LetterKind, Message
from app.notifications.rules import in_words


@dataclass(frozen=True)
class LettersDue:
    """What is due of one kind: how many letters, since when the oldest, and how many had been due before a moment."""

    kind: LetterKind
    how_many: int
    oldest_due_at: datetime
    from_before: int

    @property
    def words(self) -> str:
        return in_words(self.kind)


def what_is_due(at: datetime, *, before: datetime | None = None) -> list[LettersDue]:
    """All that leaves once mail starts, by kind, what is due for longest first. One query.

    `from_before` counts those that had been due before that moment.
    """
    oldest = func.min(Message.due_at)
    earlier = func.sum(case((Message.due_at < (before or at), 1), else_=0))
    wanted = (
        select(Message.kind, func.count(), oldest, earlier)
        .where(Message.is_due(at))
        .group_by(Message.kind)
        .order_by(oldest, Message.kind)
    )
    return [LettersDue(*row) for row in db.session.execute(wanted)]
