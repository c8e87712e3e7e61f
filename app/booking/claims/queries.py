"""What the bookings of a locked session come to, a person's too, and late cancellations that nobody has refilled."""

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, Integer, Select, and_, bindparam, case, func, select
from sqlalchemy.sql.elements import SQLCoreOperations

from app.agency_holds.models import AgencyHold
from app.booking.models import Booking
from app.booking.queries import takes_a_place
from app.booking.rules import Availability
from app.booking.states import LIVE, BookingState, Outcome
from app.core.clock import to_london
from app.core.database import UtcDateTime, db


class Tally(NamedTuple):
    """How many bookings of a session have a place by name, wait, are pending though their time is over, or are late
    cancellations whose place nobody has taken; and how many places agencies hold without a name."""

    named: int
    waiting: int
    over: int
    unrefilled: int
    unnamed: int

    def of(self, places: int) -> Availability:
        return Availability(places, self.named + self.unnamed, self.waiting, self.unnamed)


def tally(session_id: int, *, at: datetime) -> Tally:
    """All that is counted under the lock, in one query."""
    values = {"session_id": session_id, "at": at, "today": to_london(at).date()}
    return Tally(*db.session.execute(_the_tally(), values).one())


@cache
def _the_tally() -> Select[int, int, int, int, int]:
    """Put together once: that takes longer than to ask it."""
    session_id = bindparam("session_id", type_=Integer)
    at: Any = bindparam("at", type_=UtcDateTime)
    held = select(func.coalesce(func.sum(AgencyHold.places), 0)).where(
        AgencyHold.session_id == session_id, AgencyHold.stands_on(bindparam("today", type_=Date))
    )
    return select(
        _how_many(takes_a_place(at)),
        _how_many(Booking.state == BookingState.WAITING),
        _how_many(Booking.is_hold_over(at)),
        _how_many(_is_unrefilled()),
        held.scalar_subquery(),
    ).where(Booking.session_id == session_id)


def earliest_unrefilled(session_id: int) -> int | None:
    """The number of the first late cancellation of a session whose place nobody has taken."""
    wanted = select(Booking.id).where(Booking.session_id == session_id, _is_unrefilled())
    return db.session.scalar(wanted.order_by(Booking.cancelled_at, Booking.id).limit(1))


def all_of_a_person(session_id: int, practitioner_id: int) -> list[Booking]:
    """As they are now: their claim on a session, and what anybody asked for with their address and isn't confirmed."""
    values = {"session_id": session_id, "person_id": practitioner_id}
    numbers = db.session.scalars(_of_a_person(), values).all()  # none, as a rule
    return [db.session.get_one(Booking, number, populate_existing=True) for number in numbers]


@cache
def _of_a_person() -> Select[int]:
    theirs = Booking.session_id == bindparam("session_id"), Booking.practitioner_id == bindparam("person_id")
    return select(Booking.id).where(*theirs, Booking.state.in_(LIVE)).order_by(Booking.id)


def _is_unrefilled() -> ColumnElement[bool]:
    refilled = select(Booking.refills_id).where(Booking.refills_id.is_not(None))
    return and_(Booking.outcome == Outcome.LATE_CANCELLED, Booking.id.not_in(refilled))


def _how_many(which: SQLCoreOperations[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((which, 1), else_=0)), 0)
