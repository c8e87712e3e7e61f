"""Mail about the waiting list."""

from datetime import datetime

from app.accounts.models import User
from app.booking.emails import manage_link
from app.booking.models import Booking
from app.files.letters import Letter, compose
from app.web.navigation import public_url_of


def waiting(booking: Booking) -> Letter:
    """That they are on the waiting list, and how a place would reach them."""
    return compose(
        "booking/waiting_list/email/waiting.txt",
        booking=booking,
        session=booking.session,
        secrets=manage_link(booking),
    )


def offered(booking: Booking, *, at: datetime) -> Letter:
    """A place that must be accepted in time, by a link that needs no sign-in."""
    return compose(
        "booking/waiting_list/email/offered.txt",
        at=at,
        booking=booking,
        session=booking.session,
        secrets={"link": booking.link("offer")} | manage_link(booking),
    )


def offer_over(booking: Booking) -> Letter:
    """That nobody answered the offer in time, so that the place went on."""
    return compose(
        "booking/waiting_list/email/offer_over.txt",
        booking=booking,
        session=booking.session,
        programme=public_url_of("programme"),
    )


def taken_off(booking: Booking, *, by: User, reason: str = "", was_offered: bool = False) -> Letter:
    """That somebody else took them off the list: who, and why if that was said."""
    return compose(
        "booking/waiting_list/email/taken_off.txt",
        booking=booking,
        session=booking.session,
        by=by,
        reason=reason,
        was_offered=was_offered,
        programme=public_url_of("programme"),
    )
