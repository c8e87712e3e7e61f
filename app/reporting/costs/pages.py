"""The year that a page of money is about."""

from flask import abort

from app.core import clock
from app.programme.periods import programme_year, year_dates


def year_in_path(year: str) -> str:
    """The same, or page not found for what is no programme year."""
    try:
        year_dates(year)
    except ValueError:
        abort(404)
    return year


def year_asked(given: str) -> str:
    """The year asked for, or the present one."""
    try:
        year_dates(given)
    except ValueError:
        return programme_year(clock.today())
    return given
