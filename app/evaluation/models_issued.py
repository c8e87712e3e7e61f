"""Who was asked."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.booking.models import Booking
from app.core.changes import ChangeTracked
from app.evaluation.models import Questionnaire
from app.evaluation.refusals import AlreadyAnswered, NotAsked, QuestionnaireClosed, TypedInAlready
from app.evaluation.stages import Stage
from app.notifications.models_subjects import LetterSubject

_unanswered, _started = text("answered_at IS NULL"), text("draft IS NOT NULL")


class CannotSay(StrEnum):
    """What a manager may answer instead."""

    NOT_MINE = "no longer manages this person"
    NOT_SEEN = "hasn’t seen them since"


class AnswerMode(StrEnum):
    """What an answer was given on, as the browser itself declares it (see `rules_mode`), or paper."""

    PHONE = "phone"
    DESKTOP = "desktop"
    PAPER = "paper"


class ManagerRequest(LetterSubject):
    """One message to one manager about all of their people whose questionnaires fell due together.

    `draft` is a started answer by the names of the form's fields; an answer replaces it. `mailed_at` and `asked_at` are
    when its first letter was written and when its latest; a letter taken back before it left leaves it without a first.
    """

    __tablename__ = "manager_request"
    __table_args__ = (
        UniqueConstraint("manager_email", "number"),
        Index("ix_manager_request_started", "closes_at", sqlite_where=_started, postgresql_where=_started),
    )
    ABOUT = "manager-request-"

    manager_email: Mapped[str] = mapped_column(String(254))
    manager_name: Mapped[str] = mapped_column(String(200))
    number: Mapped[int]
    issued_at: Mapped[datetime]
    closes_at: Mapped[datetime] = mapped_column(index=True)
    mailed_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    reminders_sent: Mapped[int] = mapped_column(default=0)
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    issued: Mapped[list["Issued"]] = relationship(order_by="Issued.id", back_populates="manager_request")

    @property
    def booking_ids(self) -> list[int]:
        return [issued.booking_id for issued in self.issued]

    @property
    def people(self) -> list["Issued"]:
        """Those the manager is still asked about."""
        return [issued for issued in self.issued if issued.is_wanted]

    @property
    def questionnaire(self) -> Questionnaire:
        """The same for all of its people."""
        return self.issued[0].questionnaire

    @property
    def is_answered(self) -> bool:
        return any(issued.answered_at for issued in self.issued)

    def is_open(self, at: datetime) -> bool:
        """It can be answered."""
        return not self.is_answered and at < self.closes_at and bool(self.people)

    def must_be_answerable(self, at: datetime) -> None:
        """Raises AlreadyAnswered or QuestionnaireClosed."""
        if self.is_answered:
            raise AlreadyAnswered
        if not self.is_open(at):
            raise QuestionnaireClosed


class Issued(ChangeTracked, LetterSubject):
    """A questionnaire issued about one booking at one stage. The unique key makes a second one impossible.

    One that `is_missed` never went out, because its time passed while we were down. `mailed_at` is when its letter was
    queued; answered in the room, it has none. `draft` is a started answer by the names of the form's fields. What the
    office typed in from paper says when the paper was completed and who typed it. A manager who `cannot_say` has
    answered all the same. `mode` is None until it is answered, and where the browser didn't say.
    Nobody had been asked when what `is_only_on_paper` was typed in: it was missed, or not issued yet.
    """

    __tablename__ = "issued_questionnaire"
    __table_args__ = (
        UniqueConstraint("booking_id", "stage", postgresql_include=["closes_at", "answered_at", "is_missed"]),
        CheckConstraint("issued_at < closes_at", name="issued_before_it_closes"),
        Index(None, "stage", "answered_at", "closes_at"),
        Index("ix_issued_questionnaire_open", "closes_at", sqlite_where=_unanswered, postgresql_where=_unanswered),
        Index("ix_issued_questionnaire_started", "closes_at", sqlite_where=_started, postgresql_where=_started),
        Index(
            "ix_issued_questionnaire_missed",
            "booking_id",
            sqlite_where=text("is_missed = 1"),
            postgresql_where=text("is_missed"),
        ),
    )
    ABOUT = "issued-"

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"))
    stage: Mapped[Stage]
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    manager_request_id: Mapped[int | None] = mapped_column(ForeignKey("manager_request.id"), index=True)
    issued_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    is_missed: Mapped[bool] = mapped_column(default=False, server_default=false())
    mailed_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    reminders_sent: Mapped[int] = mapped_column(default=0)
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    answered_at: Mapped[datetime | None]
    cannot_say: Mapped[CannotSay | None]
    mode: Mapped[AnswerMode | None]
    completed_on: Mapped[date | None]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    is_only_on_paper: Mapped[bool] = mapped_column(default=False, server_default=false())

    booking: Mapped[Booking] = relationship(lazy="joined", innerjoin=True)
    questionnaire: Mapped[Questionnaire] = relationship()
    manager_request: Mapped[ManagerRequest | None] = relationship(back_populates="issued")
    entered_by: Mapped[User | None] = relationship()

    @property
    def person_concerned_id(self) -> int:
        return self.booking.practitioner_id

    @property
    def booking_ids(self) -> list[int]:
        """As a request to a manager has them."""
        return [self.booking_id]

    @property
    def title(self) -> str:
        """What it asks about: a course, or the whole of a Learning Week."""
        week = self.booking.session.learning_week
        return week.name if week and self.stage is not Stage.PRE_COURSE else self.booking.session.title

    @property
    def is_wanted(self) -> bool:
        """The booking still stands or, once there is an outcome to ask about, says that the person was there."""
        if self.stage is Stage.PRE_COURSE:
            return self.booking.is_booked
        return self.booking.outcome in self.stage.asks_about

    @property
    def has_scores(self) -> bool:
        """It was answered, and something in it is right or wrong."""
        return self.answered_at is not None and self.questionnaire.is_scored

    def is_open(self, at: datetime) -> bool:
        """It can be answered. The pre-course questionnaire follows a session that was moved at once."""
        closes_at = self.booking.session.starts_at if self.stage is Stage.PRE_COURSE else self.closes_at
        return not self.answered_at and not self.is_missed and at < closes_at and self.is_wanted

    def must_be_answerable(self, at: datetime) -> None:
        """Raises AlreadyAnswered or QuestionnaireClosed: by its time, or because it isn't wanted any more."""
        if self.answered_at:
            raise AlreadyAnswered
        if not self.is_open(at):
            raise QuestionnaireClosed

    def must_be_typable(self) -> None:
        """From paper, however late. Raises TypedInAlready or NotAsked."""
        if self.answered_at:
            raise TypedInAlready
        if not self.is_wanted:
            raise NotAsked
