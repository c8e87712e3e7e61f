"""My bookings: seeing them, withdrawing, sending a colleague."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.people import services as people
from app.accounts.signed_in import signed_in_user
from app.booking import emails as booking_emails
from app.booking import queries as booking_queries
from app.booking.leaving import pages as leaving_pages
from app.booking.leaving import services as leaving_services
from app.booking.leaving.forms import SubstituteForm, WithdrawForm
from app.booking.mine import forms, pages, queries, rules, services
from app.booking.mine.refusals import NeedsTooLate
from app.booking.mine.rules_outcome import is_cancelled_by_us, outcome_in_words
from app.booking.pages import terms_of
from app.booking.transferring import queries as transferring_queries
from app.booking.waiting_list import queries as waiting_list_queries
from app.booking.waiting_list import rules as waiting_list_rules
from app.booking.waiting_list import services as waiting_list_services
from app.core import clock
from app.core.links import Secret
from app.core.roles import VISITORS
from app.files.calendars import webcal
from app.programme.models_sessions import TrainingSession
from app.web.access import SIGNED_IN, found, open_to
from app.web.navigation import in_navigation
from app.web.paging import page_asked_for, part_of

bp = Blueprint("booking_mine", __name__)
PAST_ON_A_PAGE = 25


@bp.get("/bookings")
@open_to(SIGNED_IN)
@in_navigation("My bookings", VISITORS)
def mine() -> ResponseReturnValue:
    """?page= turns the pages of what is past."""
    now = clock.now()
    bookings = booking_queries.bookings_of(signed_in_user())
    lines = {booking.id: waiting_list_queries.position(booking) for booking in bookings if booking.is_waiting}
    standing = rules.standing_bookings(bookings, at=now)
    past = part_of(standing.past, page=page_asked_for(), per_page=PAST_ON_A_PAGE)
    became, _ = transferring_queries.moves_of(past.items)
    return render_template(
        "booking/mine/mine.html",
        coming=standing.coming,
        waiting=standing.waiting,
        past=past,
        positions=lines,
        my_calendar=Secret("my-calendar", signed_in_user().id, signed_in_user().calendar_version).reveal(),
        outcomes={each.id: outcome_in_words(each, moved_to=became.get(each.id), at=now) for each in past.items},
        now=now,
        webcal=webcal,
    )


@bp.get("/bookings/<int:booking_id>")
@open_to(SIGNED_IN)
def show(booking_id: int) -> ResponseReturnValue:
    booking = found(booking_queries.own_booking(booking_id, signed_in_user()))
    became, came_from = transferring_queries.moves_of([booking])
    moved_to = became.get(booking_id)
    return render_template(
        "booking/mine/show.html",
        booking=booking,
        moved_to=moved_to,
        moved_from=came_from.get(booking_id),
        is_cancelled_by_us=is_cancelled_by_us(booking),
        position=waiting_list_queries.position(booking) if booking.is_waiting else None,
        why_none=_why_no_place_is_passed_on(booking.session) if booking.is_for_the_waiting_list else "",
        clashes=booking_queries.clashes_with(booking) if booking.is_booked else [],
        materials=queries.materials_for(signed_in_user(), booking.session.course),
        before_links=[link.reveal() for link in booking_emails.pre_course_links([booking]).values()],
        can_change_needs=rules.needs_can_change(booking, clock.now()),
        offer_link=booking.link("offer").path(),
        outcome=outcome_in_words(booking, moved_to=moved_to, at=clock.now()),
        to_check_in=pages.to_check_in(booking),
        to_add=pages.to_add(booking),
        **terms_of(booking),
    )


def _why_no_place_is_passed_on(session: TrainingSession) -> str:
    now = clock.now()
    places = booking_queries.availability([session], at=now)[session.id]
    return waiting_list_rules.why_no_place_is_passed_on(session, places, now)


@bp.get("/bookings/<int:booking_id>/calendar.ics")
@open_to(SIGNED_IN)
def calendar_file(booking_id: int) -> ResponseReturnValue:
    """Its entries, under the names that the mail's have."""
    return pages.calendar_file(found(booking_queries.own_booking(booking_id, signed_in_user())))


@bp.post("/bookings/<int:booking_id>/leave-the-list")
@open_to(SIGNED_IN)
def leave_list(booking_id: int) -> ResponseReturnValue:
    booking = found(booking_queries.own_booking(booking_id, signed_in_user()))
    waiting_list_services.leave_waiting_list(booking, by=signed_in_user(), at=clock.now())
    flash(f"You are off the waiting list of {booking.session.title}.")
    return redirect(url_for("booking_mine.mine"))


@bp.route("/bookings/<int:booking_id>/withdraw", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def withdraw(booking_id: int) -> ResponseReturnValue:
    """Says what withdrawing will mean before it is done."""
    booking = found(booking_queries.own_booking(booking_id, signed_in_user()))
    form = WithdrawForm(needs_reason=booking.pence_at(clock.now()) > 0)
    if form.validate_on_submit():
        with form.refusing():
            leaving_services.withdraw(booking, by=signed_in_user(), at=clock.now(), reason=form.reason.data or "")
            flash(f"You have withdrawn from {booking.session.title}. The place is free for someone else.")
            return redirect(url_for("booking_mine.mine"))
    return leaving_pages.withdraw_page(
        booking,
        form,
        back=url_for("booking_mine.show", booking_id=booking_id),
        another_date=url_for("booking_mine.transfer", booking_id=booking_id),
    )


@bp.route("/bookings/<int:booking_id>/colleague", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def send_colleague(booking_id: int) -> ResponseReturnValue:
    """Somebody else comes instead: the page says what that means before it is done."""
    booking = found(booking_queries.own_booking(booking_id, signed_in_user()))
    return leaving_pages.substitute(
        booking, SubstituteForm(booking), back=url_for("booking_mine.show", booking_id=booking_id)
    )


@bp.route("/bookings/<int:booking_id>/needs", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def needs(booking_id: int) -> ResponseReturnValue:
    """Role, access and dietary needs, until the day before."""
    booking = found(booking_queries.own_booking(booking_id, signed_in_user()))
    form = forms.BookingNeedsForm(booking)
    if form.validate_on_submit():
        with form.refusing():
            services.change_needs(
                booking, **form.wanted(), is_kept=form.is_kept.data, by=signed_in_user(), at=clock.now()
            )
            flash("Your role and needs are saved. The trainers and the training team see them.")
            return redirect(url_for("booking_mine.show", booking_id=booking_id))
    return render_template(
        "booking/mine/needs.html",
        booking=booking,
        form=form,
        refusal=NeedsTooLate.message,
        can_change=rules.needs_can_change(booking, clock.now()),
    )


@bp.post("/bookings/calendar/new-address")
@open_to(SIGNED_IN)
def new_calendar_address() -> ResponseReturnValue:
    """The earlier address of the private feed stops working."""
    people.renew_calendar(signed_in_user(), at=clock.now())
    flash("Your calendar has a new address. The earlier one has stopped working: subscribe to the new one.")
    return redirect(url_for("booking_mine.mine"))
