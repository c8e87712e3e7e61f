"""What came back, and how far the mailbox has been read."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class BounceKind(StrEnum):
    """What a mail that a machine sent back says."""

    PERMANENT = "permanent"
    TEMPORARY = "temporary"
    MAILBOX_FULL = "mailbox full"
    POLICY = "policy"
    COMPLAINT = "complaint"
    DELAYED = "delayed"
    AUTOMATIC = "automatic reply"


class Bounce(Base):
    """One mail that a machine sent back: about which address, and what the server said. Nothing else of it is kept.

    `digest` is that of the mail itself, so that reading it twice changes nothing.
    """

    __tablename__ = "bounce"
    __table_args__ = (Index(None, "to_email", "received_at"),)

    digest: Mapped[str] = mapped_column(String(64), unique=True)
    received_at: Mapped[datetime]
    kind: Mapped[BounceKind]
    to_email: Mapped[str] = mapped_column(String(254))
    status: Mapped[str] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(String(300))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)


class BounceMailbox(Base):
    """How far a mailbox was read, or why it couldn't be: what a person wrote stays unread, so "unread" doesn't tell.

    Numbers of mails count up for as long as `uid_validity` stays the same (RFC 3501 2.3.1.1).
    """

    __tablename__ = "bounce_mailbox"

    name: Mapped[str] = mapped_column(String(600), unique=True)
    uid_validity: Mapped[int] = mapped_column(BigInteger, default=0)
    last_uid: Mapped[int] = mapped_column(BigInteger, default=0)
    read_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(String(300), default="")

    def read_up_to(self, uid: int, *, uid_validity: int, at: datetime) -> None:
        self.last_uid, self.uid_validity, self.read_at, self.last_error = uid, uid_validity, at, ""
