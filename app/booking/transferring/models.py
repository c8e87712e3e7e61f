"""Which booking came of which, when somebody moved to another date."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.booking.models import Booking
from app.core.database import Base


class Transfer(Base):
    """A booking that was moved to another date of its course, and the booking that it became."""

    __tablename__ = "transfer"

    from_booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), unique=True)
    to_booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), unique=True)
    at: Mapped[datetime]

    from_booking: Mapped[Booking] = relationship(foreign_keys=from_booking_id)
    to_booking: Mapped[Booking] = relationship(foreign_keys=to_booking_id)
