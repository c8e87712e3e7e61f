"""Which of somebody's bookings stand, what came of those that are past, and until when needs can be prepared for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.booking.models import Booking
from app.booking.states import BookingState, Outcome
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


def what_came_of_it(booking: Booking, *, moved_to: Booking | None = None, at: datetime) -> str:
    """For its person, in a few words: what is known of a booking that is past or given up. Empty while it stands."""
    session = booking.session
    fell_in_line = booking.state is BookingState.LEFT_LIST and session.is_cancelled
    is_told = {
        "Moved to another date": moved_to is not None,
        "We cancelled it": booking.outcome is Outcome.CANCELLED_BY_US or fell_in_line,
        "Left the list": booking.state is BookingState.LEFT_LIST,
        "No place came free": booking.is_for_the_waiting_list and session.has_started(at),
        "Register still open": booking.is_booked and session.has_ended(at),
        "Under way": booking.is_booked and session.has_started(at),
    }
    if booking.outcome in WHAT_CAME_OF_IT and moved_to is None:
        return WHAT_CAME_OF_IT[booking.outcome]
    return next((words for words, is_so in is_told.items() if is_so), "")


WHAT_CAME_OF_IT = {
    Outcome.ATTENDED: "You were there",
    Outcome.LEFT_EARLY: "You were there for part of it",
    Outcome.LATE_REFUSED: "Too late to join",
    Outcome.NO_SHOW: "Not there, by the register",
    Outcome.EXCUSED: "Excused",
    Outcome.LATE_CANCELLED: "Withdrawn late",
    Outcome.CANCELLED: "Withdrawn",
    Outcome.SUBSTITUTED: "A colleague came instead",
    Outcome.WALK_IN: "You came without a booking",
}
