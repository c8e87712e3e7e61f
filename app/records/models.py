"""What the office notes about a person, and certificates."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.booking.models import Booking
from app.database import Base


class PersonNote(Base):
    """A line that an officer wrote down: a telephone call, an agreement."""

    __tablename__ = "person_note"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))


class Certificate(Base):
    """That a person was at the whole of a session. Whoever holds its code can verify it.

    The office may release one without the post-course evaluation, and says why. One that no longer follows, because
    the register was corrected, is withdrawn; if it follows again, it stands again under the same code.
    """

    __tablename__ = "certificate"

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), unique=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    issued_at: Mapped[datetime]
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    release_words: Mapped[str] = mapped_column(Text, default="")
    withdrawn_at: Mapped[datetime | None]

    booking: Mapped[Booking] = relationship(lazy="joined", innerjoin=True)

    @property
    def is_valid(self) -> bool:
        return self.withdrawn_at is None
