"""Confirming the address: by the code, or the link beside it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signing_in.pages import welcome
from app.booking.models import Booking
from app.booking.pages import booking_of, page_to_book
from app.booking.places import forms, queries, refusals, services
from app.booking.places.routes import bp
from app.core import clock, links
from app.core.errors import Refusal
from app.core.links import opened_by_mail
from app.web.access import EVERYONE, client_address, open_to
from app.web.formatting import count
from app.web.forms import Form


@bp.route("/bookings/held/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
@opened_by_mail("hold")
def held(token: str) -> ResponseReturnValue:
    """The page that waits for the six-digit code."""
    booking = booking_of("hold", token)
    form = forms.HoldCodeForm()
    if form.validate_on_submit():
        try:
            return _welcome(services.confirm_by_code(booking, code=form.code.data, at=clock.now()))
        except refusals.HoldFell as refusal:
            form.refuse(refusal)
            return _held_page(booking, form, token, refused=True)
        except Refusal as refusal:
            form.refuse(refusal, "code")
    return _held_page(booking, form, token)


@bp.post("/bookings/held/<token>/new-code")
@open_to(EVERYONE)
def new_code(token: str) -> ResponseReturnValue:
    booking, form = booking_of("hold", token), forms.HoldCodeForm(formdata=None)
    with form.refusing("code"):
        services.mail_new_code(booking, at=clock.now(), client_address=client_address())
        flash(f"We have sent a new code to {booking.practitioner.email}. The earlier one no longer works.")
        return redirect(url_for("booking_places.held", token=token))
    return _held_page(booking, form, token)


@bp.route("/bookings/confirm/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
@opened_by_mail("confirm")
def confirm(token: str) -> ResponseReturnValue:
    """The mailed link, on whichever device it is opened. Opening it changes nothing; the button confirms."""
    booking = booking_of("confirm", token)
    form, refused = Form(), None
    if form.validate_on_submit():
        try:
            proof_id = links.read_token("confirm", token).version
            return _welcome(services.confirm_by_link(booking, proof_id=proof_id, at=clock.now()))
        except Refusal as refusal:
            refused = refusal.message
    held = queries.held_together(booking)
    return render_template(
        "booking/places/confirm.html",
        booking=booking,
        held=held,
        book_again=page_to_book(booking.session),
        form=form,
        refused=refused,
        now=clock.now(),
    )


def _held_page(booking: Booking, form: forms.HoldCodeForm, token: str, *, refused: bool = False) -> ResponseReturnValue:
    return render_template(
        "booking/places/held.html",
        booking=booking,
        held=queries.held_together(booking),
        book_again=page_to_book(booking.session),
        form=form,
        refused=refused,
        token=token,
        now=clock.now(),
    )


def _welcome(confirmed: list[Booking]) -> ResponseReturnValue:
    """Signed in until the browser closes; the page asks whether it is their own device."""
    person = confirmed[0].practitioner
    if len(confirmed) == 1:
        return welcome(person, to=url_for("booking_mine.show", booking_id=confirmed[0].id))
    flash(f"You are booked on {count(len(confirmed), 'session')}. One confirmation is on its way to you.")
    return welcome(person, to=url_for("booking_mine.mine"))
