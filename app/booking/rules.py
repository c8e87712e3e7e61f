"""Places, overlaps, and a booking in a calendar."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from app.booking.models import Booking
from app.core.clock import from_london, to_london
from app.files.calendars import Entry
from app.programme.models_sessions import TrainingSession
from app.programme.sessions.rules_calendar import UID_ENDS, entries_of, room_notes


@dataclass(frozen=True)
class Availability:
    """Places of a session: the capacity, how many are held, offered or booked, and how many people wait.

    Of those taken, agencies hold `unnamed` without a name yet.
    """

    places: int
    taken: int
    waiting: int = 0
    unnamed: int = 0

    @property
    def left(self) -> int:
        """What anybody can book: while people wait, what comes free is theirs."""
        return 0 if self.waiting else max(self.places - self.taken, 0)

    @property
    def is_full(self) -> bool:
        return self.left == 0

    @property
    def percent_taken(self) -> int:
        return min(100, round(100 * self.taken / self.places)) if self.places else 100


def overlap(session: TrainingSession, other: TrainingSession) -> bool:
    """Whether a person can't be at both: a day of one begins before a day of the other ends."""
    return session.id != other.id and any(
        day.starts_at < another.ends_at and another.starts_at < day.ends_at
        for day in session.days
        for another in other.days
    )


def calendar_entries(
    booking: Booking, *, at: datetime, address: str, with_link: bool = True, is_gone: bool = False
) -> list[Entry]:
    """One a day, under the names that mail, pages and the private feed share. The joining link goes with the place."""
    session = booking.session
    to_come = [] if session.has_started(at) else [" ".join(booking.costs.in_words(at))]
    return entries_of(
        session,
        stem=_uid_stem(booking),
        is_gone=is_gone,
        with_link=with_link,
        said=() if is_gone else (*to_come, *room_notes(session), "See it, withdraw, or check in on the day:"),
        address=address,
        organizer=booking.organizer,
    )


def entry_uid(booking: Booking, number: int) -> str:
    """The name of the entry for a day of a booking, counted from 1."""
    return f"{_uid_stem(booking)}{number}{UID_ENDS}"


def _uid_stem(booking: Booking) -> str:
    return f"booking-{booking.id}-day-"


def letter_due_at(starts_at: datetime, *, days: int, hour: int) -> datetime:
    """When mail about a session is due, so many days before the day on which it starts, at that hour in London."""
    return from_london(to_london(starts_at).date() - timedelta(days=days), time(hour))
