"""Messages as they are sent."""

from sqlalchemy import select

from app.core.database import db
from app.notifications.delivery.emails import MAIL_IS_MADE_OF
from app.notifications.models import Message


def copies_of(batch: list[int]) -> list[Message]:
    """The messages as mail is made of them, which never changes; a record would be read anew after each commit."""
    rows = db.session.execute(select(*MAIL_IS_MADE_OF).where(Message.id.in_(batch)).order_by(Message.id))
    return [Message(**row._mapping) for row in rows]
