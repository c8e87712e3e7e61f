"""An invitation to a colleague."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Agency
from app.accounts.staff.refusals import InvitationExpired, InvitationUsed, InvitationWithdrawn
from app.core.database import Base
from app.core.roles import Role


class StaffInvitation(Base):
    """It gives whoever reads the mail of an address a role: once, within a week.

    Sent again, it has a new `version`, and the link mailed before works no longer. A lead's has their agency.
    """

    __tablename__ = "staff_invitation"
    __table_args__ = (Index(None, "email"), Index(None, "accepted_at", "withdrawn_at"))

    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[Role]
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    agency: Mapped[Agency | None] = relationship()

    def must_stand(self, at: datetime, *, version: int) -> None:
        """Raises InvitationUsed, InvitationWithdrawn or InvitationExpired."""
        if self.accepted_at:
            raise InvitationUsed
        if self.withdrawn_at or version != self.version:
            raise InvitationWithdrawn
        if at >= self.expires_at:
            raise InvitationExpired
