"""Booking a place, confirming it, and "My bookings"."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user

from app import clock, links
from app.access import EVERYONE, SIGNED_IN, asked_from, found, open_to, signed_in_user
from app.accounts import queries as accounts
from app.booking import queries, services
from app.booking.forms import BookingForm, CodeForm, WithdrawForm
from app.booking.models import Booking
from app.errors import Refusal
from app.fields import Form
from app.links import Secret
from app.programme import queries as programme
from app.programme.models import TrainingSession
from app.terms.queries import policy_in_force
from app.terms.rules import charge_pence, free_until

bp = Blueprint("booking", __name__)


@bp.route("/sessions/<int:session_id>/book", methods=["GET", "POST"])
@open_to(EVERYONE)
def book(session_id: int) -> ResponseReturnValue:
    """One form. Someone signed in has the place at once; anybody else confirms the address first."""
    session = found(programme.session(session_id))
    _must_be_public(session)
    form = BookingForm()
    if form.validate_on_submit():
        try:
            return _book(session, form)
        except Refusal as refusal:
            form.refuse(refusal)
    return _booking_page(session, form)


@bp.route("/sessions/<int:session_id>/waiting-list", methods=["GET", "POST"])
@open_to(EVERYONE)
def wait(session_id: int) -> ResponseReturnValue:
    """The same form for a full session: someone signed in joins the list, anybody else confirms the address first."""
    session = found(programme.session(session_id))
    _must_be_public(session)
    form = BookingForm()
    if form.validate_on_submit():
        try:
            return _wait(session, form)
        except Refusal as refusal:
            form.refuse(refusal)
    return _booking_page(session, form, is_for_the_waiting_list=True)


@bp.post("/sessions/<int:session_id>/book-now")
@open_to(SIGNED_IN)
def book_now(session_id: int) -> ResponseReturnValue:
    """One button, for someone signed in whose last booking told us all we ask."""
    session = found(programme.session(session_id))
    _must_be_public(session)
    user = signed_in_user()
    if not user.can_book_with_one_button:
        return redirect(url_for("booking.book", session_id=session_id))
    form = BookingForm()
    try:
        booking = services.book_place(session, services.delegate_of(user), by=user, at=clock.now())
    except Refusal as refusal:
        form.refuse(refusal)
        return _booking_page(session, form)
    return redirect(url_for("booking.show", booking_id=booking.id))


@bp.route("/bookings/held/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
def held(token: str) -> ResponseReturnValue:
    """The page that waits for the six-digit code."""
    booking = _booking_of("hold", token)
    form = CodeForm()
    if form.validate_on_submit():
        try:
            services.confirm_by_code(booking, code=form.code.data, at=clock.now())
            return _welcome(booking)
        except Refusal as refusal:
            form.refuse(refusal, "code")
    return render_template("booking/held.html", booking=booking, form=form, token=token, now=clock.now())


@bp.post("/bookings/held/<token>/new-code")
@open_to(EVERYONE)
def new_code(token: str) -> ResponseReturnValue:
    booking = _booking_of("hold", token)
    try:
        services.mail_new_code(booking, at=clock.now(), asked_from=asked_from())
    except Refusal as refusal:
        form = CodeForm(formdata=None)
        form.refuse(refusal, "code")
        return render_template("booking/held.html", booking=booking, form=form, token=token, now=clock.now())
    flash(f"We have sent a new code to {booking.practitioner.email}. The earlier one no longer works.")
    return redirect(url_for("booking.held", token=token))


@bp.route("/bookings/confirm/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
def confirm(token: str) -> ResponseReturnValue:
    """The mailed link, on whichever device it is opened. Opening it changes nothing; the button confirms."""
    booking = _booking_of("confirm", token)
    form, refused = Form(), None
    if form.validate_on_submit():
        try:
            services.confirm_by_link(booking, proof_id=links.read_token("confirm", token).version, at=clock.now())
            return _welcome(booking)
        except Refusal as refusal:
            refused = refusal.message
    return render_template("booking/confirm.html", booking=booking, form=form, refused=refused, now=clock.now())


@bp.route("/bookings/offer/<token>", methods=["GET", "POST"])
@open_to(EVERYONE)
def offer(token: str) -> ResponseReturnValue:
    """An offered place. Opening the link decides nothing; a button does."""
    booking = _booking_of("offer", token)
    form, refused = Form(), None
    if form.validate_on_submit():
        try:
            services.accept_offer(booking, at=clock.now())
        except Refusal as refusal:
            refused = refusal.message
    return render_template("booking/offer.html", booking=booking, token=token, refused=refused, **_terms_of(booking))


@bp.post("/bookings/offer/<token>/refuse")
@open_to(EVERYONE)
def refuse_offer(token: str) -> ResponseReturnValue:
    booking = _booking_of("offer", token)
    services.leave_waiting_list(booking, by=booking.practitioner, at=clock.now(), reason="refused the offer")
    flash("Thank you. The place goes to the next person in line.")
    return redirect(url_for("catalogue.session", session_id=booking.session_id))


@bp.get("/bookings")
@open_to(SIGNED_IN)
def mine() -> ResponseReturnValue:
    bookings = queries.bookings_of(signed_in_user())
    lines = {booking.id: queries.position(booking) for booking in bookings if booking.is_waiting}
    return render_template(
        "booking/mine.html",
        bookings=bookings,
        positions=lines,
        my_calendar=Secret("my-calendar", signed_in_user().id).reveal(),
        now=clock.now(),
    )


@bp.get("/bookings/<int:booking_id>")
@open_to(SIGNED_IN)
def show(booking_id: int) -> ResponseReturnValue:
    booking = found(queries.own_booking(booking_id, signed_in_user()))
    return render_template(
        "booking/show.html",
        booking=booking,
        position=queries.position(booking) if booking.is_waiting else None,
        before_link=links.PATHS["before"].format(token=links.token(Secret("before", booking.id))),
        offer_link=links.PATHS["offer"].format(token=links.token(Secret("offer", booking.id))),
        **_terms_of(booking),
    )


@bp.post("/bookings/<int:booking_id>/leave-the-list")
@open_to(SIGNED_IN)
def leave_list(booking_id: int) -> ResponseReturnValue:
    booking = found(queries.own_booking(booking_id, signed_in_user()))
    services.leave_waiting_list(booking, by=signed_in_user(), at=clock.now())
    flash(f"You are off the waiting list of {booking.session.title}.")
    return redirect(url_for("booking.mine"))


@bp.route("/bookings/<int:booking_id>/withdraw", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def withdraw(booking_id: int) -> ResponseReturnValue:
    """Says what withdrawing will mean before it is done."""
    booking = found(queries.own_booking(booking_id, signed_in_user()))
    pence = booking.pence_at(clock.now())
    form = WithdrawForm(needs_reason=pence > 0)
    if form.validate_on_submit():
        try:
            services.withdraw(booking, by=signed_in_user(), at=clock.now(), reason=form.reason.data or "")
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(f"You have withdrawn from {booking.session.title}. The place is free for someone else.")
            return redirect(url_for("booking.mine"))
    return render_template(
        "booking/withdraw.html",
        booking=booking,
        form=form,
        can_be_withdrawn=booking.can_be_withdrawn(clock.now()),
        is_late=booking.would_be_late(clock.now()),
        pence=pence,
    )


def _book(session: TrainingSession, form: BookingForm) -> ResponseReturnValue:
    if current_user.is_authenticated:
        booking = services.book_place(session, form.delegate(), by=signed_in_user(), at=clock.now())
        return redirect(url_for("booking.show", booking_id=booking.id))
    booking = services.hold_place(session, form.delegate(), at=clock.now(), asked_from=asked_from())
    return redirect(url_for("booking.held", token=links.token(Secret("hold", booking.id))))


def _wait(session: TrainingSession, form: BookingForm) -> ResponseReturnValue:
    if current_user.is_authenticated:
        booking = services.join_waiting_list(session, form.delegate(), by=signed_in_user(), at=clock.now())
        return redirect(url_for("booking.show", booking_id=booking.id))
    booking = services.ask_to_wait(session, form.delegate(), at=clock.now(), asked_from=asked_from())
    return redirect(url_for("booking.held", token=links.token(Secret("hold", booking.id))))


def _terms_of(booking: Booking) -> dict[str, Any]:
    """What the pages of a booking say of its terms."""
    return {
        "now": clock.now(),
        "free_until": booking.free_until,
        "pence": booking.pence,
    }


def _booking_page(
    session: TrainingSession, form: BookingForm, *, is_for_the_waiting_list: bool = False
) -> ResponseReturnValue:
    now = clock.now()
    policy = policy_in_force(on=clock.today())
    return render_template(
        "booking/book.html",
        session=session,
        form=form,
        now=now,
        places=queries.availability([session], at=now)[session.id],
        agencies=accounts.listed_agencies(),
        free_until=free_until(policy, session.starts_at),
        pence=charge_pence(policy, session),
        is_for_the_waiting_list=is_for_the_waiting_list,
    )


def _must_be_public(session: TrainingSession) -> None:
    if not session.is_on_show:
        abort(404)


def _booking_of(purpose: str, token: str) -> Booking:
    """The booking of a mailed link."""
    try:
        return found(queries.booking(links.read_token(purpose, token).record))
    except links.BadToken:
        return abort(404)


def _welcome(booking: Booking) -> ResponseReturnValue:
    """Signed in, and the device is remembered for 90 days; staff for this browser session."""
    login_user(booking.practitioner, remember=not booking.practitioner.is_staff)
    return redirect(url_for("booking.show", booking_id=booking.id))
