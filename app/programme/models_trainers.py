"""What is asked of trainers, what they answer, and when they can't."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.changes import LONG_AGO
from app.core.database import Base
from app.notifications.models_subjects import LetterSubject
from app.programme.models import Trainer
from app.programme.models_sessions import TrainingSession
from app.web.formatting import short_date


class TrainerAnswer(StrEnum):
    ACCEPTED = "accepted"
    DECLINED = "declined"


class TrainerRequest(LetterSubject):
    """A trainer put on a session: when they were asked, what they answered, and what they were last told.

    `told` is when and where in words, `entries` the days in their calendar, as [start, end] in ISO 8601: both as they
    were last told, so that a session that is gone can still be taken back. Without `told`, it was agreed before they
    were asked by mail. `seen_change` is the session's `changed_at` when it was last compared with that. A new `version`
    revokes the link. `letters` counts what was sent, and so numbers it. `organizer` sent the first calendar entry, so
    it sends all. It is over from `ended_at` on.
    """

    ABOUT = "trainer-request-"
    __tablename__ = "trainer_request"
    __table_args__ = (
        UniqueConstraint("session_id", "trainer_id"),
        CheckConstraint("version > 0", name="versions_begin_with_one"),
        CheckConstraint("letters >= 0", name="letters_not_negative"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="an_answer_has_its_time"),
    )

    session_id: Mapped[int | None] = mapped_column(ForeignKey("training_session.id", ondelete="SET NULL"))
    trainer_id: Mapped[int] = mapped_column(ForeignKey("trainer.id"), index=True)
    title: Mapped[str] = mapped_column(String(200), default="", server_default="")
    told: Mapped[dict[str, str] | None] = mapped_column(JSON)
    entries: Mapped[list[list[str]]] = mapped_column(JSON, default=list, server_default="[]")
    seen_change: Mapped[datetime] = mapped_column(default=LONG_AGO, server_default=f"{LONG_AGO:%Y-%m-%d %H:%M:%S}")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    letters: Mapped[int] = mapped_column(default=0, server_default="0")
    organizer: Mapped[str] = mapped_column(String(254), default="", server_default="")
    asked_at: Mapped[datetime | None]
    answer: Mapped[TrainerAnswer | None]
    answered_at: Mapped[datetime | None]
    words: Mapped[str] = mapped_column(Text, default="", server_default="")
    asked_again_at: Mapped[datetime | None]
    reminded_for: Mapped[datetime | None]
    register_sent_for: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    trainer: Mapped[Trainer] = relationship()
    session: Mapped[TrainingSession | None] = relationship(passive_deletes=True)

    @property
    def is_accepted(self) -> bool:
        return self.answer is TrainerAnswer.ACCEPTED

    @property
    def is_declined(self) -> bool:
        return self.answer is TrainerAnswer.DECLINED

    def can_be_answered(self, at: datetime) -> bool:
        """Until it starts, and as long as the office wants them."""
        session = self.session
        return bool(session and not self.ended_at and not session.is_cancelled and not session.has_started(at))

    def ask(self, at: datetime) -> None:
        """Whatever was said before, it is asked now."""
        self.asked_at, self.asked_again_at, self.ended_at = at, None, None
        self.answer, self.answered_at, self.words = None, None, ""

    def say(self, answer: TrainerAnswer, words: str, at: datetime) -> None:
        self.answer, self.answered_at, self.words, self.ended_at = answer, at, words, None

    def end(self, at: datetime) -> None:
        """They aren't wanted any more: the link is no good, and what is said later begins anew."""
        self.ended_at, self.version = at, self.version + 1


class TrainerUnavailability(Base):
    """Dates, both inclusive, on which a trainer can't teach, and why if they say so."""

    __tablename__ = "trainer_unavailability"
    __table_args__ = (
        CheckConstraint("from_on <= until_on", name="begins_before_it_ends"),
        Index(None, "trainer_id", "until_on"),
    )

    trainer_id: Mapped[int] = mapped_column(ForeignKey("trainer.id"))
    from_on: Mapped[date]
    until_on: Mapped[date]
    words: Mapped[str] = mapped_column(String(200), default="", server_default="")

    trainer: Mapped[Trainer] = relationship(lazy="joined", innerjoin=True)

    def holds(self, day: date) -> bool:
        return self.from_on <= day <= self.until_on

    @property
    def in_words(self) -> str:
        """Mon 3 May 2027, or Mon 3 May 2027 to Fri 7 May 2027."""
        first = short_date(self.from_on)
        return first if self.from_on == self.until_on else f"{first} to {short_date(self.until_on)}"
