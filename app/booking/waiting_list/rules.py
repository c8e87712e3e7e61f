"""How a free place is passed on, and how long an offer stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.booking.rules import Availability
from app.core.working_days import NONE, Closed
from app.programme.models_sessions import TrainingSession
from app.terms.models import NoticeUnit
from app.terms.policies.rules_notice import notice_ends

OFFER_LASTS = timedelta(hours=48)


NO_OFFER_AFTER = timedelta(hours=4)


ANSWER_BEFORE = timedelta(hours=2)


FREE_WORKING_DAYS = 2


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


def why_no_place_is_passed_on(session: TrainingSession, places: Availability, at: datetime) -> str:
    """For the page: why somebody waits and nobody is asked; empty where a place is simply not free."""
    if session.offers_paused:
        return f"No places are passed on at the moment: {session.offers_paused}"
    if places.taken >= places.places:
        return ""
    if at > session.starts_at - NO_OFFER_AFTER:
        return "It is too close to the start: no place is offered in the last four hours."
    return ""
