"""How a free place is passed on, and how long an offer stands."""

from datetime import datetime, timedelta
from enum import StrEnum

from app.booking.rules import Availability
from app.programme.models_sessions import TrainingSession
from app.programme.rules_working_days import NONE, Closed
from app.terms.models import NoticeUnit
from app.terms.policies.rules_notice import notice_ends

OFFER_LASTS = timedelta(hours=48)
NO_OFFER_AFTER = timedelta(hours=4)
ANSWER_BEFORE = timedelta(hours=2)
FREE_WORKING_DAYS = 2


class PassingOn(StrEnum):
    """How a free place reaches the next in line."""

    AT_ONCE = "at once"
    BY_OFFER = "by an offer to be accepted"
    TOO_LATE = "too late for either"


def how_to_pass_on(free_until: datetime, starts_at: datetime, at: datetime, closed: Closed = NONE) -> PassingOn:
    """At once where two working days of free cancellation remain; else by an offer, but none within four hours."""
    if at <= notice_ends(free_until, FREE_WORKING_DAYS, NoticeUnit.WORKING_DAYS, closed=closed):
        return PassingOn.AT_ONCE
    return PassingOn.TOO_LATE if at > starts_at - NO_OFFER_AFTER else PassingOn.BY_OFFER


def offer_ends(starts_at: datetime, at: datetime) -> datetime:
    """An offer made at an instant lasts 48 hours, but ends two hours before the start at the latest."""
    return min(at + OFFER_LASTS, starts_at - ANSWER_BEFORE)


def why_no_place_is_passed_on(session: TrainingSession, places: Availability, at: datetime) -> str:
    """For the page: why somebody waits and nobody is asked; empty where a place is simply not free."""
    if session.offers_paused:
        return f"No places are passed on at the moment: {session.offers_paused}"
    if places.taken >= places.places:
        return ""
    if at > session.starts_at - NO_OFFER_AFTER:
        return "It is too close to the start: no place is offered in the last four hours."
    return ""
