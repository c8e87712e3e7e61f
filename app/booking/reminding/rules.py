"""When mail in time is due."""

from datetime import date, datetime, time, timedelta

from app.core.clock import from_london, to_london

MINIMUM_ALERT_BEFORE = timedelta(days=14)


def due_until(at: datetime, *, days: int, hour: int) -> datetime:
    """Of sessions that start before this instant such mail is due by now."""
    here = to_london(at)
    last = here.date() + timedelta(days=days if here.time() >= time(hour) else days - 1)
    return from_london(last + timedelta(days=1), time())


def week_day_letter_at(on: date, *, hour: int) -> datetime:
    """When the letter of a day of a Learning Week goes out: who books later knows already."""
    return from_london(on - timedelta(days=1), time(hour))


def week_days_due(at: datetime, *, hour: int) -> list[date]:
    """The days of a Learning Week whose letter is due: tomorrow's from that hour on, and today's if it was missed."""
    here = to_london(at)
    today = here.date()
    return [today, today + timedelta(days=1)] if here.time() >= time(hour) else [today]
