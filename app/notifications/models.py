"""A message, from its cause to its delivery."""

from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    and_,
    bindparam,
    literal_column,
    or_,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_method, hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from app.core.changes import LONG_AGO
from app.core.database import Base
from app.notifications.models_words import MessageWords

LEASE = timedelta(seconds=60)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))

LONGEST_WAIT_FOR_A_SERVER = 3
"""Which of the waits is the longest while the server is away: an hour."""


class MessageState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    RETRYING = "retrying"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    MISSED = "missed"
    UNDELIVERABLE = "undeliverable"


WAITING = (MessageState.QUEUED, MessageState.RETRYING)
UNDER_WAY = (*WAITING, MessageState.SENDING)
"""Not at its end: it is still to arrive."""

CAN_BE_SENT_AGAIN = (MessageState.FAILED, MessageState.RETRYING, MessageState.UNDELIVERABLE)

_waits = text(f"state IN ({', '.join(repr(state.value) for state in WAITING)})")


class Priority(IntEnum):
    """Who goes first: somebody who waits at a screen, then what a person did, then what a job found to do."""

    SCREEN = 0
    PERSON = 1
    JOB = 2


LOST = (MessageState.FAILED, MessageState.UNDELIVERABLE, MessageState.MISSED, MessageState.RETRYING)
"""It doesn't arrive; the worst first."""

_lost = text(f"state IN ({', '.join(repr(state.value) for state in LOST)})")

DONE_WITH = (MessageState.SENT, MessageState.WITHDRAWN)
"""These grow with every year, and nobody needs to know how many there are."""


class LetterKind(StrEnum):
    """Every letter that the house writes. The values stand in the keys of messages, so they stay as they are."""

    # Signing in and subscriptions
    SIGN_IN = "sign-in"
    SIGN_IN_CHANGED = "sign-in-changed"
    STAFF_INVITATION = "staff-invitation"
    SET_UP_LINK = "set-up-link"
    SET_UP_CODE = "set-up-code"
    NEW_ADDRESS = "new-address"
    NEW_ADDRESS_TO_CONFIRM = "new-address-to-confirm"
    ADDRESS_CHANGED = "address-changed"
    SUBSCRIBE = "subscribe"
    LUNCHTIME = "lunchtime"
    NEW_DATE = "new-date"
    AGENCY_FIGURES = "agency-figures"

    # Bookings
    CONFIRM_ADDRESS = "confirm-address"
    CONFIRMED = "confirmed"
    CONFIRMED_TOGETHER = "confirmed-together"
    WITHDRAWN = "withdrawn"
    SUBSTITUTED = "substituted"
    TRANSFERRED = "transferred"
    WAITING = "waiting"
    OFFERED = "offered"
    OFFER_OVER = "offer-over"
    TAKEN_OFF_LIST = "taken-off-list"
    CHANGED = "changed"
    CHANGED_IN_LINE = "changed-in-line"
    DAYS_FALLEN_AWAY = "days-fallen-away"
    CANCELLED_BY_US = "cancelled-by-us"
    CALENDAR_DAY = "calendar-day"
    FROM_THE_OFFICE = "from-the-office"
    JOINING_DETAILS = "joining-details"
    REMINDER = "reminder"
    WEEK_DAY = "week-day"
    HELD_PLACES = "held-places"

    # To line managers
    MANAGER_BOOKING = "manager-booking"
    MANAGER_WITHDRAWAL = "manager-withdrawal"
    MANAGER_NON_ATTENDANCE = "manager-non-attendance"

    # About mail itself, and to the training team
    TEST = "test"
    MAIL_CAME_BACK = "mail-came-back"

    # To trainers, and about them
    TRAINER_ASKED = "trainer-asked"
    TRAINER_CONFIRMED = "trainer-confirmed"
    TRAINER_CHANGED = "trainer-changed"
    TRAINER_RELEASED = "trainer-released"
    TRAINER_REMINDER = "trainer-reminder"
    TRAINER_DAY = "trainer-day"
    TRAINER_DECLINED = "trainer-declined"
    TRAINER_REGISTER = "trainer-register"

    # To the training team
    BELOW_MINIMUM = "below-minimum"
    REGISTERS_OUTSTANDING = "registers-outstanding"

    # Charges, and returns of agencies
    REASON = "reason"
    REASON_MANAGER = "reason-manager"
    SINGLE_AGENCY_ASKED = "single-agency-asked"
    SINGLE_AGENCY_REMINDER = "single-agency-reminder"
    SINGLE_AGENCY_ACCEPTED = "single-agency-accepted"

    # Evaluation and certificates
    BEFORE_QUESTIONNAIRE = "before-questionnaire"
    AFTER_QUESTIONNAIRE = "after-questionnaire"
    LATER_QUESTIONNAIRE = "later-questionnaire"
    MANAGER_QUESTIONNAIRE = "manager-questionnaire"
    CERTIFICATE = "certificate"
    CERTIFICATE_WITHDRAWN = "certificate-withdrawn"
    REFRESHER_DUE = "refresher-due"

    @property
    def priority(self) -> Priority:
        if self in _WAITED_FOR:
            return Priority.SCREEN
        return Priority.PERSON if self in _CAUSED_BY_A_PERSON else Priority.JOB


