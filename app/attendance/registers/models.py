"""A session's register: marks by day, by one button for everybody, and heads counted where there are no names."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.booking.states import Outcome
from app.core.changes import ChangeTracked
from app.core.database import Base
from app.programme.models_sessions import TrainingSession
from app.settings.models import ListKey
from app.settings.rules_lists import Sectors


class Register(ChangeTracked, Base):
    """Closed once everybody is marked; attendance is counted over closed registers alone.

    That of an open session, which nobody books, holds a head count alone.
    """

    __tablename__ = "register"
    __table_args__ = (CheckConstraint("head_count >= 0", name="head_count_not_negative"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"), unique=True)
    closed_at: Mapped[datetime] = mapped_column(index=True)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    head_count: Mapped[int | None]

    session: Mapped[TrainingSession] = relationship()
    heads_by_sector: Mapped[list["HeadCount"]] = relationship(cascade="all, delete-orphan", order_by="HeadCount.sector")


class HeadCount(Base):
    """How many of the heads counted in an open session were of one sector, where that is known."""

    __tablename__ = "head_count"
    __table_args__ = (
        UniqueConstraint("register_id", "sector"),
        CheckConstraint("how_many >= 0", name="how_many_not_negative"),
    )

    register_id: Mapped[int] = mapped_column(ForeignKey("register.id"))
    sector: Mapped[str] = mapped_column(ListKey(Sectors.NAME))
    how_many: Mapped[int]


class DayMark(Base):
    """What the register says of one booking on one day: the evidence for the booking's outcome.

    Bookings of registers that were imported, or closed before marks were kept by day, have none: there the outcome
    stands for every day. A walk-in's say on which days they came. `said_by` is who excused the absence, as it was told.
    """

    __tablename__ = "day_mark"
    __table_args__ = (UniqueConstraint("booking_id", "on"),)

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"))
    on: Mapped[date]
    mark: Mapped[Outcome]
    said_by: Mapped[str] = mapped_column(String(200), default="")
    marked_at: Mapped[datetime]
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class BulkMark(Base):
    """One press of "Everyone is here": which bookings (ids) it marked as attended, on which day, when and by whom."""

    __tablename__ = "bulk_mark"

    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"), index=True)
    on: Mapped[date]
    bookings: Mapped[list[int]] = mapped_column(JSON)
    marked_at: Mapped[datetime]
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    taken_back_at: Mapped[datetime | None]

    def made(self, mark: DayMark | None) -> bool:
        """Whether a mark, of one of its bookings on its day, is still the one that it made."""
        if mark is None or mark.booking_id not in self.bookings:
            return False
        return (mark.mark, mark.marked_at, mark.marked_by_id) == (Outcome.ATTENDED, self.marked_at, self.marked_by_id)
