"""The page, and its file."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.files.documents import as_download
from app.files.spreadsheets import CSV, Cell, as_csv
from app.http.asking import words_asked
from app.programme.periods import asked_period, programme_year
from app.programme.queries_periods import years_with_sessions
from app.reporting.single_agency import queries
from app.reporting.single_agency.rules import TrainingTogether
from app.single_agency.queries import returns_of_year, years
from app.single_agency.rules import year_to_ask_about
from app.web.access import open_to
from app.web.navigation import page_of
from app.web.paging import page_asked_for, part_of

bp = Blueprint("reporting_single_agency", __name__)
ROWS_A_PAGE = 50
COLUMNS = (
    *("Agency", "Places allocated", "Attended", "Walk-ins", "Attendance %"),
    *("Own courses", "Times", "People reached", "Content assured", "Trainer assured", "Evidence of impact"),
)


@bp.get("/reports/single-agency")
@open_to(TRAINING_TEAM)
@page_of("single-agency beside multi-agency")
def beside() -> ResponseReturnValue:
    """?year= is a programme year; else the last that is over."""
    asked = asked_period({"year": words_asked("year") or year_to_ask_about(clock.today())}, clock.today())
    told = queries.beside_each_other(asked.year, at=clock.now())
    return render_template(
        "reporting/single_agency/beside.html",
        period=asked,
        years=sorted({*years(), *years_with_sessions(), programme_year(clock.today())}, reverse=True),
        told=told,
        page=part_of(told.lines, page=page_asked_for(), per_page=ROWS_A_PAGE),
        returns=returns_of_year(asked.year, today=clock.today()),
    )


@bp.get("/reports/single-agency.csv")
@open_to(TRAINING_TEAM)
def beside_csv() -> ResponseReturnValue:
    asked = asked_period({"year": words_asked("year") or year_to_ask_about(clock.today())}, clock.today())
    rows = map(_row, queries.beside_each_other(asked.year, at=clock.now()).lines)
    return as_download(as_csv(COLUMNS, rows), f"single-and-multi-agency-{asked.year}.csv", CSV)


def _row(line: TrainingTogether) -> tuple[Cell, ...]:
    """Empty where an agency has no accepted return: that is no nought."""
    multi, single = line.multi, line.single
    return (
        line.name,
        multi.places_allocated,
        multi.attended,
        multi.walk_ins,
        multi.attendance_percent,
        *(single.cells if single else (None,) * 6),
    )
