"""Moving somebody's booking to another date, for whoever told us."""

from flask import url_for
from flask.typing import ResponseReturnValue

from app.booking import queries as booking_queries
from app.booking.office.manage import bp
from app.booking.transferring import pages
from app.core.roles import TRAINING_TEAM
from app.web.access import found, open_to


@bp.route("/manage/bookings/<int:booking_id>/another-date", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def transfer(booking_id: int) -> ResponseReturnValue:
    booking = found(booking_queries.booking(booking_id))
    back = url_for("booking_office.bookings", session_id=booking.session_id)
    return pages.transfer(booking, back=back, done=back, is_office=True)
