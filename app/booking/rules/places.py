"""Places, offers, changes and overlaps: pure functions and the words for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from app.clock import from_london, to_london
from app.formatting import clock_time, long_date
from app.programme.models import Day, TrainingSession
from app.terms.models import NoticeUnit
from app.terms.rules import notice_ends
from app.working_days import NONE, Closed

HOLD_LASTS = timedelta(minutes=30)
OFFER_LASTS = timedelta(hours=48)
NO_OFFER_AFTER = timedelta(hours=4)
ANSWER_BEFORE = timedelta(hours=2)
FREE_WORKING_DAYS = 2
JOINING_DETAILS_BEFORE = timedelta(days=7)
NEEDS_KEPT = timedelta(days=30)
REMINDER_BEFORE = timedelta(days=1)
WEEK_DAY_LETTER_AT = time(15)
MINIMUM_ALERT_BEFORE = timedelta(days=14)
ABSENCES_THAT_BAR = 3
ABSENCES_COUNT_FOR = timedelta(days=365)


@dataclass(frozen=True)
class Availability:
    """Places of a session: the capacity, how many are held, offered or booked, and how many people wait."""

    places: int
    taken: int
    waiting: int = 0

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


@dataclass(frozen=True)
class PassedOn:
    """How a free place reaches the next in line: at once, or as an offer that ends at `until`."""

    until: datetime | None


def how_to_pass_on(free_until: datetime, starts_at: datetime, at: datetime, closed: Closed = NONE) -> PassedOn | None:
    """At once where two working days of free cancellation remain; else an offer; None when it is too late for one.

    An offer lasts 48 hours, but ends two hours before the start at the latest; none is made within four hours of it.
    """
    if at <= notice_ends(free_until, FREE_WORKING_DAYS, NoticeUnit.WORKING_DAYS, closed=closed):
        return PassedOn(until=None)
    if at > starts_at - NO_OFFER_AFTER:
        return None
    return PassedOn(until=min(at + OFFER_LASTS, starts_at - ANSWER_BEFORE))


def cap_is_lifted(session: TrainingSession, at: datetime) -> bool:
    """Whether an agency may have more than its share: so many days before the start; never where that is 0."""
    days = session.cap_lifted_days_before
    return days > 0 and at >= session.starts_at - timedelta(days=days)


def overlap(session: TrainingSession, other: TrainingSession) -> bool:
    """Whether a person can't be at both: a day of one begins before a day of the other ends."""
    return session.id != other.id and any(
        day.starts_at < another.ends_at and another.starts_at < day.ends_at
        for day in session.days
        for another in other.days
    )


def week_day_letter_at(on: date) -> datetime:
    """When the letter of a day of a Learning Week goes out: who books later knows already."""
    return from_london(on - timedelta(days=1), WEEK_DAY_LETTER_AT)


def week_letter(on: date, *, number: int = 0) -> str:
    """The occurrence of a day's letter, and of those that replace one withdrawn."""
    return f"{on:%Y%m%d}" if number == 0 else f"{on:%Y%m%d}-{number}"


def week_days_due(at: datetime) -> list[date]:
    """The days of a Learning Week whose letter is due: tomorrow's from 3pm on, and today's if it was missed."""
    here = to_london(at)
    today = here.date()
    return [today, today + timedelta(days=1)] if here.time() >= WEEK_DAY_LETTER_AT else [today]


def is_worth_telling(booked_at: datetime, starts_at: datetime, before: timedelta) -> bool:
    """Whether somebody had the place before the time of that mail: who books today for tomorrow knows."""
    return booked_at <= starts_at - before


class Change(NamedTuple):
    """One thing that was changed about a session, in words."""

    what: str
    before: str
    now: str


def when_and_where(session: TrainingSession) -> dict[str, str]:
    """What people booked, each thing in words: a change of any is told to them."""
    return {
        "Date": ", ".join(long_date(day.on) for day in session.days),
        "Time": ", ".join(f"{clock_time(day.starts_at)} to {clock_time(day.ends_at)}" for day in session.days),
        "Where": session.where,
        "Joining link": session.joining_link,
    }


def changes_between(before: dict[str, str], now: dict[str, str]) -> list[Change]:
    return [Change(what, before[what] or "none", now[what] or "none") for what in now if before[what] != now[what]]


def days_fallen_away(before: Sequence[Day], now: Sequence[Day]) -> list[Day]:
    """As many as there are fewer, of those whose dates are none of the session's any more."""
    dates = {day.on for day in now}
    gone = [day for day in before if day.on not in dates]
    fewer = max(len(before) - len(now), 0)
    return gone[len(gone) - fewer :]


def why_no_place_is_passed_on(session: TrainingSession, places: Availability, at: datetime) -> str:
    """For the page: why somebody waits and nobody is asked; empty where a place is simply not free."""
    if session.offers_paused:
        return f"No places are passed on at the moment: {session.offers_paused}"
    if places.taken >= places.places:
        return ""
    if at > session.starts_at - NO_OFFER_AFTER:
        return "It is too close to the start: no place is offered in the last four hours."
    return ""


def why_not_now(session: TrainingSession, places: Availability, *, has_a_claim: bool, at: datetime) -> str:
    """Why somebody can't book a session at this moment, for the page; empty where they can. The command asks again."""
    if session.is_open:
        return "Open to all: just join, nobody books it."
    if not session.takes_bookings or session.has_started(at):
        return "It can’t be booked any more."
    if not session.is_open_for_booking(to_london(at).date()):
        return "Booking isn’t open."
    if has_a_claim:
        return "You have booked it, or wait for it, already."
    return "There are no places left." if places.is_full else ""
