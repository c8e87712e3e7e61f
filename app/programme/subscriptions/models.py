"""What subscribers were told of, whatever becomes of the letters."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class Announcement(Base):
    """That a subscription was told of a session: `sequence` is the session's as it was told last."""

    __tablename__ = "announcement"
    __table_args__ = (UniqueConstraint("subscription_id", "session_id"),)

    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"), index=True)
    sequence: Mapped[int]
    told_at: Mapped[datetime]


class MonthlyInvitation(Base):
    """That a subscription to a series was sent the invitation of a month, given by its first day, in one version."""

    __tablename__ = "monthly_invitation"
    __table_args__ = (UniqueConstraint("subscription_id", "month", "version"),)

    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id"))
    month: Mapped[date]
    version: Mapped[str] = mapped_column(String(10))
    sent_at: Mapped[datetime]
