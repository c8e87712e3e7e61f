"""What came of a booking, as its person is told."""

from typing import NamedTuple

from app.booking.models import Booking
from app.booking.states import Outcome


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
NOT_MARKED_YET = OutcomeWords("Register to come", "The register does not say yet whether you came.")


def outcome_in_words(booking: Booking) -> OutcomeWords | None:
    """None for what waited for a place and never had one. Of a place, once its session is over."""
    if booking.outcome:
        return _WORDS[booking.outcome]
    return NOT_MARKED_YET if booking.is_booked else None
