"""One page for the board, on the screen, as a PDF and as a table."""

from datetime import date

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.roles import TRAINING_TEAM, Role
from app.evaluation.board import pages, papers, queries
from app.evaluation.publishing import queries as publishing
from app.files.documents import as_download
from app.files.spreadsheets import CSV, as_csv
from app.http.asking import number_asked, words_asked
from app.programme.periods import Period, asked_period
from app.programme.queries_periods import years_with_sessions
from app.web.access import open_to

bp = Blueprint("evaluation_board", __name__)

WHO_SEES_FIGURES = TRAINING_TEAM | {Role.TRAINER, Role.AGENCY_LEAD}
"""The office, and whoever sees published figures."""


@bp.get("/evaluation/board")
@open_to(WHO_SEES_FIGURES)
def show() -> ResponseReturnValue:
    """Of a programme year, or of one of its quarters."""
    year, period = _asked()
    return render_template(
        "evaluation/board/board.html",
        told=pages.in_full(queries.board_page(period), at=clock.now()),
        year=year,
        years=years_with_sessions(),
        quarters=publishing.quarters_of(year),
        quarter=period.since if not period.year else None,
        quarter_in_words=publishing.quarter_in_words,
        in_address=_in_address(year, period),
    )


@bp.get("/evaluation/board.pdf")
@open_to(WHO_SEES_FIGURES)
def pdf() -> ResponseReturnValue:
    year, period = _asked()
    told = pages.in_full(queries.board_page(period), at=clock.now())
    return as_download(papers.board_page(told, at=clock.now()), f"training-{_name(year, period)}.pdf")


@bp.get("/evaluation/board.csv")
@open_to(WHO_SEES_FIGURES)
def csv() -> ResponseReturnValue:
    """Numbers are numbers."""
    year, period = _asked()
    rows = pages.as_rows(queries.board_page(period))
    return as_download(as_csv(pages.HEADER, rows), f"training-{_name(year, period)}.csv", CSV)


def _asked() -> tuple[Period, Period]:
    """A programme year, and itself or one of its quarters by number: figures of any dates could be subtracted."""
    year = asked_period({"year": words_asked("year")}, publishing.latest_settled() or clock.today())
    quarters, number = publishing.quarters_of(year), number_asked("quarter")
    if not 1 <= number <= len(quarters):
        return year, year
    since = quarters[number - 1]
    until = date.fromordinal((quarters[number] if number < len(quarters) else _day_after(year)).toordinal() - 1)
    return year, Period(since, until)


def _day_after(period: Period) -> date:
    return date.fromordinal(period.until.toordinal() + 1)


def _in_address(year: Period, period: Period) -> dict[str, str | int]:
    quarters = publishing.quarters_of(year)
    return {"year": year.year} if period.year else {"year": year.year, "quarter": quarters.index(period.since) + 1}


def _name(year: Period, period: Period) -> str:
    """As a part of a file's name."""
    return "-".join(str(each) for each in _in_address(year, period).values())
