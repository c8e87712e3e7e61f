"""Accounts with a provider, and whose they are."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.database import Base


class LinkedAccount(Base):
    """Who signs in with the provider as `subject` is this person: they proved their address when it was linked.

    Issuer and subject name an account for good (OpenID Connect Core, 5.7). `shown_as` is what the provider calls it, an
    address as a rule: it is shown, and nothing is decided by it.
    """

    __tablename__ = "linked_account"
    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("user_id", "issuer"))

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    shown_as: Mapped[str] = mapped_column(String(254))
    linked_at: Mapped[datetime]
    last_used_at: Mapped[datetime]

    user: Mapped[User] = relationship()

    @property
    def person_concerned_id(self) -> int:
        return self.user_id
