"""A charge: proposed, a reason asked, decided by a person, billed, settled. No step is skipped."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    or_,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_method, hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Agency, User
from app.booking.models import Booking
from app.charging.refusals import AgencyMissing, AlreadyDecided, NotBilled, NotConfirmed, NotYetExplained, ReasonClosed
from app.core.database import Base
from app.notifications.models_subjects import LetterSubject
from app.settings.models import ListKey
from app.settings.rules_lists import WaiverReasons
from app.terms.models import Cause


class ChargeState(StrEnum):
    """Withdrawn and credited charges are gone: what they were for turned out otherwise."""

    PROPOSED = "proposed"
    ASKED = "reason asked"
    EXPLAINED = "explained"
    UNEXPLAINED = "not explained"
    WAIVED = "waived"
    CONFIRMED = "confirmed"
    BILLED = "billed"
    PAID = "paid"
    WRITTEN_OFF = "written off"
    WITHDRAWN = "withdrawn"
    CREDITED = "credited"


TO_DECIDE = (ChargeState.PROPOSED, ChargeState.ASKED, ChargeState.EXPLAINED, ChargeState.UNEXPLAINED)

ANSWERED = (ChargeState.EXPLAINED, ChargeState.UNEXPLAINED)
"""A reason was given, or wasn't in time."""

GONE = (ChargeState.WITHDRAWN, ChargeState.CREDITED)
ON_A_BILL = (ChargeState.BILLED, ChargeState.PAID, ChargeState.WRITTEN_OFF)

CREDITABLE = (ChargeState.BILLED, ChargeState.PAID)
"""What was written off is owed by nobody: a credit would pay for what was never paid."""

_standing = text(f"state NOT IN ({', '.join(repr(state.value) for state in GONE)})")


class WaiverReason(StrEnum):
    """Those that Coursebook begins with: the office adds, renames and retires them (settings/rules_lists.py)."""

    SICKNESS = "sickness"
    BEREAVEMENT = "bereavement"
    COURT = "court attendance"
    URGENT_CASE = "an urgent case"
    COULD_NOT_JOIN = "technical trouble joining"
    OUR_MISTAKE = "our mistake"
    OTHER = "another reason"


class Explainer(StrEnum):
    """Who gave a reason; the office may write down what it was told."""

    PRACTITIONER = "practitioner"
    MANAGER = "line manager"
    OFFICE = "training team"


class ManagerLetter(LetterSubject):
    """A letter that asks a line manager for reasons, of several of their people perhaps: the charges say in which."""

    __tablename__ = "manager_letter"
    ABOUT = "manager-letter-"

    asked_at: Mapped[datetime]


