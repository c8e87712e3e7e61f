"""Moving a colleague's booking to another date."""

from flask import url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.booking.agency_lead import queries
from app.booking.agency_lead.routes import LEADS, bp
from app.booking.transferring import pages
from app.web.access import found, open_to


@bp.route("/agency/bookings/<int:booking_id>/another-date", methods=["GET", "POST"])
@open_to(LEADS)
def transfer_colleague(booking_id: int) -> ResponseReturnValue:
    booking = found(queries.booking_of_agency(booking_id, signed_in_user().agency))
    back = url_for("booking_agency_lead.agency")
    return pages.transfer(booking, back=back, done=back)
