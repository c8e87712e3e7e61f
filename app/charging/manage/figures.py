"""What became of the charges of a year."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.access import open_to
from app.charging import queries
from app.charging.manage.blueprint import bp
from app.charging.models import WaiverReason
from app.charging.rules import DEFINITIONS, figures_in_csv
from app.documents import as_download
from app.programme.rules import programme_year, year_dates
from app.roles import TRAINING_TEAM
from app.spreadsheets import CSV


@bp.get("/figures")
@open_to(TRAINING_TEAM)
def figures() -> ResponseReturnValue:
    year = _year_asked()
    return render_template(
        "charging/figures.html",
        figures=queries.figures(year),
        year=year,
        years=sorted({year, programme_year(clock.today()), *queries.years_with_charges()}, reverse=True),
        reasons=WaiverReason,
        definitions=DEFINITIONS,
    )


@bp.get("/figures.csv")
@open_to(TRAINING_TEAM)
def figures_csv() -> ResponseReturnValue:
    year = _year_asked()
    return as_download(figures_in_csv(queries.figures(year)), f"charges-{year}.csv", CSV)


def _year_asked() -> str:
    """The year asked for, or the present one."""
    given = request.args.get("year", "")
    try:
        year_dates(given)
    except ValueError:
        return programme_year(clock.today())
    return given
