"""Authenticator apps, and the codes for a day without one."""

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.database import Base

SETTING_UP_LASTS = timedelta(minutes=30)

_in_use, _set_up = text("confirmed_at IS NOT NULL"), text("confirmed_at IS NULL")


class AuthenticatorApp(Base):
    """The secret that a person's app shares with us (RFC 6238), encrypted.

    It is in use once a code of it was typed; while a person sets up another, the one in use stands.
    `last_step` is the time step of the last code that was taken: that one and those before it are of no use any more.
    """

    __tablename__ = "authenticator_app"
    __table_args__ = (
        Index("uq_authenticator_app_in_use", "user_id", unique=True, sqlite_where=_in_use, postgresql_where=_in_use),
        Index("uq_authenticator_app_set_up", "user_id", unique=True, sqlite_where=_set_up, postgresql_where=_set_up),
        CheckConstraint("last_step >= 0", name="last_step_not_negative"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    secret: Mapped[str] = mapped_column(String(400))
    started_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)

    user: Mapped[User] = relationship()

    @property
    def person_concerned_id(self) -> int:
        return self.user_id

    @property
    def purpose(self) -> str:
        """What its secret is encrypted for: it is of no use in another person's row."""
        return f"authenticator app of {self.user_id}"

    def is_being_set_up(self, at: datetime) -> bool:
        return self.confirmed_at is None and at < self.started_at + SETTING_UP_LASTS


class RecoveryCode(Base):
    """One of ten, each usable once in the place of an app's code. It is shown once; only its digest is kept."""

    __tablename__ = "recovery_code"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None]

    @property
    def person_concerned_id(self) -> int:
        return self.user_id
