"""One booking, opened by the link of its mail on any device. Opening it changes nothing.

Mail is forwarded, so it shows nothing beyond that booking, no joining link, and nothing of what its person needs.
"""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.booking import queries as booking_queries
from app.booking.leaving import pages as leaving_pages
from app.booking.leaving import services as leaving_services
from app.booking.leaving.forms import WithdrawForm
from app.booking.manage_link import queries, services
from app.booking.manage_link.forms import NeedsByLinkForm
from app.booking.mine import pages as mine_pages
from app.booking.mine import rules as mine_rules
from app.booking.mine import services as mine_services
from app.booking.mine.refusals import NeedsTooLate
from app.booking.models import Booking
from app.booking.pages import terms_of
from app.booking.refusals import BookingLinkReplaced
from app.booking.transferring import queries as transferring_queries
from app.booking.waiting_list import queries as waiting_list_queries
from app.booking.waiting_list import services as waiting_list_services
from app.core import clock, links
from app.core.links import opened_by_mail
from app.web.access import EVERYONE, SIGNED_IN, found, open_to
from app.web.forms import Form

bp = Blueprint("booking_manage_link", __name__)


@bp.get("/bookings/link/<token>")
@open_to(EVERYONE)
@opened_by_mail("booking")
def show(token: str) -> ResponseReturnValue:
    booking = _booking_of(token)
    became, _ = transferring_queries.moves_of([booking])
    return render_template(
        "booking/manage_link/show.html",
        booking=booking,
        moved_to=became.get(booking.id),
        token=token,
        position=waiting_list_queries.position(booking) if booking.is_waiting else None,
        can_change_needs=mine_rules.needs_can_change(booking, clock.now()),
        to_check_in=mine_pages.to_check_in(booking),
        offer_link=booking.link("offer").path(),
        to_add=mine_pages.to_add(booking, with_link=False),
        **terms_of(booking),
    )


@bp.route("/bookings/link/<token>/withdraw", methods=["GET", "POST"])
@open_to(EVERYONE)
def withdraw(token: str) -> ResponseReturnValue:
    """Says what withdrawing will mean before it is done."""
    booking = _booking_of(token)
    back = url_for("booking_manage_link.show", token=token)
    form = WithdrawForm(needs_reason=booking.pence_at(clock.now()) > 0)
    if form.validate_on_submit():
        with form.refusing():
            leaving_services.withdraw(booking, by=booking.practitioner, at=clock.now(), reason=form.reason.data or "")
            flash(f"{booking.name} has withdrawn from {booking.session.title}. The place is free for someone else.")
            return redirect(back)
    return leaving_pages.withdraw_page(booking, form, back=back)


@bp.post("/bookings/link/<token>/leave-the-list")
@open_to(EVERYONE)
def leave_list(token: str) -> ResponseReturnValue:
    booking = _booking_of(token)
    waiting_list_services.leave_waiting_list(booking, by=booking.practitioner, at=clock.now())
    flash(f"{booking.name} is off the waiting list of {booking.session.title}.")
    return redirect(url_for("booking_manage_link.show", token=token))


@bp.route("/bookings/link/<token>/needs", methods=["GET", "POST"])
@open_to(EVERYONE)
def needs(token: str) -> ResponseReturnValue:
    """They can be written here, and are never shown."""
    booking = _booking_of(token)
    form = NeedsByLinkForm(booking)
    if form.validate_on_submit():
        with form.refusing():
            mine_services.change_needs(booking, **form.needs(), is_kept=False, by=booking.practitioner, at=clock.now())
            flash("These needs are saved. The trainers and the training team see them.")
            return redirect(url_for("booking_manage_link.show", token=token))
    return render_template(
        "booking/manage_link/needs.html",
        booking=booking,
        form=form,
        token=token,
        refusal=NeedsTooLate.message,
        can_change=mine_rules.needs_can_change(booking, clock.now()),
    )


@bp.get("/bookings/link/<token>/calendar.ics")
@open_to(EVERYONE)
def calendar_file(token: str) -> ResponseReturnValue:
    """Without the joining link, which is in the mail."""
    return mine_pages.calendar_file(_booking_of(token), with_link=False)


@bp.route("/bookings/<int:booking_id>/new-link", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def renew(booking_id: int) -> ResponseReturnValue:
    """Says what stops before it does."""
    booking = found(booking_queries.own_booking(booking_id, signed_in_user()))
    back, form = url_for("booking_mine.show", booking_id=booking_id), Form()
    if form.validate_on_submit():
        services.renew_link(booking, by=signed_in_user(), at=clock.now())
        flash("The links in e-mail so far about this booking have stopped working. Later e-mail brings a new one.")
        return redirect(back)
    return render_template("booking/manage_link/stop_links.html", booking=booking, form=form, back_to=back)


def _booking_of(token: str) -> Booking:
    """Raises BookingLinkReplaced."""
    try:
        secret = links.read_token("booking", token)
    except links.BadToken:
        abort(404)
    booking = found(queries.booking_of_link(secret))
    if secret.version != booking.link_version:
        raise BookingLinkReplaced
    return booking
