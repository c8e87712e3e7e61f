"""Whom we told that a refresher is due."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class RefresherNotice(Base):
    """That a person was told that a course is due again by a day."""

    __tablename__ = "refresher_notice"
    __table_args__ = (UniqueConstraint("user_id", "course_id", "due_on"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    due_on: Mapped[date]
    told_at: Mapped[datetime]

    @property
    def person_concerned_id(self) -> int:
        return self.user_id
