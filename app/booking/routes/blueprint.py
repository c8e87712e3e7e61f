"""Where the pages of booking hang, and what several of them need."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock, links
from app.access import found, signed_in_user
from app.accounts import queries as accounts
from app.booking import queries, services
from app.booking.forms import SubstituteForm, WithdrawForm
from app.booking.models import Booking
from app.errors import Refusal
from app.links import Secret
from app.programme.models import TrainingSession
from app.terms.queries import closed_days

bp = Blueprint("booking", __name__)


def terms_of(booking: Booking) -> dict[str, Any]:
    """What the pages of a booking say of its terms."""
    return {"now": clock.now(), "costs": booking.costs}


def page_to_book(session: TrainingSession) -> str:
    """Where somebody may look at it and book it: its public page, or the invitation of a bespoke one."""
    if session.is_on_show:
        return url_for("catalogue.session", session_id=session.id)
    return links.PATHS["invitation"].format(
        token=links.token(Secret("invitation", session.id, session.invitation_version))
    )


def booking_of(purpose: str, token: str) -> Booking:
    """The booking of a mailed link."""
    try:
        return found(queries.booking(links.read_token(purpose, token).record))
    except links.BadToken:
        return abort(404)


def substitute(booking: Booking, form: SubstituteForm, *, back: str) -> ResponseReturnValue:
    """The same page and deed for the practitioner, their agency's lead and the office, who go `back` afterwards."""
    if form.validate_on_submit():
        try:
            colleague = services.substitute(
                booking, form.delegate(), by=signed_in_user(), at=clock.now(), waives_rules=form.waives
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(f"{colleague.name} comes instead of {booking.name}. Both are told by e-mail.")
            return redirect(back)
    return render_template(
        "booking/substitute.html",
        booking=booking,
        form=form,
        back_to=back,
        agencies=accounts.listed_agencies(),
        can_be_given=booking.can_be_withdrawn(clock.now()),
    )


def withdraw_page(booking: Booking, form: WithdrawForm, *, back: str) -> ResponseReturnValue:
    """Says what withdrawing means before it is done: to the practitioner, and to their agency's lead."""
    now = clock.now()
    return render_template(
        "booking/withdraw.html",
        booking=booking,
        form=form,
        back_to=back,
        can_be_withdrawn=booking.can_be_withdrawn(now),
        is_late=booking.would_be_late(now, closed_days()),
        pence=booking.pence_at(now),
    )
