"""Answering an offer."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from app.booking.pages import booking_of, page_to_book, terms_of
from app.booking.waiting_list import services
from app.core import clock
from app.core.errors import Refusal
from app.core.links import opened_by_mail
from app.web.access import EVERYONE, open_to
from app.web.forms import Form

bp = Blueprint("booking_waiting_list", __name__)


@bp.route("/bookings/offer/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
@opened_by_mail("offer")
def offer(token: str) -> ResponseReturnValue:
    """An offered place. Opening the link decides nothing; a button does."""
    booking = booking_of("offer", token)
    form, refused = Form(), None
    if form.validate_on_submit():
        try:
            services.accept_offer(booking, at=clock.now())
        except Refusal as refusal:
            refused = refusal.message
    return render_template(
        "booking/waiting_list/offer.html",
        booking=booking,
        token=token,
        refused=refused,
        book_again=page_to_book(booking.session),
        **terms_of(booking),
    )


@bp.post("/bookings/offer/<token>/refuse")
@open_to(EVERYONE)
def refuse_offer(token: str) -> ResponseReturnValue:
    booking = booking_of("offer", token)
    services.leave_waiting_list(booking, by=booking.practitioner, at=clock.now(), reason="refused the offer")
    flash("Thank you. The place goes to the next person in line.")
    return redirect(page_to_book(booking.session))
