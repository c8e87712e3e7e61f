"""The page of the report."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.http.asking import all_asked
from app.programme.learning_weeks.queries import learning_weeks
from app.programme.queries_periods import years_with_sessions
from app.reporting.figures import queries_beside as beside
from app.reporting.figures.forms import requested_report
from app.reporting.figures.pages import MOST_BARS, ROWS_A_PAGE, given_before, report_table
from app.reporting.figures.rules import By, Naming
from app.reporting.figures.rules_other_areas import other_ways
from app.reporting.figures.rules_rows import QUARTERS
from app.reporting.figures.rules_tables import meanings
from app.reporting.rules_definitions import DEFINITIONS, ROUNDING
from app.web.access import open_to
from app.web.navigation import in_navigation, page_of
from app.web.paging import page_asked_for, part_of

bp = Blueprint("reporting_figures", __name__)


@bp.get("/reports")
@open_to(TRAINING_TEAM)
@in_navigation("Reports", TRAINING_TEAM)
@page_of("reports")
def report() -> ResponseReturnValue:
    weeks = learning_weeks()
    asked = requested_report(all_asked(), clock.today(), weeks)
    table, scope = report_table(asked, is_with_people=asked.is_in_detail), asked.scope(clock.now())
    return render_template(
        "reporting/figures/report.html",
        table=table,
        page=part_of(table.rows, page=page_asked_for(), per_page=ROWS_A_PAGE),
        asked=asked,
        divisions=By,
        namings=Naming,
        years=years_with_sessions(),
        weeks=weeks,
        quarters=QUARTERS,
        cancelled=beside.cancelled_by_reason(scope),
        to_mark=beside.sessions_without_register(scope) if table.report.total.registers_outstanding else [],
        most_bars=MOST_BARS,
        given_before=given_before(asked, table),
        definitions=DEFINITIONS,
        meanings=meanings(table, asked.is_in_detail),
        rounding=ROUNDING,
        other_ways=other_ways(table.report.total),
    )
