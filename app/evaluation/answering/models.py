"""What they answered."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Base
from app.evaluation.kinds import Instead
from app.evaluation.models import Question
from app.evaluation.models_issued import Issued, ManagerRequest

_of_people = text("words <> '' AND issued_id IS NOT NULL")
_of_managers = text("words <> '' AND manager_request_id IS NOT NULL")


class Answer(Base):
    """One answer to one question: a number, several `choices`, or words; of a booking, or of a manager for all people.

    Or what was ticked `instead`; then it is none of these. What is scored `is_right` or not, by the version of its item
    that was read. Words that were redacted are replaced for good. The office chooses quotes for its report.
    """

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("issued_id", "question_id"),
        UniqueConstraint("manager_request_id", "question_id"),
        CheckConstraint("(issued_id IS NULL) <> (manager_request_id IS NULL)", name="of_a_booking_or_of_a_manager"),
        CheckConstraint("number IS NULL OR (number >= 0 AND number <= 10)", name="number_in_range"),
        Index(None, "question_id"),
        Index("ix_answer_in_words", "issued_id", sqlite_where=_of_people, postgresql_where=_of_people),
        Index(
            "ix_answer_in_words_of_managers",
            "manager_request_id",
            sqlite_where=_of_managers,
            postgresql_where=_of_managers,
        ),
        Index("ix_answer_quotes", "id", sqlite_where=text("is_quote = 1"), postgresql_where=text("is_quote")),
    )

    issued_id: Mapped[int | None] = mapped_column(ForeignKey("issued_questionnaire.id"))
    manager_request_id: Mapped[int | None] = mapped_column(ForeignKey("manager_request.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    number: Mapped[int | None]
    choices: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    words: Mapped[str] = mapped_column(Text, default="")
    instead: Mapped[Instead | None]
    is_right: Mapped[bool | None]
    is_quote: Mapped[bool] = mapped_column(default=False, server_default=false())
    redacted_at: Mapped[datetime | None]
    redacted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    question: Mapped[Question] = relationship()
    issued: Mapped[Issued | None] = relationship()
    manager_request: Mapped[ManagerRequest | None] = relationship()
