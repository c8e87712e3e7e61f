"""What several pages of bookings need."""

from typing import Any

from flask import abort

from app.booking import queries
from app.booking.models import Booking
from app.booking.refusals import BookingLinkReplaced
from app.core import clock, links
from app.core.links import Secret
from app.programme.models_sessions import TrainingSession
from app.web.access import found
from app.web.navigation import url_of


def terms_of(booking: Booking) -> dict[str, Any]:
    """What the pages of a booking say of its terms."""
    return {"now": clock.now(), "costs": booking.costs}


def page_to_book(session: TrainingSession) -> str:
    """Where somebody may look at it and book it: its public page, or the invitation of a bespoke one."""
    if session.is_on_show:
        return url_of("session", session_id=session.id)
    return Secret("invitation", session.id, session.invitation_version).path()


def booking_of(purpose: str, token: str) -> Booking:
    """The booking of a mailed link. Raises BookingLinkReplaced."""
    try:
        secret = links.read_token(purpose, token)
    except links.BadToken:
        abort(404)
    booking = found(queries.booking(secret.record))
    if secret.version != booking.link_version:
        raise BookingLinkReplaced
    return booking
