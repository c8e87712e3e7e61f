"""How long a second thought takes, and who has said already why somebody can't come."""

from datetime import timedelta

from app.booking.models import Booking
from app.booking.states import Channel
from app.charging.models import Explainer

SECOND_THOUGHTS = timedelta(minutes=3)
"""How long a letter that asks for a reason waits: a slip on the register, mended at once, troubles nobody."""


def who_said_why(booking: Booking) -> Explainer | None:
    """Who gave the reason when the booking was cancelled: the person, or the office, which was told. Nobody else's word
    stands for the person's own."""
    if not booking.cancel_reason:
        return None
    if booking.cancelled_by_id == booking.practitioner_id:
        return Explainer.PRACTITIONER
    return Explainer.OFFICE if booking.cancel_channel not in (None, Channel.WEBSITE) else None
