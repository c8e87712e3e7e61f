"""How the room says no."""

from app.core.errors import Refusal


class BookingLinkReplaced(Refusal):
    message = (
        "This link has been replaced, so it doesn’t work any more. Use the one in our latest e-mail about the booking, "
        "or sign in and look under My bookings."
    )
