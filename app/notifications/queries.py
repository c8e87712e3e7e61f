"""Reads of the outbox."""

from sqlalchemy import func, select

from app.database import db
from app.notifications.models import Message, MessageState


def messages(state: MessageState | None = None, *, page: int = 1, per_page: int = 50) -> list[Message]:
    """The newest first, of one state or of all; one more than `per_page` says that there are further ones."""
    wanted = select(Message).order_by(Message.id.desc())
    if state:
        wanted = wanted.where(Message.state == state)
    return list(db.session.scalars(wanted.limit(per_page + 1).offset((page - 1) * per_page)))


def messages_to(email: str, *, how_many: int = 50) -> list[Message]:
    """The newest that went, or wait to go, to an address."""
    wanted = select(Message).where(Message.to_email == email).order_by(Message.id.desc()).limit(how_many)
    return list(db.session.scalars(wanted))


def message(message_id: int) -> Message | None:
    return db.session.get(Message, message_id)


def counts() -> dict[MessageState, int]:
    """How many messages there are in each state that occurs."""
    rows = db.session.execute(select(Message.state, func.count()).group_by(Message.state))
    return dict(rows.all())
