"""What came of a booking, as its person is told."""

from datetime import datetime
from typing import NamedTuple

from app.booking.models import Booking
from app.booking.states import BookingState, Outcome


class OutcomeWords(NamedTuple):
    """A few words for a list, and a sentence for the booking's page."""

    tag: str
    sentence: str


_WORDS = {
    Outcome.ATTENDED: OutcomeWords("Attended", "You were there, the register says."),
    Outcome.WALK_IN: OutcomeWords("Attended", "You came without a booking, and you are on the register."),
    Outcome.LEFT_EARLY: OutcomeWords("There for part of it", "You were there for part of it, the register says."),
    Outcome.LATE_REFUSED: OutcomeWords("Came too late", "You came too late to take part, the register says."),
    Outcome.NO_SHOW: OutcomeWords("Did not come", "You did not come, the register says."),
    Outcome.EXCUSED: OutcomeWords("Excused", "You could not come, and that is excused."),
    Outcome.LATE_CANCELLED: OutcomeWords("Withdrawn late", "You withdrew after the time for it had passed."),
    Outcome.CANCELLED: OutcomeWords("Withdrawn", "You withdrew in time."),
    Outcome.SUBSTITUTED: OutcomeWords("A colleague came instead", "A colleague had your place."),
    Outcome.CANCELLED_BY_US: OutcomeWords("Cancelled by us", "We cancelled this session. Nothing is charged."),
}
MOVED = OutcomeWords("Moved to another date", "You moved to another date.")
LEFT_THE_LIST = OutcomeWords("Left the list", "You left the waiting list.")
NO_PLACE = OutcomeWords("No place came free", "You were on the waiting list, and no place came free.")
UNDER_WAY = OutcomeWords("Under way", "This session has started.")
NOT_MARKED_YET = OutcomeWords("Register to come", "The register does not say yet whether you came.")


def outcome_in_words(booking: Booking, *, moved_to: Booking | None, at: datetime) -> OutcomeWords | None:
    """What is known of a booking that is past or given up; None while it stands."""
    session = booking.session
    if moved_to:
        return MOVED
    if is_cancelled_by_us(booking):
        return _WORDS[Outcome.CANCELLED_BY_US]
    if booking.state is BookingState.LEFT_LIST:
        return LEFT_THE_LIST
    if booking.is_booked and session.has_started(at) and not session.has_ended(at):
        return UNDER_WAY
    if booking.outcome:
        return _WORDS[booking.outcome]
    if booking.is_for_the_waiting_list:
        return NO_PLACE if session.has_started(at) else None
    return NOT_MARKED_YET if booking.is_booked and session.has_ended(at) else None


def is_cancelled_by_us(booking: Booking) -> bool:
    """Who was in line for a session that we cancelled is told so, too."""
    in_line = booking.state is BookingState.LEFT_LIST and booking.session.is_cancelled
    return in_line or booking.outcome is Outcome.CANCELLED_BY_US
