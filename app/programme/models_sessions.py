"""Sessions: dated runs of a course that people book."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    false,
    func,
)
from sqlalchemy.ext.hybrid import hybrid_method, hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Agency
from app.core import clock
from app.core.changes import ChangeTracked
from app.core.database import Base
from app.programme.models import Course, Strand, Trainer
from app.programme.models_venues import Venue, VenueRoom
from app.programme.models_weeks import LearningWeek
from app.programme.refusals import DaysUnclear, InvitationReplaced, NotADraft, NotPublished
from app.settings.models import ListKey, ListKeys
from app.settings.rules_lists import CancelReasons, Sectors

MARKING_OPENS_BEFORE = timedelta(hours=1)
MOST_PLACES = 5000


class Delivery(StrEnum):
    VIRTUAL = "virtual"
    VENUE = "venue"
    HYBRID = "hybrid"


class SessionState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class CancelReason(StrEnum):
    """Why we cancelled: the board is told how many fell for lack of interest. Those that Coursebook begins with: the
    office adds, renames and retires them (settings/rules_lists.py)."""

    LACK_OF_INTEREST = "lack of interest"
    TRAINER_ILL = "trainer ill"
    WEATHER = "weather"
    OTHER = "other"


session_trainer = Table(
    "session_trainer",
    Base.metadata,
    Column("session_id", ForeignKey("training_session.id"), primary_key=True),
    Column("trainer_id", ForeignKey("trainer.id"), primary_key=True),
    Column("is_confirmed", Boolean, nullable=False, default=False, server_default=false()),
)
"""Who teaches: asked, until they have confirmed."""


@dataclass(frozen=True, order=True)
class Day:
    """One day of a session as it is planned: London wall-clock time."""

    on: date
    starts: time
    ends: time


class TrainingSession(ChangeTracked, Base):
    """One dated run of a course that people book.

    Its days are kept in wall-clock time, so that a clock change doesn't move them; `starts_at` and `ends_at` follow
    from them in `plan_days`, for the database to search. `sequence` rises with each change that calendars must follow.
    `offers_paused` says why free places aren't passed on to the waiting list; empty where they are.

    The rules of booking it, each left out where it is None, empty or False: from and until which date (`opens_on`,
    `closes_on`, inclusive), how many of one agency (`agency_cap`, lifted `cap_lifted_days_before` the start),
    the course's prerequisite attended within `prerequisite_years`, which sectors (`audience`), and that nobody with
    three unexplained absences in twelve months books it (`bars_non_attenders`). The office hears of fewer than
    `minimum`. A bespoke session is for `invited_agency` or the group in `invited_group`; a new `invitation_version`
    revokes its link. `venue` is what the place is called; the services of its record, if there is one, keep it so.
    """

    __tablename__ = "training_session"
    __table_args__ = (
        CheckConstraint("places >= 0", name="places_not_negative"),
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        CheckConstraint("agency_cap > 0", name="agency_cap_of_some"),
        CheckConstraint("minimum > 0", name="minimum_of_some"),
        CheckConstraint("prerequisite_years > 0", name="prerequisite_within_some_years"),
        CheckConstraint("room_id IS NULL OR venue_id IS NOT NULL", name="room_of_a_venue"),
        Index(None, "starts_at"),
        Index(None, "ends_at"),
        Index(None, "state", "starts_at"),
        Index(None, "state", "ends_at"),
    )

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    learning_week_id: Mapped[int | None] = mapped_column(ForeignKey("learning_week.id"), index=True)
    state: Mapped[SessionState] = mapped_column(default=SessionState.DRAFT)
    places: Mapped[int]
    delivery: Mapped[Delivery]
    venue: Mapped[str] = mapped_column(String(200), default="")
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("venue_room.id"), index=True)
    joining_link: Mapped[str] = mapped_column(String(500), default="")
    is_open: Mapped[bool] = mapped_column(default=False)
    is_imported: Mapped[bool] = mapped_column(default=False)
    offers_paused: Mapped[str] = mapped_column(String(200), default="", server_default="")
    cancel_reason: Mapped[str | None] = mapped_column(ListKey(CancelReasons.NAME))
    cancel_words: Mapped[str] = mapped_column(Text, default="", server_default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    sequence: Mapped[int] = mapped_column(default=0)
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    agency_cap: Mapped[int | None]
    cap_lifted_days_before: Mapped[int] = mapped_column(default=0, server_default="0")
    prerequisite_years: Mapped[int | None]
    audience: Mapped[list[str]] = mapped_column(ListKeys(Sectors.NAME), default=list, server_default="[]")
    bars_non_attenders: Mapped[bool] = mapped_column(default=False, server_default=false())
    minimum: Mapped[int | None]
    invited_agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    invited_group: Mapped[str] = mapped_column(String(200), default="", server_default="")
    invitation_version: Mapped[int] = mapped_column(default=1, server_default="1")
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("training_session.id"), index=True)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    course: Mapped[Course] = relationship(lazy="joined", innerjoin=True)
    learning_week: Mapped[LearningWeek | None] = relationship(lazy="joined")
    days: Mapped[list["SessionDay"]] = relationship(
        cascade="all, delete-orphan", order_by="SessionDay.on", lazy="selectin"
    )
    trainers: Mapped[list[Trainer]] = relationship(secondary=session_trainer, order_by=Trainer.name)
    confirmed_trainers: Mapped[list[Trainer]] = relationship(
        secondary=session_trainer,
        secondaryjoin=and_(Trainer.id == session_trainer.c.trainer_id, session_trainer.c.is_confirmed),
        order_by=Trainer.name,
        viewonly=True,
    )
    speakers: Mapped[list["Speaker"]] = relationship(cascade="all, delete-orphan", order_by="Speaker.id")
    invited_agency: Mapped[Agency | None] = relationship()
    venue_record: Mapped[Venue | None] = relationship()
    room: Mapped[VenueRoom | None] = relationship()

    @property
    def title(self) -> str:
        return self.course.title

    @property
    def where(self) -> str:
        """The venue, "Online", or both."""
        if self.delivery is Delivery.VIRTUAL:
            return "Online"
        return f"{self.venue} and online" if self.delivery is Delivery.HYBRID else self.venue

    @property
    def place(self) -> Venue | None:
        """The record of where people go; None where all join online, or it is known by its name alone."""
        return None if self.delivery is Delivery.VIRTUAL else self.venue_record

    @property
    def location(self) -> str:
        """Where, with the address: for a calendar."""
        address = self.place.address_on_one_line if self.place else ""
        return f"{self.where}: {address}" if address else self.where

    @property
    def minutes_per_day(self) -> list[int]:
        return [int((day.ends_at - day.starts_at).total_seconds() // 60) for day in self.days]

    @hybrid_property
    def is_draft(self) -> bool:
        return self.state == SessionState.DRAFT

    @hybrid_property
    def is_published(self) -> bool:
        return self.state == SessionState.PUBLISHED

    @hybrid_property
    def is_cancelled(self) -> bool:
        return self.state == SessionState.CANCELLED

    @hybrid_property
    def is_on_show(self) -> bool:
        """Everybody may see it: published or since cancelled, and not bespoke."""
        return not self.is_draft and self.course.strand is not Strand.BESPOKE

    @is_on_show.inplace.expression
    @classmethod
    def _is_on_show_in_sql(cls) -> ColumnElement[bool]:
        return and_(~cls.is_draft, cls.course.has(Course.strand != Strand.BESPOKE))

    @hybrid_property
    def is_by_name(self) -> bool:
        """People are known there by name: not at an open session, nor in e-learning."""
        return not self.is_open and self.course.strand is not Strand.E_LEARNING

    @is_by_name.inplace.expression
    @classmethod
    def _is_by_name_in_sql(cls) -> ColumnElement[bool]:
        return and_(cls.is_open.is_(False), cls.course.has(Course.strand != Strand.E_LEARNING))

    @hybrid_property
    def takes_bookings(self) -> bool:
        """People book it by name, and so it keeps a register: not an open session, not e-learning."""
        return self.is_published & self.is_by_name  # `&`, so that it is the SQL too

    def who_can_book(self, at: datetime) -> str:
        """What publishing it means, in words."""
        if not self.takes_bookings or self.has_started(at):
            return "Nobody books it."
        if self.course.strand is Strand.BESPOKE:
            return "Those you send the invitation link to can book it; it stands on no public page."
        return "Everybody can see and book it."

    def must_be_invited_by(self, version: int) -> None:
        """Raises InvitationReplaced."""
        if version != self.invitation_version:
            raise InvitationReplaced

    @hybrid_method
    def is_open_for_booking(self, today: date) -> bool:
        """Whether its dates of booking, both inclusive, hold today."""
        return (not self.opens_on or today >= self.opens_on) and (not self.closes_on or today <= self.closes_on)

    @is_open_for_booking.expression
    @classmethod
    def _is_open_for_booking_in_sql(cls, today: date) -> ColumnElement[bool]:
        return and_(func.coalesce(cls.opens_on, today) <= today, func.coalesce(cls.closes_on, today) >= today)

    @hybrid_method
    def has_started(self, at: datetime) -> bool:
        return self.starts_at <= at

    @hybrid_method
    def has_ended(self, at: datetime) -> bool:
        return self.ends_at <= at

    @hybrid_method
    def can_be_marked(self, at: datetime) -> bool:
        """The register opens an hour before the first start."""
        return self.is_published & self.has_started(at + MARKING_OPENS_BEFORE)

    def plan_days(self, days: list[Day]) -> None:
        """Set the days and what follows from them. Raises DaysUnclear."""
        if not days:
            raise DaysUnclear("Enter at least one day.")
        planned = sorted(days)
        if any(day.ends <= day.starts for day in planned):
            raise DaysUnclear("Each day must end after it starts.")
        if not all(clock.exists_in_london(day.on, at) for day in planned for at in (day.starts, day.ends)):
            raise DaysUnclear("The clocks go forward that night: there is no such time. Choose another.")
        if len({day.on for day in planned}) < len(planned):
            raise DaysUnclear("Two days have the same date.")
        self.days = [SessionDay(on=day.on, starts=day.starts, ends=day.ends) for day in planned]
        self.starts_at, self.ends_at = self.days[0].starts_at, self.days[-1].ends_at

    def publish(self, at: datetime) -> None:
        """Raises NotADraft."""
        if not self.is_draft:
            raise NotADraft
        self.state, self.published_at = SessionState.PUBLISHED, at

    def cancel(self, reason: str, words: str) -> None:
        """Raises NotPublished."""
        if not self.is_published:
            raise NotPublished
        self.state, self.cancel_reason, self.cancel_words = SessionState.CANCELLED, reason, words
        self.sequence += 1


class SessionDay(Base):
    """One day of a session, in London wall-clock time."""

    __tablename__ = "session_day"
    __table_args__ = (
        UniqueConstraint("session_id", "on"),
        CheckConstraint("starts < ends", name="starts_before_it_ends"),
        Index(None, "on"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"))
    on: Mapped[date]
    starts: Mapped[time]
    ends: Mapped[time]

    @property
    def starts_at(self) -> datetime:
        return clock.from_london(self.on, self.starts)

    @property
    def ends_at(self) -> datetime:
        return clock.from_london(self.on, self.ends)


class Speaker(Base):
    """What is said of somebody who speaks: a name, an alias or a few words, with their consent of a date.

    Without such a record a speaker is unnamed; removing it is all it takes to withdraw the consent.
    """

    __tablename__ = "speaker"

    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"), index=True)
    shown_as: Mapped[str] = mapped_column(String(200))
    consented_on: Mapped[date]
