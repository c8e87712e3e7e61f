"""Whether a session can be booked: one rule, asked by its pages, by the commands and at the office's desk."""

from datetime import datetime
from enum import StrEnum

from app.booking.refusals import (
    BookingClosed,
    NotOpenForBooking,
    NotOpenYet,
    PlacesGoToTheList,
    SessionFull,
    SessionStarted,
)
from app.booking.rules import Availability
from app.core.clock import to_london
from app.core.errors import Refusal
from app.programme.models_sessions import TrainingSession
from app.web.formatting import long_date


class BookingVerdict(StrEnum):
    """How a session stands for anybody who would book it. The first that holds counts."""

    DRAFT = "draft"
    CANCELLED = "cancelled"
    STARTED = "started"
    OPEN_TO_ALL = "open to all"
    NOT_ONLINE = "not booked online"
    NOT_OPEN_YET = "not open yet"
    CLOSED = "closed"
    FULL = "full"
    GOES_TO_THE_LIST = "goes to the list"
    BOOKABLE = "bookable"

    @property
    def can_be_booked(self) -> bool:
        return self is BookingVerdict.BOOKABLE

    @property
    def can_be_waited_for(self) -> bool:
        """No place is free for whoever comes now, and there is a list to join."""
        return self in (BookingVerdict.FULL, BookingVerdict.GOES_TO_THE_LIST)

    @property
    def takes_names(self) -> bool:
        """It can be booked, or waited for."""
        return self.can_be_booked or self.can_be_waited_for

    @property
    def why_not(self) -> str:
        """In a few words, for a page; empty where it can be booked."""
        return _WHY_NOT.get(self, "")


def verdict_of(
    session: TrainingSession, *, at: datetime, places: Availability | None = None, waives_dates: bool = False
) -> BookingVerdict:
    """Without places it is the verdict before anybody counts. The office waives the dates of booking."""
    today = to_london(at).date()
    holds = {
        BookingVerdict.DRAFT: session.is_draft,
        BookingVerdict.CANCELLED: session.is_cancelled,
        BookingVerdict.STARTED: session.has_started(at),
        BookingVerdict.OPEN_TO_ALL: session.is_open,
        BookingVerdict.NOT_ONLINE: not session.takes_bookings,
        BookingVerdict.NOT_OPEN_YET: not waives_dates and session.opens_on is not None and today < session.opens_on,
        BookingVerdict.CLOSED: not waives_dates and session.closes_on is not None and today > session.closes_on,
        BookingVerdict.FULL: places is not None and places.taken >= places.places,
        BookingVerdict.GOES_TO_THE_LIST: places is not None and places.waiting > 0,
    }
    return next((verdict for verdict, is_so in holds.items() if is_so), BookingVerdict.BOOKABLE)


def must_be_bookable(verdict: BookingVerdict, session: TrainingSession) -> None:
    """Raises the refusal that belongs to any other verdict.

    NotOpenForBooking, SessionStarted, NotOpenYet, BookingClosed, SessionFull or PlacesGoToTheList.
    """
    refusal = refusal_of(verdict, session)
    if refusal:
        raise refusal


def refusal_of(verdict: BookingVerdict, session: TrainingSession) -> Refusal | None:
    """What is said to whoever would book it; None where it can be booked."""
    if verdict.can_be_booked:
        return None
    if verdict is BookingVerdict.NOT_OPEN_YET and session.opens_on:
        return NotOpenYet(f"Booking opens on {long_date(session.opens_on)}. Come back then.")
    if verdict is BookingVerdict.CLOSED and session.closes_on:
        return BookingClosed(
            f"Booking closed on {long_date(session.closes_on)}. Look at the other dates, or telephone us."
        )
    return _REFUSALS.get(verdict, NotOpenForBooking)()


_REFUSALS: dict[BookingVerdict, type[Refusal]] = {
    BookingVerdict.STARTED: SessionStarted,
    BookingVerdict.FULL: SessionFull,
    BookingVerdict.GOES_TO_THE_LIST: PlacesGoToTheList,
}

_WHY_NOT = {
    BookingVerdict.DRAFT: "It can’t be booked yet.",
    BookingVerdict.CANCELLED: "It can’t be booked any more.",
    BookingVerdict.STARTED: "It can’t be booked any more.",
    BookingVerdict.OPEN_TO_ALL: "Open to all: just join, nobody books it.",
    BookingVerdict.NOT_ONLINE: "It can’t be booked online.",
    BookingVerdict.NOT_OPEN_YET: "Booking isn’t open.",
    BookingVerdict.CLOSED: "Booking isn’t open.",
    BookingVerdict.FULL: "There are no places left.",
    BookingVerdict.GOES_TO_THE_LIST: "There are no places left.",
}
