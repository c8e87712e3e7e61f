"""A charge, from proposal to decision."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Agency, User
from app.booking.models import Booking
from app.database import Base
from app.errors import Refusal


class Cause(StrEnum):
    NO_SHOW = "did not attend"
    LATE_CANCELLATION = "late cancellation"


class ChargeState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    WAIVED = "waived"


class Charge(Base):
    """What an agency may owe for one booking. Nothing is charged by itself. Money in pence."""

    __tablename__ = "charge"
    __table_args__ = (CheckConstraint("pence >= 0", name="money_not_negative"),)

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), unique=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    cause: Mapped[Cause]
    pence: Mapped[int]
    rule: Mapped[str] = mapped_column(Text)
    state: Mapped[ChargeState] = mapped_column(default=ChargeState.PROPOSED, index=True)
    proposed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(Text, default="")

    booking: Mapped[Booking] = relationship(lazy="joined", innerjoin=True)
    agency: Mapped[Agency | None] = relationship(lazy="joined")
    decided_by: Mapped[User | None] = relationship()

    @property
    def is_proposed(self) -> bool:
        return self.state is ChargeState.PROPOSED

    def decide(self, state: ChargeState, *, by: User, at: datetime, reason: str = "") -> None:
        """Proposed to confirmed or waived. Raises AlreadyDecided."""
        if not self.is_proposed:
            raise AlreadyDecided(f"This charge is already {self.state}.")
        self.state, self.decided_by_id, self.decided_at, self.reason = state, by.id, at, reason


class AlreadyDecided(Refusal):
    pass
