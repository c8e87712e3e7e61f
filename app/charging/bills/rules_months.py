"""Months: a bill is for one, and goes by its first day."""

from datetime import date, datetime, time, timedelta

from app.core import clock


def month_of(day: date) -> date:
    """A month goes by its first day."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    return month_of(month + timedelta(days=31))


def last_month(today: date) -> date:
    """The month before the one of a date: the latest whose bills can be made."""
    return month_of(month_of(today) - timedelta(days=1))


def month_ends(month: date) -> datetime:
    """The instant at which the next month begins in London."""
    return clock.from_london(next_month(month), time())
