"""Access and dietary needs by date, and a date's totals to hand to the venue."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.http.asking import all_asked, number_asked, words_asked
from app.programme.venues import queries as venues
from app.reporting.needs import queries
from app.reporting.needs.rules import VenueDay
from app.web.access import open_to
from app.web.dates import read_date
from app.web.navigation import page_of
from app.web.paging import page_asked_for

bp = Blueprint("reporting_needs", __name__)


@bp.get("/reports/needs")
@open_to(TRAINING_TEAM)
@page_of("needs by date")
def needs() -> ResponseReturnValue:
    venue = venues.venue(number_asked("venue"))
    return render_template(
        "reporting/needs/needs.html",
        days=queries.venue_days(since=clock.today(), venue_id=venue.id if venue else 0, page=page_asked_for()),
        venue=venue,
    )


@bp.get("/reports/needs/day")
@open_to(TRAINING_TEAM)
def day() -> ResponseReturnValue:
    asked = _day_asked()
    if asked is None:
        return redirect(url_for("reporting_needs.needs"))
    return render_template(
        "reporting/needs/day.html", day=asked, needs=queries.needs_of(asked), is_over=asked.on < clock.today()
    )


def _day_asked() -> VenueDay | None:
    """A date and a venue, by its record or by its name; None for anything else."""
    try:
        on = read_date(words_asked("on"))
    except ValueError:
        return None
    if venue := venues.venue(number_asked("venue")):
        return VenueDay(on, venue.name, venue.id)
    words = all_asked().get("words", "")
    return VenueDay(on, words) if words else None
