"""What is done for somebody: booking, sending a colleague, cancelling."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import found, open_to, signed_in_user
from app.accounts import queries as accounts
from app.booking import queries, services
from app.booking.forms import BookForSomebodyForm, CancelBookingForm, OfficeSubstituteForm
from app.booking.manage.blueprint import bp, session_to_come
from app.booking.routes.blueprint import substitute as send_a_colleague
from app.errors import Refusal
from app.roles import TRAINING_TEAM


@bp.route("/bookings/<int:booking_id>/cancel", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def cancel_booking(booking_id: int) -> ResponseReturnValue:
    """For somebody who told us: a place is withdrawn, somebody waiting leaves the list."""
    booking = found(queries.booking(booking_id))
    form = CancelBookingForm(booking)
    if form.validate_on_submit():
        try:
            services.cancel_for_somebody(booking, **form.details(), by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(f"The booking of {booking.name} is cancelled.")
            return redirect(url_for("desk.bookings", session_id=booking.session_id))
    return render_template("booking/cancel_booking.html", booking=booking, form=form, now=clock.now())


@bp.route("/sessions/<int:session_id>/add", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def add_somebody(session_id: int) -> ResponseReturnValue:
    """For somebody on the telephone: a place, or a place in line. ?person= fills in what we know of them."""
    session = session_to_come(session_id)
    form = BookForSomebodyForm(session, accounts.user(request.args.get("person", 0, type=int)))
    places = queries.availability([session], at=clock.now())[session.id]
    if form.validate_on_submit():
        book = services.join_waiting_list if places.is_full else services.book_place
        try:
            booking = book(
                session,
                form.delegate(),
                by=signed_in_user(),
                at=clock.now(),
                waives_rules=form.waives_rules.data,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            what = "is on the waiting list" if booking.is_waiting else "has a place"
            flash(f"{booking.name} {what}, and is told by e-mail.")
            return redirect(url_for("desk.bookings", session_id=session_id))
    return render_template(
        "booking/add_somebody.html", session=session, form=form, places=places, agencies=accounts.listed_agencies()
    )


@bp.route("/bookings/<int:booking_id>/colleague", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def substitute(booking_id: int) -> ResponseReturnValue:
    booking = found(queries.booking(booking_id))
    back = url_for("desk.bookings", session_id=booking.session_id)
    return send_a_colleague(booking, OfficeSubstituteForm(booking), back=back)


@bp.post("/bookings/<int:booking_id>/send-again")
@open_to(TRAINING_TEAM)
def send_again(booking_id: int) -> ResponseReturnValue:
    booking = found(queries.booking(booking_id))
    services.send_joining_details_again(booking, by=signed_in_user(), at=clock.now())
    flash(f"The joining details are on their way to {booking.practitioner.email}.")
    return redirect(url_for("desk.bookings", session_id=booking.session_id))
