"""The report as it was asked for, for its page and its files."""

from app.core import clock
from app.programme.periods import programme_year
from app.reporting.earlier_years import queries as earlier_years
from app.reporting.earlier_years.rules_beside import OurPercentages, YearBeside
from app.reporting.figures import queries
from app.reporting.figures import queries_beside as beside
from app.reporting.figures.forms import RequestedReport
from app.reporting.figures.rules import By
from app.reporting.figures.rules_comparison import Comparison, a_year_before
from app.reporting.figures.rules_tables import ReportTable
from app.settings import queries as settings
from app.settings.rules_programme import ReviewLine

ROWS_A_PAGE = 100
MOST_BARS = 60
"""More make no picture."""


def report_table(asked: RequestedReport, *, is_with_people: bool = True) -> ReportTable:
    """Counting people reads every booking, so that the page does it on request alone."""
    now, today = clock.now(), clock.today()
    scope = asked.scope(now)
    report = queries.report_on(scope, asked.by)
    if is_with_people:
        beside.count_people(report, scope)
    compared = None
    if asked.can_be_compared:
        before = queries.report_on(asked.scope_before(now, today), asked.by)
        compared = Comparison(report, before, asked.words_before(now, today))
    return ReportTable(report, settings.current(ReviewLine).percent, compared)


def given_before(asked: RequestedReport, table: ReportTable) -> YearBeside | None:
    """What was given for the year before, where no register is kept of it: a whole year by course alone has that."""
    if not (asked.can_be_compared and asked.year and not asked.quarter and asked.by is By.COURSE):
        return None
    total = table.report.total
    ours = {
        row.label: OurPercentages(row.figures.uptake_percent, row.figures.attendance_percent)
        for row in table.report.rows
    }
    year_before = programme_year(a_year_before(asked.since))
    return earlier_years.year_beside(year_before, ours, OurPercentages(total.uptake_percent, total.attendance_percent))
