"""Letters of the demo's past: no server took them, and nothing waits to send them now."""

from datetime import datetime

from sqlalchemy import update

from app.core.database import db
from app.notifications.models import LetterKind, Message, MessageState


def have_been_sent(*kinds: LetterKind, before: datetime) -> None:
    """Those of these kinds (of every kind, where none is named) that waited, as if each had left when it was due."""
    waiting = [Message.state == MessageState.QUEUED, Message.next_attempt_at < before]
    if kinds:
        waiting.append(Message.kind.in_(kinds))
    left = {"state": MessageState.SENT, "sent_at": Message.next_attempt_at}
    db.session.execute(update(Message).where(*waiting).values(**left))
