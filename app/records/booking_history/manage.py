"""The page of a booking, for the office."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.booking import queries as booking_queries
from app.booking.office import rules as office_rules
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.notifications.rules import WORDS
from app.records.booking_history import queries
from app.web.access import found, open_to
from app.web.navigation import page_of
from app.web.paging import page_asked_for, part_of

bp = Blueprint("records_booking_history", __name__)
PER_PAGE = 50


@bp.get("/manage/bookings/<int:booking_id>")
@open_to(TRAINING_TEAM)
@page_of("booking")
def show(booking_id: int) -> ResponseReturnValue:
    """How it stands, what can be done, and who did what when."""
    booking, now = found(booking_queries.booking(booking_id)), clock.now()
    return render_template(
        "records/booking_history/show.html",
        booking=booking,
        page=part_of(queries.history_of(booking), page=page_asked_for(), per_page=PER_PAGE),
        can_change=office_rules.details_can_change(booking, now),
        kinds=WORDS,
        now=now,
    )
