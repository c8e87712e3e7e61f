"""What came over from another tool: each import, and what it made."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.booking.models import Booking
from app.core.database import Base
from app.programme.models_sessions import TrainingSession


class MadeKind(StrEnum):
    """What an import makes beside sessions and bookings, and an undo takes away again."""

    AGENCY = "agency"
    PERSON = "person"


class ComingOver(Base):
    """One file of sessions to come. `digest` is that of its cells, so that the same file isn't brought over twice.

    `letters_at` is when the office said that its people may be told. One that was undone keeps its row alone.
    """

    __tablename__ = "coming_over"
    __table_args__ = (CheckConstraint("booked >= 0 AND waiting >= 0", name="people_not_negative"),)

    file_name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64), index=True)
    sessions: Mapped[int]
    booked: Mapped[int]
    waiting: Mapped[int]
    imported_at: Mapped[datetime]
    imported_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    letters_at: Mapped[datetime | None]
    letters_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    imported_by: Mapped[User] = relationship(foreign_keys=imported_by_id)
    letters_by: Mapped[User | None] = relationship(foreign_keys=letters_by_id)
    undone_by: Mapped[User | None] = relationship(foreign_keys=undone_by_id)

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None


class BroughtSession(Base):
    """A session that an import made, or found in Coursebook. Its course and start are those of the file: another file
    finds it by them, though it was moved or renamed since. `as_of` is when the import left it."""

    __tablename__ = "brought_session"
    __table_args__ = (UniqueConstraint("coming_over_id", "session_id"),)

    coming_over_id: Mapped[int] = mapped_column(ForeignKey("coming_over.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"), index=True)
    title_key: Mapped[str] = mapped_column(String(600))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    is_made: Mapped[bool]
    as_of: Mapped[datetime]

    session: Mapped[TrainingSession] = relationship(lazy="joined", innerjoin=True)


class BroughtBooking(Base):
    """A booking, or a place in line, that an import made; `as_of` is when it left it."""

    __tablename__ = "brought_booking"
    __table_args__ = (UniqueConstraint("booking_id"),)

    coming_over_id: Mapped[int] = mapped_column(ForeignKey("coming_over.id"), index=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"))
    as_of: Mapped[datetime]

    booking: Mapped[Booking] = relationship()


class BroughtRecord(Base):
    """The number of an agency or a person that an import made. The row it names may be gone by now."""

    __tablename__ = "brought_record"
    __table_args__ = (UniqueConstraint("kind", "record_id"),)

    coming_over_id: Mapped[int] = mapped_column(ForeignKey("coming_over.id"), index=True)
    kind: Mapped[MadeKind]
    record_id: Mapped[int]