_WAITED_FOR = frozenset(
    {
        *(LetterKind.SIGN_IN, LetterKind.SET_UP_CODE, LetterKind.NEW_ADDRESS),
        *(LetterKind.SUBSCRIBE, LetterKind.CONFIRM_ADDRESS),
    }
)
"""By somebody at a screen."""

_CAUSED_BY_A_PERSON = frozenset(
    {
        *(LetterKind.TEST, LetterKind.SIGN_IN_CHANGED, LetterKind.STAFF_INVITATION, LetterKind.SET_UP_LINK),
        *(LetterKind.ADDRESS_CHANGED, LetterKind.NEW_ADDRESS_TO_CONFIRM),
        *(LetterKind.CONFIRMED, LetterKind.CONFIRMED_TOGETHER, LetterKind.WITHDRAWN, LetterKind.SUBSTITUTED),
        *(LetterKind.WAITING, LetterKind.OFFERED, LetterKind.CHANGED, LetterKind.CHANGED_IN_LINE),
        *(LetterKind.DAYS_FALLEN_AWAY, LetterKind.CANCELLED_BY_US, LetterKind.FROM_THE_OFFICE),
        *(LetterKind.MANAGER_BOOKING, LetterKind.MANAGER_WITHDRAWAL, LetterKind.TRANSFERRED),
        *(LetterKind.CALENDAR_DAY, LetterKind.TRAINER_DECLINED),
        *(LetterKind.SINGLE_AGENCY_ASKED, LetterKind.SINGLE_AGENCY_ACCEPTED),
    }
)
"""All else is caused by a job."""


def _as_first_planned(context: Any) -> datetime:
    """A message is due when it is first to be tried."""
    at: datetime = context.get_current_parameters()["next_attempt_at"]
    return at


