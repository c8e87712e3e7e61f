"""Courses, their materials, and the trainers who can teach them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    String,
    Table,
    Text,
    and_,
    cast,
    false,
    literal,
)
from sqlalchemy.ext.hybrid import hybrid_method, hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Agency, User
from app.core.database import Base


class Strand(StrEnum):
    CORE_TOPIC = "core topic"
    SPECIALIST = "specialist"
    LUNCHTIME = "lunchtime"
    CONFERENCE = "conference"
    BESPOKE = "bespoke"
    E_LEARNING = "e-learning"


class Series(StrEnum):
    """The three titles under which lunchtime sessions appear; what each is called is set on a page."""

    SPOTLIGHT = "spotlight"
    HOW_TO = "how to"
    LCSPR = "lcspr update"


class AnswersTo(StrEnum):
    """Why a course is taught."""

    CASE_REVIEW = "case review"
    AUDIT_FINDING = "audit finding"
    PRIORITY = "priority of the year"


class UsualLength(StrEnum):
    LUNCHTIME = "lunchtime hour"
    HALF_DAY = "half day"
    FULL_DAY = "full day"
    TWO_DAYS = "two days"


class Course(Base):
    """What is taught. `aims` holds one aim a line: what people will be able to do.

    `answers_to` holds AnswersTo values, `answers_words` which review, finding or priority it is.
    `prerequisite_id` is the course to attend before; a session says whether that is asked (`prerequisite_years`).
    Attendance counts for `refresh_years`, then the course is due again. A retired course keeps its history.
    """

    TOPIC = "course-"
    __tablename__ = "course"
    __table_args__ = (CheckConstraint("refresh_years > 0", name="refreshed_after_some_years"),)

    title: Mapped[str] = mapped_column(String(200), unique=True)
    summary: Mapped[str] = mapped_column(Text, default="")
    aims: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[str] = mapped_column(Text, default="")
    level: Mapped[str] = mapped_column(String(60), default="")
    strand: Mapped[Strand]
    usual_length: Mapped[UsualLength]
    series: Mapped[Series | None]
    answers_to: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    answers_words: Mapped[str] = mapped_column(Text, default="", server_default="")
    review_on: Mapped[date | None]
    prerequisite_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"))
    prerequisites: Mapped[str] = mapped_column(Text, default="", server_default="")
    refresh_years: Mapped[int | None]
    is_retired: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]

    prerequisite: Mapped["Course | None"] = relationship(remote_side="Course.id")

    @property
    def aims_as_list(self) -> list[str]:
        return [line.strip(" •-*") for line in self.aims.splitlines() if line.strip(" •-*")]

    @hybrid_property
    def topic(self) -> str:
        """What one subscribes to who wants to hear of its new dates."""
        return f"{self.TOPIC}{self.id}"

    @topic.inplace.expression
    @classmethod
    def _topic_in_sql(cls) -> ColumnElement[str]:
        return literal(cls.TOPIC) + cast(cls.id, String)

    @hybrid_method
    def is_due_for_review(self, on: date) -> bool:
        return self.review_on is not None and self.review_on <= on and not self.is_retired

    @is_due_for_review.expression
    @classmethod
    def _is_due_for_review_in_sql(cls, on: date) -> ColumnElement[bool]:
        return and_(cls.review_on <= on, cls.is_retired.is_(False))

    def comes_after(self, other: "Course") -> bool:
        """Whether the other course is this one, or its prerequisite at whatever distance."""
        step: Course | None = self
        while step and step is not other:
            step = step.prerequisite
        return step is other


class Material(Base):
    """A file to a course, kept under `stored_as` in the uploads folder. Booked people have it before the session,

    those who were there afterwards; `is_for_attendees` keeps it from the others until then.
    """

    __tablename__ = "material"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    file_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    stored_as: Mapped[str] = mapped_column(String(64))
    is_for_attendees: Mapped[bool] = mapped_column(default=False)
    uploaded_at: Mapped[datetime]

    course: Mapped[Course] = relationship()


trainer_course = Table(
    "trainer_course",
    Base.metadata,
    Column("trainer_id", ForeignKey("trainer.id"), primary_key=True),
    Column("course_id", ForeignKey("course.id"), primary_key=True),
)
"""What each trainer can teach."""


class Trainer(Base):
    """Someone in the pool of trainers, lent by an agency. Who has an address has an account to sign in with, `user`.

    A retired trainer isn't offered any more, and keeps their history.
    """

    __tablename__ = "trainer"

    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), default="", server_default="")
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    is_retired: Mapped[bool] = mapped_column(default=False, server_default=false())

    agency: Mapped[Agency | None] = relationship()
    user: Mapped[User | None] = relationship()
    can_teach: Mapped[list[Course]] = relationship(secondary=trainer_course, order_by=Course.title)

    @property
    def with_agency(self) -> str:
        return f"{self.name}, {self.agency.name}" if self.agency else self.name
