"""Moving one's own booking to another date."""

from flask import url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.booking import queries as booking_queries
from app.booking.mine.routes import bp
from app.booking.transferring import pages
from app.web.access import SIGNED_IN, found, open_to


@bp.route("/bookings/<int:booking_id>/another-date", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def transfer(booking_id: int) -> ResponseReturnValue:
    booking = found(booking_queries.own_booking(booking_id, signed_in_user()))
    back = url_for("booking_mine.show", booking_id=booking_id)
    return pages.transfer(booking, back=back, done=url_for("booking_mine.mine"))
