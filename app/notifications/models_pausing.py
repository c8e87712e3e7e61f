"""Mail held back, and started again."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base

_stands = text("stands")


class PauseReason(StrEnum):
    RESTORED = "restored from a backup"
    DOWNTIME = "was off for a long time"
    OFFICE = "held back by hand"


class MailPause(Base):
    """A time in which no mail leaves. It stands until somebody starts mail; only one can."""

    __tablename__ = "mail_pause"
    __table_args__ = (
        Index("uq_mail_pause_one_stands", "stands", unique=True, sqlite_where=_stands, postgresql_where=_stands),
        CheckConstraint("stands = (started_at IS NULL)", name="stands_until_started"),
    )

    held_since: Mapped[datetime]
    reason: Mapped[PauseReason]
    stands: Mapped[bool] = mapped_column(default=True)
    started_at: Mapped[datetime | None]
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    def end(self, *, by: Base, at: datetime) -> None:
        """Mail goes out again."""
        self.stands, self.started_at, self.started_by_id = False, at, by.id