class Charge(LetterSubject):
    """What an agency may owe for one booking. Nothing is charged by itself. Money in pence.

    A booking has one charge that stands, whatever became of it before. `answer_by` is until when a reason is in time.
    `letter_key` is the post room's key of the letter that asks the practitioner, and `letter_left_at` when it left us.
    `reason` is in the officer's words: why it was waived, withdrawn, credited or written off. `waiver_reason` says
    why a person decided that nothing is owed; one that only follows no longer has none. `paid_at` stays where what
    was paid is credited later.
    """

    __tablename__ = "charge"
    ABOUT = "charge-"
    __table_args__ = (
        CheckConstraint("pence >= 0", name="money_not_negative"),
        Index(
            "uq_charge_one_standing_per_booking",
            "booking_id",
            unique=True,
            sqlite_where=_standing,
            postgresql_where=_standing,
        ),
    )

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    cause: Mapped[Cause]
    pence: Mapped[int]
    rule: Mapped[str] = mapped_column(Text)
    state: Mapped[ChargeState] = mapped_column(default=ChargeState.PROPOSED, index=True)
    proposed_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    answer_by: Mapped[datetime | None]
    letter_key: Mapped[str | None] = mapped_column(String(120))
    letter_left_at: Mapped[datetime | None]
    manager_letter_id: Mapped[int | None] = mapped_column(ForeignKey("manager_letter.id"), index=True)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    paid_at: Mapped[datetime | None]
    waiver_reason: Mapped[str | None] = mapped_column(ListKey(WaiverReasons.NAME))
    reason: Mapped[str] = mapped_column(Text, default="")
    vat_code: Mapped[str] = mapped_column(String(20), default="", server_default="")

    booking: Mapped[Booking] = relationship(lazy="joined", innerjoin=True)
    agency: Mapped[Agency | None] = relationship(lazy="joined")
    decided_by: Mapped[User | None] = relationship()
    manager_letter: Mapped[ManagerLetter | None] = relationship()
    explanations: Mapped[list["Explanation"]] = relationship(order_by="Explanation.given_at, Explanation.id")

    @property
    def person_concerned_id(self) -> int:
        return self.booking.practitioner_id

    @property
    def is_to_decide(self) -> bool:
        return self.state in TO_DECIDE

    @hybrid_property
    def needs_a_reason(self) -> bool:
        """A fee for a place that was used has nothing to explain."""
        return self.cause != Cause.PLACE

    @property
    def has_been_asked(self) -> bool:
        """No letter to the practitioner waits, or missed its time, while mail is down: it left us, or never will."""
        return self.letter_key is None or self.letter_left_at is not None

    def ask(self, *, answer_by: datetime, at: datetime) -> None:
        """Proposed to reason asked. Raises AlreadyDecided."""
        self._must_be(ChargeState.PROPOSED)
        self.state, self.asked_at, self.answer_by = ChargeState.ASKED, at, answer_by

    @property
    def can_be_let_go(self) -> bool:
        """A person may take back what a person confirmed; before that it is waived. Written off, nothing is owed."""
        return self.state in (ChargeState.CONFIRMED, *CREDITABLE)

    @property
    def is_billed(self) -> bool:
        """On a bill, and not settled."""
        return self.state is ChargeState.BILLED

    @hybrid_property
    def waits_for_money(self) -> bool:
        """It is on a bill that asks for it, credited later or not, and was neither paid nor written off."""
        return self.is_billed or (self.state is ChargeState.CREDITED and self.paid_at is None)

    @waits_for_money.inplace.expression
    @classmethod
    def _waits_for_money_in_sql(cls) -> ColumnElement[bool]:
        return or_(cls.state == ChargeState.BILLED, and_(cls.state == ChargeState.CREDITED, cls.paid_at.is_(None)))

    def is_in_time(self, given: "Explanation") -> bool:
        return self.answer_by is None or given.given_at <= self.answer_by

    def explanation_by(self, who: Explainer) -> "Explanation | None":
        return next((each for each in self.explanations if each.given_by is who), None)

    def can_be_explained(self, at: datetime) -> bool:
        """A reason is taken until a person has decided, and while it is in time."""
        return self.state in (ChargeState.ASKED, ChargeState.EXPLAINED) and at <= (self.answer_by or at)

    def explain(self) -> None:
        """A reason was given: reason asked, or not explained, to explained. Raises ReasonClosed."""
        if self.state not in (ChargeState.ASKED, ChargeState.EXPLAINED, ChargeState.UNEXPLAINED):
            raise ReasonClosed
        self.state = ChargeState.EXPLAINED

    @hybrid_method
    def is_past_deadline(self, at: datetime) -> bool:
        """A reason was asked for, and its time is over."""
        return self.state is ChargeState.ASKED and self.answer_by is not None and at > self.answer_by

    @is_past_deadline.expression
    @classmethod
    def _is_past_deadline_in_sql(cls, at: datetime) -> ColumnElement[bool]:
        return and_(cls.state == ChargeState.ASKED, cls.answer_by < at)

    def pass_deadline(self, at: datetime) -> None:
        """Reason asked to not explained, once its time is over. Raises AlreadyDecided or NotYetExplained."""
        self._must_be(ChargeState.ASKED)
        if not self.is_past_deadline(at):
            raise NotYetExplained
        self.state = ChargeState.UNEXPLAINED

    @hybrid_method
    def can_be_confirmed(self) -> bool:
        return self.state in ANSWERED or (not self.needs_a_reason and self.state is ChargeState.PROPOSED)

    @can_be_confirmed.expression
    @classmethod
    def _can_be_confirmed_in_sql(cls) -> ColumnElement[bool]:
        return or_(cls.state.in_(ANSWERED), and_(~cls.needs_a_reason, cls.state == ChargeState.PROPOSED))

    def can_be_waived(self) -> bool:
        return self.can_be_confirmed() or self.state is ChargeState.ASKED

    def confirm(self, *, by: User, at: datetime) -> None:
        """The agency owes it. Raises AlreadyDecided, NotYetExplained or AgencyMissing."""
        self._must_be(*TO_DECIDE)
        if not self.can_be_confirmed():
            raise NotYetExplained
        if self.agency_id is None:
            raise AgencyMissing
        self.state, self.decided_by_id, self.decided_at = ChargeState.CONFIRMED, by.id, at

    def waive(self, why: str, words: str, *, by: User, at: datetime) -> None:
        """The agency doesn't owe it. Raises AlreadyDecided or NotYetExplained."""
        self._must_be(*TO_DECIDE)
        if not self.can_be_waived():
            raise NotYetExplained("The reason hasn’t been asked yet. That happens within a minute: try again then.")
        self.state, self.decided_by_id, self.decided_at = ChargeState.WAIVED, by.id, at
        self.waiver_reason, self.reason = why, words

    def bill(self) -> None:
        """Confirmed to billed. Raises AlreadyDecided."""
        self._must_be(ChargeState.CONFIRMED)
        self.state = ChargeState.BILLED

    def pay(self, at: datetime) -> None:
        """Billed to paid; a credited one keeps its state, and that the bill was paid. Raises NotBilled."""
        if not self.waits_for_money:
            raise NotBilled
        self.paid_at = at
        if self.is_billed:
            self.state = ChargeState.PAID

    def write_off(self, words: str) -> None:
        """Billed to written off. Raises NotBilled."""
        if not self.is_billed:
            raise NotBilled
        self.state, self.reason = ChargeState.WRITTEN_OFF, words

    def let_go(self, words: str, why: str | None = None) -> None:
        """Withdrawn before it was billed, else credited: a person says `why`, or it follows no longer.

        What a person waived keeps their reason. Raises AlreadyDecided.
        """
        if self.state in (*GONE, ChargeState.WRITTEN_OFF):
            raise AlreadyDecided(f"This charge is already {self.state}.")
        was_waived = self.state is ChargeState.WAIVED
        self.state = ChargeState.CREDITED if self.state in CREDITABLE else ChargeState.WITHDRAWN
        if not was_waived:
            self.waiver_reason, self.reason = why, words

    def take_back(self, why: str, words: str) -> None:
        """A person lets go of what a person confirmed. Raises NotConfirmed or AlreadyDecided."""
        if self.is_to_decide or self.state is ChargeState.WAIVED:
            raise NotConfirmed
        self.let_go(words, why)

    def ask_again(self, *, answer_by: datetime, at: datetime) -> None:
        """No letter had left: the time begins anew. Raises AlreadyDecided."""
        self._must_be(ChargeState.ASKED)
        self.asked_at, self.answer_by = at, answer_by

    def must_be_undecided(self) -> None:
        """Raises AlreadyDecided."""
        self._must_be(*TO_DECIDE)

    def _must_be(self, *states: ChargeState) -> None:
        if self.state not in states:
            raise AlreadyDecided(f"This charge is already {self.state}.")


class Explanation(Base):
    """A reason as it was given. It is evidence for the officer, and stands on no bill."""

    __tablename__ = "explanation"
    __table_args__ = (UniqueConstraint("charge_id", "given_by"),)

    charge_id: Mapped[int] = mapped_column(ForeignKey("charge.id"))
    given_by: Mapped[Explainer]
    words: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime]
