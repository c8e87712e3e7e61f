"""The report as it was asked for, for its page and its files."""

from app.core import clock
from app.reporting.figures import queries
from app.reporting.figures import queries_beside as beside
from app.reporting.figures.forms import RequestedReport
from app.reporting.figures.rules_comparison import Comparison
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
