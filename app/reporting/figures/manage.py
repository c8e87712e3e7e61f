"""The report."""

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.http.asking import all_asked
from app.programme.queries_periods import years_with_sessions
from app.reporting.figures import queries
from app.reporting.figures.forms import as_asked, requested_report
from app.reporting.figures.rules import By, as_csv
from app.settings import queries as settings
from app.settings.rules_programme import ReviewLine
from app.web.access import open_to
from app.web.navigation import in_navigation, page_of

bp = Blueprint("reporting_figures", __name__)


@bp.get("/reports")
@open_to(TRAINING_TEAM)
@in_navigation("Reports", TRAINING_TEAM)
@page_of("reports")
def report() -> ResponseReturnValue:
    asked = requested_report(all_asked(), clock.today())
    report = queries.report(asked.since, asked.until, asked.by, at=clock.now())
    return render_template(
        "reporting/figures/report.html",
        report=report,
        asked=asked,
        divisions=By,
        years=years_with_sessions(),
        review_line=settings.current(ReviewLine).percent,
        csv_args={"by": report.by.value, "from": report.since.isoformat(), "to": report.until.isoformat()},
    )


@bp.get("/reports/report.csv")
@open_to(TRAINING_TEAM)
def report_csv() -> ResponseReturnValue:
    asked = requested_report(all_asked(), clock.today())
    if asked.complaint:
        return redirect(url_for("reporting_figures.report", **as_asked(all_asked())))  # it says what is wrong
    report = queries.report(asked.since, asked.until, asked.by, at=clock.now())
    name = f"report-by-{asked.by}-{asked.since}-to-{asked.until}.csv"
    return Response(
        as_csv(report),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
