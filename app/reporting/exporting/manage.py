"""The report to download."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.files.documents import as_download
from app.files.spreadsheets import CSV, XLSX, as_workbook
from app.http.asking import all_asked
from app.programme.learning_weeks.queries import learning_weeks
from app.reporting.exporting.rules_files import report_in_csv, report_in_sheets
from app.reporting.figures.forms import RequestedReport, as_asked, requested_report
from app.reporting.figures.pages import report_table
from app.web.access import open_to
from app.web.navigation import page_of

bp = Blueprint("reporting_exporting", __name__)


@bp.get("/reports/report.csv")
@open_to(TRAINING_TEAM)
@page_of("report as CSV")
def report_csv() -> ResponseReturnValue:
    asked = _asked()
    if asked.complaint:
        return redirect(url_for("reporting_figures.report", **as_asked(all_asked())))  # it says what is wrong
    return as_download(report_in_csv(report_table(asked)), f"{_file_name(asked)}.csv", CSV)


@bp.get("/reports/report.xlsx")
@open_to(TRAINING_TEAM)
@page_of("report as XLSX")
def report_xlsx() -> ResponseReturnValue:
    asked = _asked()
    if asked.complaint:
        return redirect(url_for("reporting_figures.report", **as_asked(all_asked())))
    sheets = report_in_sheets(report_table(asked))
    return as_download(as_workbook(sheets, made_at=clock.now()), f"{_file_name(asked)}.xlsx", XLSX)


def _asked() -> RequestedReport:
    return requested_report(all_asked(), clock.today(), learning_weeks())


def _file_name(asked: RequestedReport) -> str:
    return f"report-by-{asked.by}-{asked.since}-to-{asked.until}"
