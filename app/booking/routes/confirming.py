"""Confirming the address: by the code, or the link beside it; and answering an offer."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user

from app import clock, links
from app.access import EVERYONE, asked_from, open_to
from app.booking import queries, services
from app.booking.forms import CodeForm
from app.booking.models import Booking, HoldFell
from app.booking.routes.blueprint import booking_of, bp, page_to_book, terms_of
from app.errors import Refusal
from app.fields import Form
from app.formatting import count


@bp.route("/bookings/held/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
def held(token: str) -> ResponseReturnValue:
    """The page that waits for the six-digit code."""
    booking = booking_of("hold", token)
    form = CodeForm()
    if form.validate_on_submit():
        try:
            return _welcome(services.confirm_by_code(booking, code=form.code.data, at=clock.now()))
        except HoldFell as refusal:
            form.refuse(refusal)
            return _held_page(booking, form, token, refused=True)
        except Refusal as refusal:
            form.refuse(refusal, "code")
    return _held_page(booking, form, token)


@bp.post("/bookings/held/<token>/new-code")
@open_to(EVERYONE)
def new_code(token: str) -> ResponseReturnValue:
    booking = booking_of("hold", token)
    try:
        services.mail_new_code(booking, at=clock.now(), asked_from=asked_from())
    except Refusal as refusal:
        form = CodeForm(formdata=None)
        form.refuse(refusal, "code")
        return _held_page(booking, form, token)
    flash(f"We have sent a new code to {booking.practitioner.email}. The earlier one no longer works.")
    return redirect(url_for("booking.held", token=token))


@bp.route("/bookings/confirm/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
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
        "booking/confirm.html",
        booking=booking,
        held=held,
        book_again=page_to_book(booking.session),
        form=form,
        refused=refused,
        now=clock.now(),
    )


@bp.route("/bookings/offer/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
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
        "booking/offer.html",
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


def _held_page(booking: Booking, form: CodeForm, token: str, *, refused: bool = False) -> ResponseReturnValue:
    return render_template(
        "booking/held.html",
        booking=booking,
        held=queries.held_together(booking),
        book_again=page_to_book(booking.session),
        form=form,
        refused=refused,
        token=token,
        now=clock.now(),
    )


def _welcome(confirmed: list[Booking]) -> ResponseReturnValue:
    """Signed in, and the device is remembered for 90 days; staff for this browser session."""
    person = confirmed[0].practitioner
    login_user(person, remember=not person.is_staff)
    if len(confirmed) == 1:
        return redirect(url_for("booking.show", booking_id=confirmed[0].id))
    flash(f"You are booked on {count(len(confirmed), 'session')}. One confirmation is on its way to you.")
    return redirect(url_for("booking.mine"))
