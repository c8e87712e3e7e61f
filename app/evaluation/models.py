"""Questionnaires, who was asked, and what they answered."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.booking.models import Booking
from app.database import Base
from app.errors import Refusal


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


class QuestionKind(StrEnum):
    SCALE = "scale from 1 to 10"
    USEFULNESS = "usefulness"
    YES_NO = "yes or no"
    TEXT = "text"


class Questionnaire(Base):
    """One set of questions for a stage. `is_brief` is the short set of lunchtime and Learning Week."""

    __tablename__ = "questionnaire"
    __table_args__ = (UniqueConstraint("stage", "is_brief", "version"),)

    stage: Mapped[Stage]
    is_brief: Mapped[bool]
    version: Mapped[int]

    questions: Mapped[list["Question"]] = relationship(order_by="Question.position", lazy="selectin")


class Question(Base):
    """One question. A `measure` is one thing asked at several stages: it makes answers comparable."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("questionnaire_id", "position"),)

    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    position: Mapped[int]
    kind: Mapped[QuestionKind]
    words: Mapped[str] = mapped_column(Text)
    measure: Mapped[str] = mapped_column(String(60), default="")
    is_required: Mapped[bool] = mapped_column(default=False)


class ManagerRequest(Base):
    """One message to one manager about all of their people whose questionnaires fell due together."""

    __tablename__ = "manager_request"
    __table_args__ = (UniqueConstraint("manager_email", "number"),)

    manager_email: Mapped[str] = mapped_column(String(254))
    manager_name: Mapped[str] = mapped_column(String(200))
    number: Mapped[int]
    issued_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    reminders_sent: Mapped[int] = mapped_column(default=0)
    comment: Mapped[str] = mapped_column(Text, default="")

    issued: Mapped[list["Issued"]] = relationship(order_by="Issued.id", back_populates="manager_request")

    @property
    def is_answered(self) -> bool:
        return all(issued.answered_at for issued in self.issued)

    def must_be_answerable(self, at: datetime) -> None:
        """Raises AlreadyAnswered or QuestionnaireClosed."""
        if self.is_answered:
            raise AlreadyAnswered
        if at >= self.closes_at:
            raise QuestionnaireClosed


class Issued(Base):
    """A questionnaire issued about one booking at one stage. The unique key makes a second one impossible."""

    __tablename__ = "issued_questionnaire"
    __table_args__ = (
        UniqueConstraint("booking_id", "stage"),
        CheckConstraint("issued_at < closes_at", name="issued_before_it_closes"),
        Index(None, "stage", "answered_at"),
    )

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"))
    stage: Mapped[Stage]
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    manager_request_id: Mapped[int | None] = mapped_column(ForeignKey("manager_request.id"), index=True)
    issued_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    reminders_sent: Mapped[int] = mapped_column(default=0)

    booking: Mapped[Booking] = relationship(lazy="joined", innerjoin=True)
    questionnaire: Mapped[Questionnaire] = relationship()
    manager_request: Mapped[ManagerRequest | None] = relationship(back_populates="issued")

    def must_be_answerable(self, at: datetime) -> None:
        """Raises AlreadyAnswered or QuestionnaireClosed: by its time, or because the booking was withdrawn."""
        if self.answered_at:
            raise AlreadyAnswered
        if at >= self.closes_at or not (self.booking.is_booked or self.booking.is_walk_in):
            raise QuestionnaireClosed


class Answer(Base):
    """One answer to one question: a number for scales and choices, words for text."""

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("issued_id", "question_id"),
        CheckConstraint("number IS NULL OR (number >= 0 AND number <= 10)", name="number_in_range"),
    )

    issued_id: Mapped[int] = mapped_column(ForeignKey("issued_questionnaire.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    number: Mapped[int | None]
    words: Mapped[str] = mapped_column(Text, default="")


class AlreadyAnswered(Refusal):
    message = "You have already answered this questionnaire. Thank you: there is nothing more to do."


class QuestionnaireClosed(Refusal):
    message = "This questionnaire has closed. Thank you for wanting to answer it."


class NotYetIssued(Refusal):
    message = "This questionnaire isn’t open yet. We will e-mail you when it is."
