"""A year's return of an agency, and the courses on it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Agency
from app.core.database import Base
from app.notifications.models_subjects import LetterSubject
from app.single_agency.refusals import (
    ReturnIsAccepted,
    ReturnIsSentIn,
    ReturnNotSentIn,
)


class ReturnState(StrEnum):
    """How a return stands. One that is asked for, or asked for again, is the agency's to fill in."""

    ASKED = "asked"
    SENT_IN = "sent in"
    ASKED_AGAIN = "asked again"
    ACCEPTED = "accepted"


MISSING = (ReturnState.ASKED, ReturnState.ASKED_AGAIN)
"""Not with the training team: these are reminded of."""


class Assurance(StrEnum):
    """Whether an agency makes sure of something."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class SingleAgencyReturn(LetterSubject, Base):
    """What an agency says that it trained itself in a programme year, as a section 11 return asks.

    It is asked of `contact_email` by a personal link; another contact makes a new `link_version`, which revokes the
    links before. `reminded_on` is the London date of the last reminder. `trained_nobody` is said instead of courses.
    `review_words` are what the training team asked, or said as it accepted.
    """

    ABOUT = "single-agency-"
    __tablename__ = "single_agency_return"
    __table_args__ = (
        UniqueConstraint("agency_id", "year"),
        CheckConstraint("contact_email = lower(contact_email)", name="contact_email_in_lower_case"),
        Index(None, "year", "state"),
        Index(None, "state", "due_on"),
    )

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    year: Mapped[str] = mapped_column(String(7))
    state: Mapped[ReturnState] = mapped_column(default=ReturnState.ASKED)
    contact_name: Mapped[str] = mapped_column(String(200))
    contact_email: Mapped[str] = mapped_column(String(254))
    link_version: Mapped[int] = mapped_column(default=1)
    due_on: Mapped[date]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reminded_on: Mapped[date | None]
    trained_nobody: Mapped[bool] = mapped_column(default=False, server_default=false())
    remarks: Mapped[str] = mapped_column(Text, default="", server_default="")
    sent_by_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    sent_by_role: Mapped[str] = mapped_column(String(200), default="", server_default="")
    sent_in_at: Mapped[datetime | None]
    review_words: Mapped[str] = mapped_column(Text, default="", server_default="")
    reviewed_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    agency: Mapped[Agency] = relationship()
    courses: Mapped[list["SingleAgencyCourse"]] = relationship(
        back_populates="of_return", order_by="SingleAgencyCourse.starts_on, SingleAgencyCourse.id"
    )

    @property
    def is_missing(self) -> bool:
        """It is the agency's to fill in."""
        return self.state in MISSING

    @property
    def is_sent_in(self) -> bool:
        """It waits for the training team's review."""
        return self.state is ReturnState.SENT_IN

    @property
    def is_accepted(self) -> bool:
        return self.state is ReturnState.ACCEPTED

    def is_late(self, on: date) -> bool:
        """It is missing, and its last day has passed."""
        return self.is_missing and on > self.due_on

    def must_be_fillable(self) -> None:
        """Raises ReturnIsSentIn or ReturnIsAccepted."""
        if self.is_accepted:
            raise ReturnIsAccepted
        if self.is_sent_in:
            raise ReturnIsSentIn

    def must_be_sent_in(self) -> None:
        """Raises ReturnNotSentIn."""
        if not self.is_sent_in:
            raise ReturnNotSentIn

    def send_in(self, at: datetime) -> None:
        """Raises ReturnIsSentIn or ReturnIsAccepted."""
        self.must_be_fillable()
        self.state, self.sent_in_at = ReturnState.SENT_IN, at

    def take_back(self) -> None:
        """To change it once more before it is reviewed. Raises ReturnNotSentIn."""
        self.must_be_sent_in()
        self.state = ReturnState.ASKED_AGAIN if self.review_words else ReturnState.ASKED

    def accept(self) -> None:
        """Raises ReturnNotSentIn."""
        self.must_be_sent_in()
        self.state = ReturnState.ACCEPTED

    def ask_again(self) -> None:
        """One that was accepted too, where something came to light. Raises ReturnNotSentIn."""
        if self.is_missing:
            raise ReturnNotSentIn
        self.state = ReturnState.ASKED_AGAIN


class SingleAgencyCourse(Base):
    """A course that an agency ran for its own people: how often, for how many, and how it makes sure that it is good.

    `people` are those whom it reached, each once. Three things are assured, each with how: that the content is right
    and up to date, that whoever trains can, and that it changes practice.
    """

    __tablename__ = "single_agency_course"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),
        CheckConstraint("times > 0", name="held_at_least_once"),
        CheckConstraint("people > 0", name="reached_somebody"),
    )

    return_id: Mapped[int] = mapped_column(ForeignKey("single_agency_return.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(60), default="", server_default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    times: Mapped[int] = mapped_column(default=1)
    people: Mapped[int]
    content: Mapped[Assurance]
    content_words: Mapped[str] = mapped_column(Text, default="", server_default="")
    trainer: Mapped[Assurance]
    trainer_words: Mapped[str] = mapped_column(Text, default="", server_default="")
    impact: Mapped[Assurance]
    impact_words: Mapped[str] = mapped_column(Text, default="", server_default="")

    of_return: Mapped[SingleAgencyReturn] = relationship(back_populates="courses")
