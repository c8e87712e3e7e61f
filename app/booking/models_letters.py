"""What people were told, whatever becomes of the letters."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class ChangeLetter(Base):
    """That somebody with a place was told of a change of their session, as of its `sequence`, in the office's `words`.
    One that was taken back before it left told them nothing."""

    __tablename__ = "change_letter"
    __table_args__ = (UniqueConstraint("booking_id", "sequence"),)

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"))
    sequence: Mapped[int]
    words: Mapped[str] = mapped_column(Text, default="", server_default="")
    written_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]


class WeekDayLetter(Base):
    """That a person was written to about a day of a Learning Week.

    Taken back before it left, because what they have booked on it changed, it is due again in another version.
    """

    __tablename__ = "week_day_letter"
    __table_args__ = (
        UniqueConstraint("practitioner_id", "learning_week_id", "on"),
        CheckConstraint("version > 0", name="version_from_one"),
    )

    practitioner_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    learning_week_id: Mapped[int] = mapped_column(ForeignKey("learning_week.id"))
    on: Mapped[date]
    version: Mapped[int]
    written_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]

    @property
    def is_due(self) -> bool:
        """It hasn't been written yet, or was taken back."""
        return self.version == 0 or self.taken_back_at is not None

    @property
    def occurrence(self) -> str:
        """What tells it from the person's letters about other days, and from its earlier versions."""
        return f"{self.on:%Y%m%d}" if self.version == 1 else f"{self.on:%Y%m%d}-{self.version - 1}"

    def write(self, at: datetime) -> None:
        """For the first time, or anew."""
        self.version, self.written_at, self.taken_back_at = self.version + 1, at, None
