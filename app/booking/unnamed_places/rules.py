"""How many places may be held, until when, and when somebody is reminded of them."""

from datetime import date, timedelta

from app.agency_holds.models import AgencyHold
from app.booking.unnamed_places.refusals import HeldTooLong, TooLateToHold, TooManyHeld
from app.core.clock import to_london
from app.programme.models_sessions import TrainingSession
from app.settings.rules_programme import HeldPlaces
from app.web.formatting import count, long_date


def latest_day(session: TrainingSession, limits: HeldPlaces) -> date:
    """The last day on which a place may be without a name: others need time to book what comes free."""
    latest = session.days[0].on - timedelta(days=limits.days_before)
    return min(latest, session.closes_on) if session.closes_on else latest


def can_be_held(session: TrainingSession, limits: HeldPlaces, today: date) -> bool:
    return limits.most > 0 and latest_day(session, limits) >= today


def must_be_allowed(session: TrainingSession, places: int, last_day: date, limits: HeldPlaces, today: date) -> None:
    """Raises TooLateToHold, TooManyHeld or HeldTooLong."""
    if not can_be_held(session, limits, today):
        raise TooLateToHold
    if not 1 <= places <= limits.most:
        raise TooManyHeld(f"Hold from 1 to {count(limits.most, 'place')} of a session.")
    latest = latest_day(session, limits)
    if not today <= last_day <= latest:
        raise HeldTooLong(f"Choose a day from today to {long_date(latest)}.")


def is_over(hold: AgencyHold, today: date) -> bool:
    """Its last day has passed, or the session can't be booked any more."""
    return hold.last_day < today or not hold.session.is_published or hold.session.days[0].on < today


def is_reminder_due(hold: AgencyHold, limits: HeldPlaces, today: date) -> bool:
    """Once, and not on the day on which they were held."""
    from_then_on = hold.last_day - timedelta(days=limits.reminder_days)
    is_told = hold.reminded_at is not None or limits.reminder_days == 0
    return not is_told and from_then_on <= today and to_london(hold.made_at).date() < today
