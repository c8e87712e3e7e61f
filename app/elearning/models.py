"""Where an e-learning course is, and that somebody has completed it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Agency, User
from app.core.database import Base
from app.programme.models import Course


class ELearning(Base):
    """Where a course of the strand is: `link` leads there. `is_open` puts it on show.

    `code` is what it shows at its end, if it shows one: whoever types it has completed the course. `minutes` are its
    usual length.
    """

    __tablename__ = "e_learning"
    __table_args__ = (CheckConstraint("minutes > 0", name="takes_some_time"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), unique=True)
    link: Mapped[str] = mapped_column(String(500))
    code: Mapped[str] = mapped_column(String(40), default="", server_default="")
    minutes: Mapped[int | None]
    is_open: Mapped[bool] = mapped_column(default=False, server_default=false())

    course: Mapped[Course] = relationship()


class CompletionWay(StrEnum):
    """How we know that somebody has completed a course."""

    CODE = "completion code"
    OFFICE = "marked by the team"
    IMPORT = "import"


class ELearningCompletion(Base):
    """That a person completed a course on a London date, with the number of the certificate.

    Agency, title, level and minutes are as they were then. `completed_at` is the moment that the code was typed; where
    the date alone is known, that day's noon.
    """

    __tablename__ = "e_learning_completion"
    __table_args__ = (UniqueConstraint("user_id", "course_id", "completed_on"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    course_title: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(60), default="", server_default="")
    minutes: Mapped[int | None]
    completed_on: Mapped[date] = mapped_column(index=True)
    completed_at: Mapped[datetime]
    way: Mapped[CompletionWay]
    certificate_code: Mapped[str] = mapped_column(String(20), unique=True)
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    person: Mapped[User] = relationship(foreign_keys=user_id)
    course: Mapped[Course] = relationship()
    agency: Mapped[Agency | None] = relationship()

    @property
    def person_concerned_id(self) -> int:
        return self.user_id

    @property
    def code_in_groups(self) -> str:
        """As it is printed and read out: 3F0A-91BC-77DE."""
        code = self.certificate_code
        return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
