"""Questionnaires, who was asked, and what they answered."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.booking.models import Booking, Outcome
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

    @property
    def asks_about(self) -> tuple[Outcome, ...]:
        """Which outcomes of a booking this stage asks about; before the start there is none yet."""
        if self is Stage.BEFORE:
            return ()
        there = (Outcome.ATTENDED, Outcome.WALK_IN)
        return (*there, Outcome.LEFT_EARLY) if self is Stage.AFTER else there


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
    ABOUT: ClassVar[str] = "manager-request-"

    manager_email: Mapped[str] = mapped_column(String(254))
    manager_name: Mapped[str] = mapped_column(String(200))
    number: Mapped[int]
    issued_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    reminders_sent: Mapped[int] = mapped_column(default=0)
    comment: Mapped[str] = mapped_column(Text, default="")

    issued: Mapped[list["Issued"]] = relationship(order_by="Issued.id", back_populates="manager_request")

    @property
    def about(self) -> str:
        """What its messages are about."""
        return f"{self.ABOUT}{self.id}"

    @property
    def people(self) -> list["Issued"]:
        """Those the manager is still asked about."""
        return [issued for issued in self.issued if issued.is_wanted]

    @property
    def is_answered(self) -> bool:
        return any(issued.answered_at for issued in self.issued)

    def must_be_answerable(self, at: datetime) -> None:
        """Raises AlreadyAnswered or QuestionnaireClosed."""
        if self.is_answered:
            raise AlreadyAnswered
        if at >= self.closes_at or not self.people:
            raise QuestionnaireClosed


class Issued(Base):
    """A questionnaire issued about one booking at one stage. The unique key makes a second one impossible."""

    __tablename__ = "issued_questionnaire"
    __table_args__ = (
        UniqueConstraint("booking_id", "stage"),
        CheckConstraint("issued_at < closes_at", name="issued_before_it_closes"),
        Index(None, "stage", "answered_at"),
    )
    ABOUT: ClassVar[str] = "issued-"

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

    @property
    def about(self) -> str:
        """What its messages are about."""
        return f"{self.ABOUT}{self.id}"

    @property
    def is_wanted(self) -> bool:
        """The booking still stands or, once there is an outcome to ask about, says that the person was there."""
        if self.stage is Stage.BEFORE:
            return self.booking.is_booked
        return self.booking.outcome in self.stage.asks_about

    def must_be_answerable(self, at: datetime) -> None:
        """Raises AlreadyAnswered or QuestionnaireClosed: by its time, or because it isn't wanted any more."""
        if self.answered_at:
            raise AlreadyAnswered
        if at >= self.closes_at or not self.is_wanted:
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
    message = "This questionnaire isn’t ready yet. Open the link again in a minute."
