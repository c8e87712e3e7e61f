"""A browser that somebody is signed in with."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.accounts.sessions.rules import ends_at, has_been_idle_too_long
from app.core.database import Base


class EndOfSession(StrEnum):
    """Why a session was ended before its time."""

    SIGNED_OUT = "signed out"
    SIGNED_OUT_ELSEWHERE = "signed out from another device"
    SIGNED_IN_ANEW = "signed in anew in the same browser"
    ACCOUNT_DISABLED = "the account was disabled"
    APP_CHANGED = "the authenticator app was changed"
    ADDRESS_CHANGED = "the e-mail address was changed"
    BACKUP_RESTORED = "a backup was restored"


class SignInSession(Base):
    """From signing in until signing out. The browser keeps a secret, the database its hash.

    `device` says in words what it was made with. `proved_at` is when the person last proved, in this session, who
    they are. `last_seen_at` is right to within ten minutes.
    """

    __tablename__ = "sign_in_session"
    __table_args__ = (Index(None, "user_id", "revoked_at"), Index(None, "ends_at"))

    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    is_own_device: Mapped[bool]
    device: Mapped[str] = mapped_column(String(100), default="", server_default="")
    proved_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_why: Mapped[EndOfSession | None]

    user: Mapped[User] = relationship()

    @property
    def person_concerned_id(self) -> int:
        return self.user_id

    def is_open(self, at: datetime) -> bool:
        """By what the person may be now, not when they signed in: who became staff has staff's limits at once."""
        if self.revoked_at or self.user.is_disabled or at >= self.ends_at:
            return False
        must_end = ends_at(self.made_at, is_staff=self.user.is_staff, is_own_device=self.is_own_device)
        limits_idling = self.user.is_staff or not self.is_own_device
        return at < must_end and not (limits_idling and has_been_idle_too_long(self.last_seen_at, at))
