"""Confirming the address: by the code, or the link beside it."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signing_in import queries as proofs
from app.accounts.signing_in.pages import welcome
from app.booking import queries as booking_queries
from app.booking.models import Booking
from app.booking.pages import page_to_book
from app.booking.places import forms, queries, refusals, services
from app.booking.places import services_confirming as confirming
from app.booking.places.routes import bp, note_held_here
from app.core import clock, links
from app.core.errors import Refusal
from app.core.links import opened_by_mail
from app.web.access import EVERYONE, client_address, open_to
from app.web.formatting import count, short_date
from app.web.forms import Form


@bp.route("/bookings/held/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
@opened_by_mail("hold")
def held(token: str) -> ResponseReturnValue:
    """The page that waits for the six-digit code."""
    booking, form = _held("hold", token), forms.HoldCodeForm()
    if booking is None:
        return _gone()
    if form.validate_on_submit():
        try:
            return _welcome(confirming.confirm_by_code(booking, code=form.code.data, at=clock.now()))
        except refusals.HoldFell as refusal:
            form.refuse(refusal)
            return _held_page(booking, form, token, refused=True)
        except Refusal as refusal:
            form.refuse(refusal, "code")
    return _held_page(booking, form, token)


@bp.post("/bookings/held/<token>/new-code")
@open_to(EVERYONE)
def new_code(token: str) -> ResponseReturnValue:
    booking, form = _held("hold", token), forms.HoldCodeForm(formdata=None)
    if booking is None:
        return _gone()
    with form.refusing("code"):
        services.mail_new_code(booking, at=clock.now(), client_address=client_address())
        note_held_here(booking)
        flash(f"We have sent a new code to {booking.practitioner.email}. The earlier one no longer works.")
        return redirect(url_for("booking_places.held", token=token))
    return _held_page(booking, form, token)


@bp.route("/bookings/confirm/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
@opened_by_mail("confirm")
def confirm(token: str) -> ResponseReturnValue:
    """The mailed link, on whichever device it is opened. Opening it changes nothing; the button confirms."""
    booking, form, refused = _held("confirm", token), Form(), None
    if booking is None:
        return _gone()
    if form.validate_on_submit():
        try:
            proof_id = links.read_token("confirm", token).version
            return _welcome(confirming.confirm_by_link(booking, proof_id=proof_id, at=clock.now()))
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


def _held(purpose: str, token: str) -> Booking | None:
    """The booking that a link is about, by its number and a proof of its address; None where it is forgotten.

    A stranger's booking goes with its hold, and its number may be another's by now: that one has another address.
    """
    try:
        secret = links.read_token(purpose, token)
    except links.BadToken:
        return abort(404)
    booking, proof = booking_queries.booking(secret.record), proofs.proof(secret.version)
    return booking if booking and proof and proof.email == booking.practitioner.email else None


def _gone() -> ResponseReturnValue:
    return render_template("booking/places/gone.html")


def _welcome(confirmed: confirming.Confirmation) -> ResponseReturnValue:
    """Signed in until the browser closes; the page asks whether it is their own device."""
    done = [*confirmed.booked, *confirmed.had]
    person = done[0].practitioner
    for had in confirmed.had:
        flash(f"Nothing has changed: you had booked {had.session.title}, or wait for it, already.")
    for fallen, why in confirmed.fell:
        flash(f"Not booked: {fallen.session.title}, {short_date(fallen.session.starts_at)}. {why}")
    if len(done) == 1:
        return welcome(person, to=url_for("booking_mine.show", booking_id=done[0].id))
    if len(confirmed.booked) > 1:
        flash(f"You are booked on {count(len(confirmed.booked), 'session')}. One confirmation is on its way to you.")
    return welcome(person, to=url_for("booking_mine.mine"))
