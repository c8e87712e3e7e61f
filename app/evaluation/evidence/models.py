"""Evidence of results: the fourth level, which no questionnaire reaches."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Base
from app.programme.models import Course


class EvidenceKind(StrEnum):
    AUDIT = "audit"
    CASE_FINDING = "case finding"
    FIGURE = "figure"
    OTHER = "something else"


class Evidence(Base):
    """What the office found of a course's results for children and families, with its source."""

    __tablename__ = "evidence_of_results"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    kind: Mapped[EvidenceKind]
    words: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(300))
    found_on: Mapped[date]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime]

    course: Mapped[Course] = relationship()
