"""Mail about a place that was given up."""

from datetime import datetime

from app.booking.emails import calendar_of
from app.booking.models import Booking
from app.files.letters import Letter, compose
from app.web.navigation import public_url_of


def substituted(booking: Booking, colleague: Booking, *, at: datetime) -> Letter:
    """That somebody else has the place now, with the entry that takes it out of the calendar."""
    return compose(
        "booking/leaving/email/substituted.txt",
        booking=booking,
        session=booking.session,
        colleague=colleague,
        calendar=calendar_of([booking], "CANCEL", at),
        calendar_method="CANCEL",
    )


def withdrawn(booking: Booking, *, at: datetime) -> Letter:
    """That the booking is cancelled, with the entry that takes it out of the calendar."""
    return compose(
        "booking/leaving/email/withdrawn.txt",
        booking=booking,
        session=booking.session,
        programme=public_url_of("programme"),
        calendar=calendar_of([booking], "CANCEL", at),
        calendar_method="CANCEL",
    )
