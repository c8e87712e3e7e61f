"""The year that an address is about."""

from app.core import clock
from app.http.asking import number_asked, words_asked
from app.reporting.requirements import queries
from app.reporting.requirements.rules_plan import PlannedYear
from app.web.access import found


def year_asked(year: str) -> PlannedYear:
    return queries.planned_year(year, words_asked("until"), number_asked("size"), today=clock.today())


def year_in_path(year: str) -> PlannedYear:
    """One that can be planned, or has a plan; page not found for any other."""
    asked = year_asked(year)
    found(asked if asked.year == year else None)
    return asked
