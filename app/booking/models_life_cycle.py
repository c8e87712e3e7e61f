"""A booking's state, and each step from one to another: checked, then set."""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, String, Text, and_
from sqlalchemy.ext.hybrid import hybrid_method, hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import User
from app.booking.refusals import ChangedMeanwhile, HoldLapsed, NotBooked, NotOnTheList
from app.booking.states import LIVE, MARKS, PENDING, THERE, TO_COME, BookingState, Channel, Outcome


class LifeCycle:
    """From a hold, or the waiting list, to what came of it.

    Who waits is served by `priority`, the highest first, then by `waiting_since`; edits change neither. `refills_id` is
    the late cancellation whose place this booking took. `held_from` is the network that it was asked from by somebody
    who wasn't signed in: forgotten once the address is confirmed, or the half hour over.
    """

    state: Mapped[BookingState]
    outcome: Mapped[Outcome | None]
    held_until: Mapped[datetime | None]
    held_from: Mapped[str | None] = mapped_column(String(45))
    waiting_since: Mapped[datetime | None]
    priority: Mapped[int] = mapped_column(default=0, server_default="0")
    offered_until: Mapped[datetime | None]
    booked_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    cancel_channel: Mapped[Channel | None]
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    marked_at: Mapped[datetime | None]
    refills_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), unique=True)

    @property
    def state_in_words(self) -> str:
        """How it stands, for the office: what came of it, once something has."""
        if self.outcome is not None:
            return self.outcome.replace("-", " ")
        return {"left-list": "left the waiting list", "offered": "offered a place"}.get(self.state, self.state.value)

    @property
    def is_asked(self) -> bool:
        """A place is wanted, and none is kept while the address is confirmed."""
        return self.state is BookingState.ASKED

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

    def hold(self, until: datetime) -> None:
        """New to held: a place is kept while the address is confirmed. Raises ChangedMeanwhile."""
        self._must_be(None)
        self.state, self.held_until = BookingState.HELD, until

    def ask(self, until: datetime) -> None:
        """New to asked: a place is taken once the address is confirmed, and none is kept. Raises ChangedMeanwhile."""
        self._must_be(None)
        self.state, self.held_until = BookingState.ASKED, until

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
        """Held or asked to booked, or unconfirmed to waiting. Raises HoldLapsed."""
        if not self.is_held(at):
            raise HoldLapsed
        self.held_until = self.held_from = None
        if self.state is BookingState.UNCONFIRMED:
            self.wait(at)
        else:
            self.book(at)

    def book(self, at: datetime) -> None:
        """New, held, asked, waiting or offered to booked: the place is theirs. Raises ChangedMeanwhile."""
        self._must_be(None, BookingState.HELD, BookingState.ASKED, BookingState.WAITING, BookingState.OFFERED)
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

    def leave_the_list(self) -> None:
        """Waiting or offered to off the list. Raises NotOnTheList."""
        if self.state not in (BookingState.WAITING, BookingState.OFFERED):
            raise NotOnTheList
        self.state, self.offered_until, self.refills_id = BookingState.LEFT_LIST, None, None

    def lapse(self) -> None:
        """A pending booking to lapsed: the place, if it kept one, is free again. Raises ChangedMeanwhile."""
        self._must_be(*PENDING)
        self.state, self.refills_id, self.held_from = BookingState.LAPSED, None, None

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

    def set_aside(self) -> None:
        """A second claim of one person on a session counts nowhere: it is lapsed. Raises ChangedMeanwhile."""
        self._must_be(*LIVE)
        self.state, self.outcome, self.offered_until, self.refills_id = BookingState.LAPSED, None, None, None

    def mark(self, outcome: Outcome | None, at: datetime) -> None:
        """What the register says of a booked person; None takes a mark back. A walk-in stays one. Raises NotBooked."""
        is_taken_back = outcome is None and self.can_be_marked
        if not is_taken_back and outcome not in self.possible_marks:
            raise NotBooked("Only someone with a place can be marked.")
        self.outcome, self.marked_at = outcome, at
