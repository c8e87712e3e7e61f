"""Versions of the booking terms."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class NoticeUnit(StrEnum):
    WORKING_DAYS = "working days"
    CALENDAR_DAYS = "calendar days"


class ManagerNews(StrEnum):
    """What a line manager can be told of."""

    BOOKING = "booking"
    WITHDRAWAL = "withdrawal"
    NON_ATTENDANCE = "non-attendance"


class Policy(Base):
    """One version of the terms, in force from a date until the next version's.

    `notice` is how long before the start a cancellation is free of charge;
    `attendance_notice_working_days` decides what counts as a late cancellation in the figures,
    which a change of charging policy must not alter. Money in pence.
    `tells_managers_of` holds ManagerNews values.
    """

    __tablename__ = "policy"
    __table_args__ = (
        CheckConstraint("half_day_pence >= 0 AND day_pence >= 0", name="money_not_negative"),
        CheckConstraint("notice >= 0 AND attendance_notice_working_days >= 0", name="notice_not_negative"),
    )

    name: Mapped[str] = mapped_column(String(200))
    in_force_from: Mapped[date] = mapped_column(unique=True)
    notice: Mapped[int]
    notice_unit: Mapped[NoticeUnit]
    attendance_notice_working_days: Mapped[int] = mapped_column(default=2)
    half_day_pence: Mapped[int]
    day_pence: Mapped[int]
    half_day_up_to_minutes: Mapped[int] = mapped_column(default=240)
    exempt_strands: Mapped[list[str]] = mapped_column(JSON)
    exempts_learning_week: Mapped[bool] = mapped_column(default=True)
    tells_managers_of: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    words: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]

    @property
    def notice_in_words(self) -> str:
        """2 working days, 1 calendar day."""
        return f"{self.notice} {self.notice_unit.removesuffix('s') if self.notice == 1 else self.notice_unit}"

    @property
    def charges_nothing(self) -> bool:
        return self.half_day_pence == 0 and self.day_pence == 0
