"""Which days are working days: Monday to Friday without England's bank holidays."""

from datetime import date, timedelta
from functools import lru_cache

import holidays


@lru_cache(maxsize=1)
def england_bank_holidays() -> holidays.HolidayBase:
    """England's bank holidays; it fills in each year as it is asked for."""
    return holidays.country_holidays("GB", subdiv="ENG")


def is_working_day(day: date) -> bool:
    return bool(england_bank_holidays().is_working_day(day))


def working_days_before(day: date, how_many: int) -> date:
    """The date so many working days before another, which doesn't count itself."""
    return day if how_many == 0 else england_bank_holidays().get_nth_working_day(day, -how_many)


def next_working_day(day: date, step: int = 1) -> date:
    """The day itself if it is one; else the next, or with `step` -1 the last."""
    while not is_working_day(day):
        day += timedelta(days=step)
    return day
