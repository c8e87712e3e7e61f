"""What is done for somebody: booking, sending a colleague, cancelling."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.people import queries as people
from app.accounts.signed_in import signed_in_user
from app.booking import queries as booking_queries
from app.booking.eligibility.rules_verdict import verdict_of
from app.booking.leaving import pages as leaving_pages
from app.booking.leaving import services as leaving_services
from app.booking.leaving.forms import CancelBookingForm, OfficeSubstituteForm
from app.booking.office import forms, rules, services_details
from app.booking.office.manage import bp, session_to_come
from app.booking.places import services as places_services
from app.booking.reminding import services as reminding
from app.booking.waiting_list import services as waiting_list
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.http.asking import number_asked
from app.web.access import found, open_to
from app.web.navigation import url_of


@bp.route("/manage/bookings/<int:booking_id>/cancel", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def cancel_booking(booking_id: int) -> ResponseReturnValue:
    """For somebody who told us: a place is withdrawn, somebody waiting leaves the list."""
    booking = found(booking_queries.booking(booking_id))
    form = CancelBookingForm(booking)
    if form.validate_on_submit():
        with form.refusing():
            in_line = f"{booking.name} is off the waiting list" if booking.is_for_the_waiting_list else ""
            leaving_services.cancel_for_somebody(booking, **form.details(), by=signed_in_user(), at=clock.now())
            flash(f"{in_line or f'The booking of {booking.name} is cancelled'}. They are told by e-mail.")
            return redirect(url_for("booking_office.bookings", session_id=booking.session_id))
    return render_template("booking/office/cancel_booking.html", booking=booking, form=form, now=clock.now())


@bp.route("/manage/sessions/<int:session_id>/add", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def add_somebody(session_id: int) -> ResponseReturnValue:
    """For somebody on the telephone: a place, or a place in line. ?person= fills in what we know of them."""
    session = session_to_come(session_id)
    form = forms.BookForSomebodyForm(session, people.user(number_asked("person")))
    places = booking_queries.availability([session], at=clock.now())[session.id]
    verdict = verdict_of(session, at=clock.now(), places=places, waives_dates=True)
    if form.validate_on_submit():
        book = waiting_list.join_waiting_list if verdict.can_be_waited_for else places_services.book_place
        with form.refusing():
            booking = book(
                session,
                form.delegate(),
                by=signed_in_user(),
                at=clock.now(),
                waives_rules=form.waives_rules.data,
            )
            what = "is on the waiting list" if booking.is_waiting else "has a place"
            flash(f"{booking.name} {what}, and is told by e-mail.")
            return redirect(url_for("booking_office.bookings", session_id=session_id))
    return render_template(
        "booking/office/add_somebody.html",
        session=session,
        form=form,
        places=places,
        verdict=verdict,
        agencies=people.names_to_suggest(),
    )


@bp.route("/manage/bookings/<int:booking_id>/colleague", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def substitute(booking_id: int) -> ResponseReturnValue:
    booking = found(booking_queries.booking(booking_id))
    back = url_for("booking_office.bookings", session_id=booking.session_id)
    return leaving_pages.substitute(booking, OfficeSubstituteForm(booking), back=back)


@bp.route("/manage/bookings/<int:booking_id>/details", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def change_details(booking_id: int) -> ResponseReturnValue:
    """Role, team and what they need: on this booking, until the session is over."""
    booking = found(booking_queries.booking(booking_id))
    form = forms.BookingDetailsForm(booking)
    if form.validate_on_submit():
        with form.refusing():
            services_details.change_details(booking, **form.wanted(), by=signed_in_user(), at=clock.now())
            flash(f"The booking of {booking.name} is changed. The register and the venue’s list have it.")
            return redirect(url_of("booking", booking_id=booking_id))
    can_change = rules.details_can_change(booking, clock.now())
    return render_template("booking/office/details.html", booking=booking, form=form, can_change=can_change)


@bp.post("/manage/bookings/<int:booking_id>/send-again")
@open_to(TRAINING_TEAM)
def send_again(booking_id: int) -> ResponseReturnValue:
    booking = found(booking_queries.booking(booking_id))
    reminding.send_joining_details_again(booking, by=signed_in_user(), at=clock.now())
    flash(f"The joining details are on their way to {booking.practitioner.email}.")
    return redirect(url_for("booking_office.bookings", session_id=booking.session_id))
