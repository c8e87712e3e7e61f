"""When each stage asks, as the office has set it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.database import Base
from app.evaluation.stages import Shape, Stage


@dataclass(frozen=True)
class Timing:
    """Whether and when a stage asks.

    `weeks_after` the last day the impact and manager questionnaires go out; the post-course one goes at the end.
    What goes by mail stays open for `open_days`. `reminders` are days after it was issued; for the pre-course
    questionnaire, which closes as the course starts, days before the start.
    """

    is_on: bool = True
    weeks_after: int = 0
    open_days: int = 28
    reminders: tuple[int, ...] = ()

    def closes(self, issued_at: datetime) -> datetime:
        """When what goes by mail closes: at the same time on London's clocks, so many days later."""
        return clock.days_later(issued_at, self.open_days)


class StageTiming(Base):
    """A timing that the office has set: for everything of a shape, or for one course instead."""

    __tablename__ = "stage_timing"
    __table_args__ = (
        UniqueConstraint("shape", "stage"),
        UniqueConstraint("course_id", "stage"),
        CheckConstraint("(shape IS NULL) <> (course_id IS NULL)", name="of_a_shape_or_a_course"),
        CheckConstraint("weeks_after >= 0", name="weeks_not_negative"),
        CheckConstraint("open_days > 0", name="open_for_some_days"),
    )

    shape: Mapped[Shape | None]
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"))
    stage: Mapped[Stage]
    is_on: Mapped[bool]
    weeks_after: Mapped[int] = mapped_column(default=0)
    open_days: Mapped[int] = mapped_column(default=28)
    reminders: Mapped[list[int]] = mapped_column(JSON, default=list)

    @property
    def timing(self) -> Timing:
        return Timing(self.is_on, self.weeks_after, self.open_days, tuple(self.reminders))

    def become(self, timing: Timing) -> None:
        self.is_on, self.weeks_after, self.open_days = timing.is_on, timing.weeks_after, timing.open_days
        self.reminders = sorted(timing.reminders)
