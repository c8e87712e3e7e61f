"""The plan as it is kept: what the office chose for each course of a year."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Base
from app.programme.models import Course


class CourseRequirement(Base):
    """How many sessions of how many places the office chose for a course in a programme year, such as "2027-28".

    `words` say why. What was predicted on that day, from the years up to `counted_until`, is kept with it, so that the
    plan can be held against what came. `low` and `high` are empty where there was no range.
    """

    __tablename__ = "course_requirement"
    __table_args__ = (
        UniqueConstraint("year", "course_id"),
        CheckConstraint("sessions >= 0", name="sessions_not_negative"),
        CheckConstraint("places > 0", name="places_of_some"),
        CheckConstraint("low <= predicted AND predicted <= high", name="range_holds_the_prediction"),
    )

    year: Mapped[str] = mapped_column(String(7))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    sessions: Mapped[int]
    places: Mapped[int]
    words: Mapped[str] = mapped_column(Text, default="", server_default="")
    predicted: Mapped[int]
    low: Mapped[int | None]
    high: Mapped[int | None]
    suggested: Mapped[int]
    counted_until: Mapped[str] = mapped_column(String(7), default="", server_default="")
    chosen_at: Mapped[datetime]

    course: Mapped[Course] = relationship(lazy="joined", innerjoin=True)

    @property
    def places_in_all(self) -> int:
        return self.sessions * self.places
