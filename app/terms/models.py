"""Versions of the booking terms, and the days on which the office is closed."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import AgencyGroup
from app.core.database import Base


class NoticeUnit(StrEnum):
    WORKING_DAYS = "working days"
    CALENDAR_DAYS = "calendar days"


class Tariff(StrEnum):
    """How a missed place is priced."""

    BY_LENGTH = "by length"
    PER_DAY = "per day"
    FIXED = "fixed"


class Cause(StrEnum):
    """For what an agency may owe money."""

    NO_SHOW = "did not attend"
    LATE_CANCELLATION = "late cancellation"
    LATE_REFUSED = "refused as late"
    LEFT_EARLY = "left early"
    PLACE = "fee for a place"


class ManagerNews(StrEnum):
    """What a line manager can be told of."""

    BOOKING = "booking"
    WITHDRAWAL = "withdrawal"
    NON_ATTENDANCE = "non-attendance"


PERCENTS = ("no_show_percent", "late_cancellation_percent", "late_refused_percent", "left_early_percent")
"""The columns of Policy that say how much of the tariff each kind of non-attendance costs."""

FEES = ("non_contributing_fee_pence", "private_fee_pence", "out_of_area_fee_pence")
"""The columns of Policy that hold the fee for a place of each group that doesn't contribute."""


class Policy(Base):
    """One version of the terms, in force from a date until the next version's. Money in pence.

    `notice` is how long before the start a cancellation is free of charge, to the time of day of the start or, where
    it is set, to `boundary` (London wall clock). Within `full_notice`, which is shorter, all of the tariff is due, and
    before that `partial_percent` of it; without `full_notice` all of it from the end of `notice` on.
    The tariff is `half_day_pence` and `day_pence` by the length of each day, or `day_pence` for each day, or
    `day_pence` for the whole session. Each kind of non-attendance costs its percentage of it. Agencies that don't
    contribute pay a fee for each place, which then stands in for the tariff; 0 where they are treated like the others.
    A reason given within `grace_working_days` of being asked is in time.
    `attendance_notice_working_days` decides what counts as a late cancellation in the figures,
    which a change of charging policy must not alter. `tells_managers_of` holds ManagerNews values.
    """

    __tablename__ = "policy"
    __table_args__ = (
        CheckConstraint("half_day_pence >= 0 AND day_pence >= 0", name="money_not_negative"),
        CheckConstraint("notice >= 0 AND attendance_notice_working_days >= 0", name="notice_not_negative"),
        CheckConstraint("full_notice >= 0 AND full_notice <= notice", name="full_notice_is_the_shorter"),
        CheckConstraint(
            " AND ".join(f"{percent} BETWEEN 0 AND 100" for percent in ("partial_percent", *PERCENTS)),
            name="percents_in_range",
        ),
        CheckConstraint(" AND ".join(f"{fee} >= 0" for fee in FEES), name="fees_not_negative"),
        CheckConstraint("grace_working_days > 0", name="grace_of_some_days"),
    )

    name: Mapped[str] = mapped_column(String(200))
    in_force_from: Mapped[date] = mapped_column(unique=True)
    notice: Mapped[int]
    notice_unit: Mapped[NoticeUnit]
    boundary: Mapped[time | None]
    full_notice: Mapped[int | None]
    partial_percent: Mapped[int] = mapped_column(default=100, server_default="100")
    attendance_notice_working_days: Mapped[int] = mapped_column(default=2)
    tariff: Mapped[Tariff] = mapped_column(default=Tariff.BY_LENGTH, server_default=Tariff.BY_LENGTH.value)
    half_day_pence: Mapped[int]
    day_pence: Mapped[int]
    half_day_up_to_minutes: Mapped[int] = mapped_column(default=240)
    no_show_percent: Mapped[int] = mapped_column(default=100, server_default="100")
    late_cancellation_percent: Mapped[int] = mapped_column(default=100, server_default="100")
    late_refused_percent: Mapped[int] = mapped_column(default=0, server_default="0")
    left_early_percent: Mapped[int] = mapped_column(default=0, server_default="0")
    non_contributing_fee_pence: Mapped[int] = mapped_column(default=0, server_default="0")
    private_fee_pence: Mapped[int] = mapped_column(default=0, server_default="0")
    out_of_area_fee_pence: Mapped[int] = mapped_column(default=0, server_default="0")
    grace_working_days: Mapped[int] = mapped_column(default=5, server_default="5")
    exempt_strands: Mapped[list[str]] = mapped_column(JSON)
    exempts_learning_week: Mapped[bool] = mapped_column(default=True)
    tells_managers_of: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    words: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]

    @property
    def notice_in_words(self) -> str:
        """2 working days, 1 calendar day."""
        return f"{self.notice} {self.notice_unit.removesuffix('s') if self.notice == 1 else self.notice_unit}"

    def may_still_go(self, today: date) -> bool:
        """Whether it can be taken back, as long as no booking has accepted it: until the end of its first day."""
        return self.in_force_from >= today

    @property
    def has_a_tariff(self) -> bool:
        return self.day_pence > 0 or (self.tariff is Tariff.BY_LENGTH and self.half_day_pence > 0)

    @property
    def charges_absence(self) -> bool:
        """Whether anything that people do or leave undone costs a contributing agency money."""
        return self.has_a_tariff and any(getattr(self, percent) for percent in PERCENTS)

    @property
    def fees(self) -> list[tuple[AgencyGroup, int]]:
        """The groups of agencies that pay for a place, and how much, in pence."""
        return [(group, self.fee_pence(group)) for group in AgencyGroup if self.fee_pence(group)]

    @property
    def charges_nothing(self) -> bool:
        return not self.charges_absence and not self.fees

    def fee_pence(self, group: AgencyGroup) -> int:
        """What an agency of this group pays for a place; 0 for contributing ones."""
        return {
            AgencyGroup.CONTRIBUTING: 0,
            AgencyGroup.NON_CONTRIBUTING: self.non_contributing_fee_pence,
            AgencyGroup.PRIVATE: self.private_fee_pence,
            AgencyGroup.OUT_OF_AREA: self.out_of_area_fee_pence,
        }[group]

    def percent_of(self, cause: Cause) -> int:
        """How much of the tariff or fee each cause costs."""
        return {
            Cause.NO_SHOW: self.no_show_percent,
            Cause.LATE_CANCELLATION: self.late_cancellation_percent,
            Cause.LATE_REFUSED: self.late_refused_percent,
            Cause.LEFT_EARLY: self.left_early_percent,
            Cause.PLACE: 100,
        }[cause]


class ClosedDay(Base):
    """A day on which the office is closed beside weekends and bank holidays: no working day from when it was added."""

    __tablename__ = "closed_day"

    on: Mapped[date] = mapped_column(unique=True)
    words: Mapped[str] = mapped_column(String(200), default="")
    added_at: Mapped[datetime]
