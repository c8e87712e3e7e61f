"""The booking behind a link."""

from app.booking import queries as booking_queries
from app.booking.models import Booking
from app.core.links import Secret
from app.personal.rules import is_nobodys


def booking_of_link(secret: Secret) -> Booking | None:
    """Of any version. Who was erased has none, and a mere hold isn't anybody's yet."""
    booking = booking_queries.booking(secret.record)
    if booking is None or booking.state not in booking_queries.SHOWN_TO_THE_PERSON:
        return None
    return None if is_nobodys(booking.practitioner.email) else booking
