"""The report to download."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.files.documents import as_download, as_large_download
from app.files.spreadsheets import CSV, XLSX, as_csv, as_workbook
from app.http.asking import all_asked
from app.programme.learning_weeks.queries import learning_weeks
from app.reporting.exporting.rules_files import (
    CANCELLED,
    cancelled_in_rows,
    report_in_csv,
    report_in_sheets,
    report_on_disk,
)
from app.reporting.figures.forms import RequestedReport, as_asked, requested_report
from app.reporting.figures.pages import report_table
from app.reporting.figures.queries_beside import cancelled_sessions
from app.web.access import open_to
from app.web.navigation import page_of

bp = Blueprint("reporting_exporting", __name__)
MANY_ROWS = 2_000
"""Fewer fit into memory, and their columns are as wide as what stands in them."""


@bp.get("/reports/report.csv")
@open_to(TRAINING_TEAM)
@page_of("report as CSV")
def report_csv() -> ResponseReturnValue:
    asked = _asked()
    if asked.complaint:
        return redirect(url_for("reporting_figures.report", **as_asked(all_asked())))  # it says what is wrong
    return as_large_download(report_in_csv(report_table(asked)), f"{_file_name(asked)}.csv", CSV)


@bp.get("/reports/report.xlsx")
@open_to(TRAINING_TEAM)
@page_of("report as XLSX")
def report_xlsx() -> ResponseReturnValue:
    asked = _asked()
    if asked.complaint:
        return redirect(url_for("reporting_figures.report", **as_asked(all_asked())))
    table, at, name = report_table(asked), clock.now(), f"{_file_name(asked)}.xlsx"
    sheets = report_in_sheets(table, cancelled_sessions(asked.scope(at)))
    if len(table.rows) > MANY_ROWS:
        return as_large_download(report_on_disk(sheets, made_at=at), name, XLSX)
    return as_download(as_workbook(sheets, made_at=at), name, XLSX)


@bp.get("/reports/cancelled.csv")
@open_to(TRAINING_TEAM)
@page_of("sessions cancelled as CSV")
def cancelled_csv() -> ResponseReturnValue:
    asked = _asked()
    rows = cancelled_in_rows(cancelled_sessions(asked.scope(clock.now())))
    return as_download(as_csv(CANCELLED, rows), f"cancelled-{asked.since}-to-{asked.until}.csv", CSV)


def _asked() -> RequestedReport:
    return requested_report(all_asked(), clock.today(), learning_weeks())


def _file_name(asked: RequestedReport) -> str:
    return f"report-by-{asked.by}-{asked.since}-to-{asked.until}"
