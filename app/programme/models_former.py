"""Titles that courses had."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, and_, or_
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class FormerTitle(Base):
    """A course had this title until another was given to it; since when is empty for its first one.

    What was held meanwhile is reported under it, wherever the title of the time is asked for.
    """

    __tablename__ = "course_former_title"
    __table_args__ = (CheckConstraint("used_from < used_until", name="used_for_some_time"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    used_from: Mapped[datetime | None]
    used_until: Mapped[datetime]

    @classmethod
    def was_used_at(cls, instant: Any) -> ColumnElement[bool]:
        """SQL: whether it had this one then."""
        return and_(instant < cls.used_until, or_(cls.used_from.is_(None), instant >= cls.used_from))
