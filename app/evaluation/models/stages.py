"""The four stages of asking, and when each asks."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.booking.models import Outcome
from app.database import Base
from app.programme.models import Course, Strand, TrainingSession


class Stage(StrEnum):
    """When we ask. The values are also the purposes of the personal links."""

    BEFORE = "before"
    AFTER = "after"
    LATER = "later"
    MANAGER = "manager"

    @property
    def heading(self) -> str:
        return {
            Stage.BEFORE: "Pre-course self-evaluation",
            Stage.AFTER: "Post-course evaluation",
            Stage.LATER: "Impact questionnaire",
            Stage.MANAGER: "Manager questionnaire",
        }[self]

    @property
    def words(self) -> str:
        """As the heading of a column."""
        return {Stage.BEFORE: "Before", Stage.AFTER: "After", Stage.LATER: "Later", Stage.MANAGER: "Managers"}[self]

    @property
    def asks_about(self) -> tuple[Outcome, ...]:
        """Which outcomes of a booking this stage asks about; before the start there is none yet."""
        if self is Stage.BEFORE:
            return ()
        there = (Outcome.ATTENDED, Outcome.WALK_IN)
        return (*there, Outcome.LEFT_EARLY) if self is Stage.AFTER else there


OF_THE_PERSON = (Stage.BEFORE, Stage.AFTER, Stage.LATER)
"""What somebody is asked about themself: matched, printed too and typed in, and each course may have its own."""


class Shape(StrEnum):
    """What is asked about: a course, or something that people only drop in to."""

    COURSE = "course"
    LUNCHTIME = "lunchtime session"
    WEEK = "Learning Week"

    @property
    def is_brief(self) -> bool:
        """One short questionnaire after it, unless the office turns more on."""
        return self is not Shape.COURSE


def shape_of(session: TrainingSession) -> Shape:
    return Shape.WEEK if session.learning_week_id is not None else shape_of_course(session.course)


def shape_of_course(course: Course) -> Shape:
    """Of its sessions outside a Learning Week."""
    return Shape.LUNCHTIME if course.strand is Strand.LUNCHTIME else Shape.COURSE


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


class LastRun(Base):
    """When a job ran last. What should have gone out since then, and can't any more, was missed."""

    __tablename__ = "last_run"

    job: Mapped[str] = mapped_column(String(60), unique=True)
    at: Mapped[datetime]
