"""What counts as having attended a course elsewhere."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class AcceptedEvidence(Base):
    """The office takes something else for having attended a course."""

    __tablename__ = "accepted_evidence"
    __table_args__ = (UniqueConstraint("user_id", "course_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    words: Mapped[str] = mapped_column(Text)
    accepted_at: Mapped[datetime]
    accepted_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    @property
    def person_concerned_id(self) -> int:
        return self.user_id
