"""Which of somebody's bookings stand and which are past, and until when what they need can still be prepared for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.booking.models import Booking
from app.core import clock


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
