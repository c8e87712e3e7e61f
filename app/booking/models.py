"""A booking: one practitioner's claim on one session, from hold to outcome."""

from datetime import datetime

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, Text, and_, text
from sqlalchemy.ext.hybrid import hybrid_method, hybrid_property
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from app.accounts.models import AddressProof, Agency, AgencyGroup, User
from app.booking.delegates import AcceptedTerms, BookingSnapshot
from app.booking.models_letters import ChangeLetter
from app.booking.refusals import ChangedMeanwhile, HoldLapsed, NotBooked, NotOnTheList, OfferOver, SessionStarted
from app.booking.states import LIVE, MARKS, PENDING, THERE, TO_COME, BookingState, Channel, Outcome
from app.core.database import Base
from app.core.working_days import NONE, Closed
from app.programme.models_sessions import TrainingSession
from app.terms.models import Cause, ClosedDay, ManagerNews, Policy
from app.terms.policies.rules_costs import Costs, costs_of
from app.terms.policies.rules_deciding import Case, case_of, decide
from app.terms.policies.rules_notice import counts_as_late, free_until

_live = text(f"state IN ({', '.join(repr(state.value) for state in LIVE)})")


class Booking(Base):
    """Snapshots agency, team, role, manager and terms as they were: people move before month three.

    A walk-in is a booking that takes no place.
    `refills_id` is the late cancellation whose place this booking took; `substitutes_id` the colleague's booking
    that it replaces. `moved_at` is when we changed the date: from then on it can be withdrawn free of charge.
    `last_told` is when and where the session was by the last letter about it that went out. `confirmation_told_at` is
    when they were told that the place is theirs: empty again where that letter was taken back before it left.
    Who waits is served by `priority`, the highest first, then by `waiting_since`; edits change neither.
    `joining_sent_for` and `reminded_for` are the start for which that mail went out. `promised_free_until` is what
    the terms gave on the day they were accepted: a day that the office closes later doesn't take it back. Nor does a
    change of the agency's group: `agency_group` is what it was then.
    """

    __tablename__ = "booking"
    __table_args__ = (
        Index(
            "uq_booking_one_live_per_person",
            "session_id",
            "practitioner_id",
            unique=True,
            sqlite_where=_live,
            postgresql_where=_live,
        ),
        Index(None, "state", "held_until"),
        Index(None, "session_id", "state"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"))
    practitioner_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    state: Mapped[BookingState]
    outcome: Mapped[Outcome | None]

    name: Mapped[str] = mapped_column(String(200))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    job_role: Mapped[str] = mapped_column(String(200), default="")
    manager_name: Mapped[str] = mapped_column(String(200), default="")
    manager_email: Mapped[str] = mapped_column(String(254), default="")
    has_no_manager: Mapped[bool] = mapped_column(default=False)
    team: Mapped[str] = mapped_column(String(200), default="", server_default="")
    access_needs: Mapped[str] = mapped_column(Text, default="")
    dietary_needs: Mapped[str] = mapped_column(Text, default="", server_default="")
    policy_id: Mapped[int | None] = mapped_column(ForeignKey("policy.id"))
    terms_accepted_at: Mapped[datetime | None]
    promised_free_until: Mapped[datetime | None]
    agency_group: Mapped[AgencyGroup | None]

    created_at: Mapped[datetime]
    held_until: Mapped[datetime | None]
    proof_id: Mapped[int | None] = mapped_column(ForeignKey("address_proof.id"))
    waiting_since: Mapped[datetime | None]
    priority: Mapped[int] = mapped_column(default=0, server_default="0")
    offered_until: Mapped[datetime | None]
    booked_at: Mapped[datetime | None]
    joining_sent_for: Mapped[datetime | None]
    reminded_for: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    cancel_channel: Mapped[Channel | None]
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    marked_at: Mapped[datetime | None]
    moved_at: Mapped[datetime | None]
    last_told: Mapped[dict[str, str] | None] = mapped_column(JSON)
    confirmation_told_at: Mapped[datetime | None]
    refills_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), unique=True)
    substitutes_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), unique=True)

    session: Mapped[TrainingSession] = relationship(lazy="joined", innerjoin=True)
    practitioner: Mapped[User] = relationship(foreign_keys=practitioner_id, lazy="joined", innerjoin=True)
    agency: Mapped[Agency | None] = relationship(lazy="joined")
    policy: Mapped[Policy | None] = relationship()
    proof: Mapped[AddressProof | None] = relationship()
    change_letters: Mapped[list[ChangeLetter]] = relationship(order_by=ChangeLetter.sequence)
    known_closed_days: Mapped[list[ClosedDay]] = relationship(
        primaryjoin=lambda: foreign(ClosedDay.added_at) <= Booking.terms_accepted_at, viewonly=True
    )

    @classmethod
    def from_snapshot(
        cls,
        snapshot: BookingSnapshot,
        *,
        session: TrainingSession,
        practitioner: User,
        terms: AcceptedTerms | None,
        at: datetime,
    ) -> "Booking":
        """A new booking, in no state yet. Who walks in has accepted no terms."""
        return cls(
            session=session,
            practitioner=practitioner,
            created_at=at,
            policy=terms and terms.policy,
            terms_accepted_at=terms and terms.accepted_at,
            promised_free_until=terms and terms.free_until,
            agency_group=snapshot.agency.group if terms and snapshot.agency else None,
            **vars(snapshot),
        )

    @property
    def person_concerned_id(self) -> int:
        return self.practitioner_id

    @property
    def about(self) -> str:
        """What its messages are about."""
        return f"booking-{self.id}"

    @property
    def was_told_of_a_change(self) -> bool:
        """By a letter that left us."""
        return any(letter.taken_back_at is None for letter in self.change_letters)

    @property
    def agency_name(self) -> str:
        return self.agency.name if self.agency else "No agency given"

    @property
    def state_in_words(self) -> str:
        """How it stands, for the office: what came of it, once something has."""
        if self.outcome is not None:
            return self.outcome.replace("-", " ")
        return {"left-list": "left the waiting list", "offered": "offered a place"}.get(self.state, self.state.value)

    @property
    def is_booked(self) -> bool:
        return self.state is BookingState.BOOKED

    @property
    def is_to_come(self) -> bool:
        """It stands, or may yet: booked, waiting or offered."""
        return self.state in TO_COME

    @property
    def is_walk_in(self) -> bool:
        return self.state is BookingState.WALKED_IN

    @property
    def can_be_marked(self) -> bool:
        return self.is_booked

    @property
    def possible_marks(self) -> tuple[Outcome, ...]:
        """What the register may say of it on a day."""
        return (Outcome.WALK_IN,) if self.is_walk_in else MARKS if self.can_be_marked else ()

    @property
    def was_there(self) -> bool:
        """For the whole of it, or came without a booking."""
        return self.outcome in THERE

    @property
    def needs(self) -> str:
        """What the trainers and the office prepare for: access and food."""
        return " · ".join(filter(None, (self.access_needs, self.dietary_needs)))

    @property
    def is_for_the_waiting_list(self) -> bool:
        return self.state in (BookingState.UNCONFIRMED, BookingState.WAITING, BookingState.OFFERED)

    @property
    def is_waiting(self) -> bool:
        return self.state is BookingState.WAITING

    @hybrid_property
    def is_pending(self) -> bool:
        """It waits for its address to be confirmed."""
        return self.state in PENDING

    @is_pending.inplace.expression
    @classmethod
    def _is_pending_in_sql(cls) -> ColumnElement[bool]:
        return cls.state.in_(PENDING)

    @hybrid_method
    def is_held(self, at: datetime) -> bool:
        """Its half hour for confirming the address isn't over."""
        return self.is_pending and self.held_until is not None and at < self.held_until

    @is_held.expression
    @classmethod
    def _is_held_in_sql(cls, at: datetime) -> ColumnElement[bool]:
        return and_(cls.is_pending, cls.held_until > at)

    @hybrid_method
    def is_hold_over(self, at: datetime) -> bool:
        """Its half hour for confirming the address is over, and nobody has said so yet."""
        return self.is_pending and self.held_until is not None and at >= self.held_until

    @is_hold_over.expression
    @classmethod
    def _is_hold_over_in_sql(cls, at: datetime) -> ColumnElement[bool]:
        return and_(cls.is_pending, cls.held_until <= at)

    @hybrid_method
    def is_offered(self, at: datetime) -> bool:
        return self.state is BookingState.OFFERED and self.offered_until is not None and at < self.offered_until

    @is_offered.expression
    @classmethod
    def _is_offered_in_sql(cls, at: datetime) -> ColumnElement[bool]:
        return and_(cls.state == BookingState.OFFERED, cls.offered_until > at)

    @hybrid_method
    def is_offer_over(self, at: datetime) -> bool:
        """Its time for an answer is over, and nobody has said so yet."""
        return self.state is BookingState.OFFERED and self.offered_until is not None and at >= self.offered_until

    @is_offer_over.expression
    @classmethod
    def _is_offer_over_in_sql(cls, at: datetime) -> ColumnElement[bool]:
        return and_(cls.state == BookingState.OFFERED, cls.offered_until <= at)

    @property
    def free_until(self) -> datetime:
        """Until when, inclusive, it can be withdrawn free of charge: until the start where we changed the date."""
        starts_at = self.session.starts_at
        return starts_at if self.moved_at else self.promised_free_until or free_until(self.policy, starts_at)

    def case(self, cause: Cause, *, cancelled_at: datetime | None = None) -> Case:
        """This booking as the terms look at it, by the days that were known to be closed when they were accepted."""
        return case_of(
            self.session,
            cause,
            group=self.agency_group or (self.agency.surviving.group if self.agency else None),
            cancelled_at=cancelled_at,
            promised_free_until=self.free_until,
            closed=self._known_closed() if self.policy and self.policy.full_notice is not None else NONE,
        )

    def _known_closed(self) -> Closed:
        """Only a charge in two steps asks for them."""
        return frozenset(day.on for day in self.known_closed_days)

    @property
    def costs(self) -> Costs:
        """What the place may cost the agency."""
        return costs_of(self.policy, self.case(Cause.NO_SHOW))

    @property
    def pence(self) -> int:
        """What not coming may cost the agency."""
        return self.costs.absence

    def pence_at(self, at: datetime) -> int:
        """What withdrawing at an instant may cost the agency, in pence."""
        return decide(self.policy, self.case(Cause.LATE_CANCELLATION, cancelled_at=at)).pence

    def would_be_late(self, at: datetime, closed: Closed = NONE) -> bool:
        """Whether a withdrawal counts as a late cancellation in the figures."""
        return not self.moved_at and counts_as_late(self.policy, self.session.starts_at, at, closed)

    def tells_manager_of(self, news: ManagerNews) -> bool:
        """Whether the terms want the line manager told, and there is one who isn't the person."""
        wanted = self.policy is not None and news in self.policy.tells_managers_of
        return wanted and self.manager_email not in ("", self.practitioner.email)

    def can_be_withdrawn(self, at: datetime) -> bool:
        return self.is_booked and self.outcome is None and not self.session.has_started(at)

    def must_be_withdrawable(self, at: datetime) -> None:
        """Raises NotBooked or SessionStarted."""
        if not self.is_booked or self.outcome is not None:
            raise NotBooked
        if self.session.has_started(at):
            raise SessionStarted("This session has started, so the booking can’t be withdrawn any more.")

    def hold(self, until: datetime) -> None:
        """New to held: a place is kept while the address is confirmed. Raises ChangedMeanwhile."""
        self._must_be(None)
        self.state, self.held_until = BookingState.HELD, until

    def ask_to_wait(self, until: datetime) -> None:
        """New to unconfirmed: once the address is confirmed it joins the list. Raises ChangedMeanwhile."""
        self._must_be(None)
        self.state, self.held_until = BookingState.UNCONFIRMED, until

    def walk_in(self, at: datetime) -> None:
        """New to walked in, and so marked. Raises ChangedMeanwhile."""
        self._must_be(None)
        self.state, self.outcome, self.marked_at = BookingState.WALKED_IN, Outcome.WALK_IN, at

    def _must_be(self, *states: BookingState | None) -> None:
        if self.state not in states:
            raise ChangedMeanwhile

    def confirm(self, at: datetime) -> None:
        """Held to booked, or unconfirmed to waiting. Raises HoldLapsed."""
        if not self.is_held(at):
            raise HoldLapsed
        self.held_until = None
        if self.state is BookingState.HELD:
            self.book(at)
        else:
            self.wait(at)

    def book(self, at: datetime) -> None:
        """New, held, waiting or offered to booked: the place is theirs. Raises ChangedMeanwhile."""
        self._must_be(None, BookingState.HELD, BookingState.WAITING, BookingState.OFFERED)
        self.state, self.booked_at, self.offered_until = BookingState.BOOKED, at, None

    def wait(self, at: datetime) -> None:
        """New or unconfirmed into the line, behind those who wait already. Raises ChangedMeanwhile."""
        self._must_be(None, BookingState.UNCONFIRMED)
        self.state, self.waiting_since = BookingState.WAITING, at

    def offer(self, until: datetime) -> None:
        """Waiting to offered. Raises NotOnTheList."""
        if not self.is_waiting:
            raise NotOnTheList
        self.state, self.offered_until = BookingState.OFFERED, until

    def must_be_answered_by(self, latest: datetime) -> None:
        """An offer ends at this instant if it would have ended later."""
        if self.offered_until is not None:
            self.offered_until = min(self.offered_until, latest)

    def fall_with_the_session(self, *, by: User, at: datetime) -> None:
        """We cancelled it: a place is cancelled by us, anything less leaves the list or lapses. Raises NotBooked."""
        if self.is_booked:
            self.state, self.outcome = BookingState.CANCELLED, Outcome.CANCELLED_BY_US
            self.cancelled_at, self.cancelled_by_id, self.refills_id = at, by.id, None
        elif self.is_pending:
            self.lapse()
        elif self.is_for_the_waiting_list:
            self.leave_the_list()
        else:
            raise NotBooked

    def must_be_acceptable(self, at: datetime) -> None:
        """Raises OfferOver."""
        if not self.is_offered(at) or self.session.has_started(at):
            raise OfferOver

    def leave_the_list(self) -> None:
        """Waiting or offered to off the list. Raises NotOnTheList."""
        if self.state not in (BookingState.WAITING, BookingState.OFFERED):
            raise NotOnTheList
        self.state, self.offered_until, self.refills_id = BookingState.LEFT_LIST, None, None

    def lapse(self) -> None:
        """A pending booking to lapsed: the place, if it kept one, is free again. Raises ChangedMeanwhile."""
        self._must_be(BookingState.HELD, BookingState.UNCONFIRMED)
        self.state, self.refills_id = BookingState.LAPSED, None

    def cancel(self, *, late: bool, by: User, channel: Channel, reason: str, at: datetime) -> None:
        """Booked, and not marked, to cancelled. In time, the place it refilled is unfilled again. Raises NotBooked."""
        if not self.is_booked or self.outcome is not None:
            raise NotBooked
        self.state = BookingState.CANCELLED
        self.outcome = Outcome.LATE_CANCELLED if late else Outcome.CANCELLED
        self.cancelled_at, self.cancelled_by_id = at, by.id
        self.cancel_channel, self.cancel_reason = channel, reason
        if not late:
            self.refills_id = None

    def give_away(self, *, by: User, at: datetime) -> None:
        """Booked to substituted: a colleague's booking takes the place over. Raises NotBooked."""
        if not self.is_booked:
            raise NotBooked
        self.state, self.outcome, self.refills_id = BookingState.SUBSTITUTED, Outcome.SUBSTITUTED, None
        self.cancelled_at, self.cancelled_by_id = at, by.id

    def take_off_the_register(self) -> None:
        """A walk-in who turns out not to have come. Raises NotBooked."""
        if not self.is_walk_in:
            raise NotBooked("Only someone who came without a booking can be taken off the register.")
        self.state, self.outcome = BookingState.LAPSED, None

    def mark(self, outcome: Outcome | None, at: datetime) -> None:
        """What the register says of a booked person; None takes a mark back. A walk-in stays one. Raises NotBooked."""
        is_taken_back = outcome is None and self.can_be_marked
        if not is_taken_back and outcome not in self.possible_marks:
            raise NotBooked("Only someone with a place can be marked.")
        self.outcome, self.marked_at = outcome, at
