"""When mail in time is due."""

from datetime import date, datetime, time, timedelta

from app.core.clock import from_london, to_london

JOINING_DETAILS_BEFORE = timedelta(days=7)
REMINDER_BEFORE = timedelta(days=1)
WEEK_DAY_LETTER_AT = time(15)
MINIMUM_ALERT_BEFORE = timedelta(days=14)


def week_day_letter_at(on: date) -> datetime:
    """When the letter of a day of a Learning Week goes out: who books later knows already."""
    return from_london(on - timedelta(days=1), WEEK_DAY_LETTER_AT)


def week_days_due(at: datetime) -> list[date]:
    """The days of a Learning Week whose letter is due: tomorrow's from 3pm on, and today's if it was missed."""
    here = to_london(at)
    today = here.date()
    return [today, today + timedelta(days=1)] if here.time() >= WEEK_DAY_LETTER_AT else [today]


def is_worth_telling(booked_at: datetime, starts_at: datetime, before: timedelta) -> bool:
    """Whether somebody had the place before the time of that mail: who books today for tomorrow knows."""
    return booked_at <= starts_at - before
