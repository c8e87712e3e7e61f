"""From a figure of the report down to its sessions, and to their bookings."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.http.asking import all_asked, words_asked
from app.programme.learning_weeks.queries import learning_weeks
from app.reporting.beneath import queries
from app.reporting.beneath.forms import row_asked
from app.reporting.figures.forms import RequestedReport, requested_report
from app.reporting.figures.queries import sessions_beneath
from app.reporting.figures.queries_rows import ReportScope
from app.reporting.figures.rules import RowAsked
from app.reporting.figures.rules_rows import RowName
from app.reporting.figures.rules_tables import NAMES_OF_FIGURES
from app.web.access import open_to
from app.web.navigation import page_of
from app.web.paging import page_asked_for, part_of

bp = Blueprint("reporting_beneath", __name__)
SESSIONS_A_PAGE = 50
ALL_PLACES = "places_allocated"
"""Where no figure is named."""


@bp.get("/reports/sessions")
@open_to(TRAINING_TEAM)
@page_of("sessions beneath a figure")
def sessions() -> ResponseReturnValue:
    asked = requested_report(all_asked(), clock.today(), learning_weeks())
    row, name, scope = _row(asked)
    found = sessions_beneath(scope, row)
    named = queries.sessions_named(list(found))
    listed = sorted(found, key=lambda number: (named[number].starts_at, number), reverse=True)
    return render_template(
        "reporting/beneath/sessions.html",
        asked=asked,
        row=row,
        name=name,
        page=part_of(listed, page=page_asked_for(), per_page=SESSIONS_A_PAGE),
        named=named,
        figures=found,
        figures_of_bookings=[(name, NAMES_OF_FIGURES[name]) for name in queries.WITH_BOOKINGS],
    )


@bp.get("/reports/bookings")
@open_to(TRAINING_TEAM)
@page_of("bookings beneath a figure")
def bookings() -> ResponseReturnValue:
    asked = requested_report(all_asked(), clock.today(), learning_weeks())
    row, name, scope = _row(asked)
    figure = words_asked("figure") or ALL_PLACES
    if figure not in queries.WITH_BOOKINGS:
        abort(404)
    return render_template(
        "reporting/beneath/bookings.html",
        asked=asked,
        row=row,
        name=name,
        figure=figure,
        figure_words=NAMES_OF_FIGURES[figure],
        page=queries.bookings_beneath(scope, row, figure, page=page_asked_for()),
    )


def _row(asked: RequestedReport) -> tuple[RowAsked, RowName, ReportScope]:
    """What is looked beneath, and its name; what is no line of the report is not found."""
    scope = asked.scope(clock.now())
    row = row_asked(all_asked(), asked.by) or abort(404)
    return row, queries.name_of_row(row, scope) or abort(404), scope