class Message(MessageWords, Base):
    """One e-mail to one person.

    `key` (kind, about whom or what, occurrence) is unique: a second sending is impossible.
    `subject_key` names what it is about, so that a change there can withdraw what is queued.
    What a subscription brings carries the headers that end it with one click. It is due from `due_at` on: a try moves
    `next_attempt_at` alone; of one that failed, that is when it was given up. `trace`, in the logs, is what wrote it.
    """

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        Index(None, "state", "next_attempt_at"),
        Index("ix_message_to_send", "priority", "next_attempt_at", sqlite_where=_waits, postgresql_where=_waits),
        Index(None, "to_email", "id"),
        Index("ix_message_lost", "kind", "created_at", sqlite_where=_lost, postgresql_where=_lost),
        Index(None, "kind", "id"),
        Index(None, "state", "id"),  # the latest of a state, without sorting all that were ever sent
    )

    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[LetterKind]
    priority: Mapped[int] = mapped_column(SmallInteger, default=Priority.JOB, server_default=str(int(Priority.JOB)))
    subject_key: Mapped[str] = mapped_column(String(60), index=True)
    to_email: Mapped[str] = mapped_column(String(254))
    to_name: Mapped[str] = mapped_column(String(200))
    calendar: Mapped[str | None] = mapped_column(Text)
    calendar_method: Mapped[str | None] = mapped_column(String(20))
    subscription_id: Mapped[int | None] = mapped_column(ForeignKey("subscription.id"))
    trace: Mapped[str | None] = mapped_column(String(64))

    state: Mapped[MessageState] = mapped_column(default=MessageState.QUEUED)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(default=_as_first_planned, server_default=f"{LONG_AGO:%Y-%m-%d %H:%M:%S}")
    next_attempt_at: Mapped[datetime]
    stale_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None] = mapped_column(String(60))
    lease_until: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime | None]

    @hybrid_property
    def waits(self) -> bool:
        """It is to be sent, now or later."""
        return self.state in WAITING

    @waits.inplace.expression
    @classmethod
    def _waits_in_sql(cls) -> ColumnElement[bool]:
        """Written out, not bound: a database uses the index of what waits only where it sees that this is asked."""
        return cls.state.in_(bindparam("waiting", WAITING, expanding=True, literal_execute=True))

    @hybrid_method
    def is_due(self, at: datetime) -> bool:
        """It should have left by now, whether it is being tried or not."""
        return self.state in UNDER_WAY and self.due_at <= at and not self.is_stale(at)

    @is_due.expression
    @classmethod
    def _is_due_in_sql(cls, at: datetime) -> ColumnElement[bool]:
        is_in_time = or_(cls.stale_at.is_(None), cls.stale_at > at)
        return and_(cls.state.in_(UNDER_WAY), cls.due_at <= at, is_in_time)

    @hybrid_method
    def is_stale(self, at: datetime) -> bool:
        """Its time has passed."""
        return self.stale_at is not None and at >= self.stale_at

    @is_stale.expression
    @classmethod
    def _is_stale_in_sql(cls, at: datetime) -> ColumnElement[bool]:
        return cls.stale_at <= at

    @classmethod
    def is_lost(cls) -> ColumnElement[bool]:
        """SQL: it doesn't arrive. As the index of such messages says it, so that the planner sees that it fits."""
        return cls.state.in_([literal_column(repr(state.value)) for state in LOST])

    def can_be_sent_again(self, at: datetime) -> bool:
        """It failed, is being tried or was kept from a flagged address; its time hasn't passed, its words are kept."""
        return not self.is_stale(at) and self.state in CAN_BE_SENT_AGAIN and bool(self.text)

    def mark_refused(self, words: str, *, at: datetime, for_good: bool) -> None:
        """Keep the server's words; try again later, unless it said never or we have tried enough."""
        self.attempts += 1
        self.last_error = words
        self._let_go()
        if for_good or self.attempts > len(WAITS):
            self.state, self.next_attempt_at = MessageState.FAILED, at
        else:
            self.state = MessageState.RETRYING
            self.next_attempt_at = at + WAITS[self.attempts - 1]

    def mark_waiting_for_the_server(self, words: str, *, at: datetime) -> None:
        """The server can't be reached: no fault of the message, which waits for as long as it takes."""
        self.last_error, self.state = words, MessageState.RETRYING
        self._let_go()
        self.next_attempt_at = at + WAITS[min(self.attempts, LONGEST_WAIT_FOR_A_SERVER)]
        self.attempts = max(self.attempts, min(self.attempts + 1, LONGEST_WAIT_FOR_A_SERVER))

    def wait_until(self, at: datetime) -> None:
        """Let go of without having been tried."""
        self.state, self.next_attempt_at = MessageState.QUEUED, at
        self._let_go()

    def mark_to_send_again(self, at: datetime) -> None:
        if self.state is not MessageState.RETRYING:
            self.due_at = at
        self.state, self.attempts, self.next_attempt_at = MessageState.QUEUED, 0, at

    def _let_go(self) -> None:
        self.lease_owner = self.lease_until = None
