"""Which days are working days: Monday to Friday without England's bank holidays, and without days the office adds."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

Closed = frozenset[date]
"""Days that the office is closed beside weekends and bank holidays."""

NONE: Closed = frozenset()


@lru_cache(maxsize=1)
def england_bank_holidays() -> holidays.HolidayBase:
    """England's bank holidays; it fills in each year as it is asked for."""
    return holidays.country_holidays("GB", subdiv="ENG")


def is_working_day(day: date, closed: Closed = NONE) -> bool:
    return day not in closed and bool(england_bank_holidays().is_working_day(day))


def working_days_before(day: date, how_many: int, closed: Closed = NONE) -> date:
    """The date so many working days before another, which doesn't count itself."""
    return _count_working_days(day, how_many, -1, closed)


def working_days_after(day: date, how_many: int, closed: Closed = NONE) -> date:
    """The date so many working days after another, which doesn't count itself."""
    return _count_working_days(day, how_many, 1, closed)


def next_working_day(day: date, step: int = 1) -> date:
    """The day itself if it is one; else the next, or with `step` -1 the last."""
    while not is_working_day(day):
        day += timedelta(days=step)
    return day


def _count_working_days(day: date, how_many: int, step: int, closed: Closed) -> date:
    while how_many:
        day += timedelta(days=step)
        how_many -= is_working_day(day, closed)
    return day
