"""Places: pure functions and the words for them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.terms.models import NoticeUnit, Policy
from app.terms.rules import free_until, notice_ends

HOLD_LASTS = timedelta(minutes=30)
OFFER_LASTS = timedelta(hours=48)
NO_OFFER_AFTER = timedelta(hours=4)
ANSWER_BEFORE = timedelta(hours=2)
FREE_WORKING_DAYS = 2
JOINING_DETAILS_BEFORE = timedelta(days=7)
NEEDS_KEPT = timedelta(days=30)
REMINDER_BEFORE = timedelta(days=1)


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


def how_to_pass_on(policy: Policy | None, starts_at: datetime, at: datetime) -> PassedOn | None:
    """At once where two working days of free cancellation remain; else an offer; None when it is too late for one.

    An offer lasts 48 hours, but ends two hours before the start at the latest; none is made within four hours of it.
    """
    if at <= notice_ends(free_until(policy, starts_at), FREE_WORKING_DAYS, NoticeUnit.WORKING_DAYS):
        return PassedOn(until=None)
    if at > starts_at - NO_OFFER_AFTER:
        return None
    return PassedOn(until=min(at + OFFER_LASTS, starts_at - ANSWER_BEFORE))


def is_worth_telling(booked_at: datetime, starts_at: datetime, before: timedelta) -> bool:
    """Whether somebody had the place before the time of that mail: who books today for tomorrow knows."""
    return booked_at <= starts_at - before
