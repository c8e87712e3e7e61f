"""Which of somebody's bookings stand, what came of those that are past, and until when needs can be prepared for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.booking.models import Booking
from app.core import clock
from app.programme.models_sessions import MARKING_OPENS_BEFORE, SessionDay


@dataclass(frozen=True)
class StandingBookings:
    """What is booked and not over, what waits in a line, both soonest first; and all else, the latest first."""

    coming: list[Booking]
    waiting: list[Booking]
    past: list[Booking]


def standing_bookings(bookings: Sequence[Booking], *, at: datetime) -> StandingBookings:
    """Of one person, the soonest session first."""
    coming = [each for each in bookings if each.is_booked and not each.session.has_ended(at)]
    waiting = [each for each in bookings if each.is_for_the_waiting_list and not each.session.has_started(at)]
    standing = {each.id for each in (*coming, *waiting)}
    return StandingBookings(coming, waiting, [each for each in reversed(bookings) if each.id not in standing])


def needs_can_change(booking: Booking, at: datetime) -> bool:
    """Of what stands or may yet, until midnight before the first day, London time: a lunch is arranged by then."""
    return booking.is_to_come and clock.to_london(at).date() < booking.session.days[0].on


@dataclass(frozen=True)
class CheckInDay:
    """A day of a session on which somebody with a place checks in."""

    day: SessionDay

    @property
    def opens_at(self) -> datetime:
        return self.day.starts_at - MARKING_OPENS_BEFORE


def check_in_day(booking: Booking, at: datetime) -> CheckInDay | None:
    """The day that is on, or the next one; None without a place on one that keeps a register, and after the last."""
    if not booking.is_booked or not booking.session.takes_bookings:
        return None
    return next((CheckInDay(day) for day in booking.session.days if at < day.ends_at), None)
