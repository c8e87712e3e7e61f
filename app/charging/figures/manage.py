"""The page of a year's figures, and the same as a file."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.charging.figures import queries, rules
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.files.documents import as_download
from app.files.spreadsheets import CSV
from app.http.asking import words_asked
from app.programme.periods import programme_year, year_dates
from app.web.access import open_to

bp = Blueprint("charging_figures", __name__)


@bp.get("/charges/figures")
@open_to(TRAINING_TEAM)
def figures() -> ResponseReturnValue:
    year = _year_asked()
    return render_template(
        "charging/figures/figures.html",
        figures=queries.figures(year),
        year=year,
        years=sorted({year, programme_year(clock.today()), *queries.years_with_charges()}, reverse=True),
        definitions=rules.DEFINITIONS,
    )


@bp.get("/charges/figures.csv")
@open_to(TRAINING_TEAM)
def figures_csv() -> ResponseReturnValue:
    year = _year_asked()
    return as_download(rules.figures_in_csv(queries.figures(year)), f"charges-{year}.csv", CSV)


def _year_asked() -> str:
    """The year asked for, or the present one."""
    given = words_asked("year")
    try:
        year_dates(given)
    except ValueError:
        return programme_year(clock.today())
    return given
