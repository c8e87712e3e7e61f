"""The office takes a mailed link back for somebody who asks."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.booking import queries as booking_queries
from app.booking.manage_link import services
from app.booking.manage_link.routes import bp
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.web.access import found, open_to
from app.web.forms import Form
from app.web.navigation import url_of


@bp.route("/manage/bookings/<int:booking_id>/new-link", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def renew_for_somebody(booking_id: int) -> ResponseReturnValue:
    booking, form = found(booking_queries.booking(booking_id)), Form()
    back = url_of("person", person_id=booking.practitioner_id)
    if form.validate_on_submit():
        services.renew_link(booking, by=signed_in_user(), at=clock.now())
        flash(
            f"The links in e-mail so far to {booking.name} about {booking.session.title} have stopped working. "
            "To give them a new one, send the joining details again."
        )
        return redirect(back)
    return render_template("booking/manage_link/stop_links.html", booking=booking, form=form, back_to=back)
