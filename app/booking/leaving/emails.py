"""Mail about a place that was given up."""

from datetime import datetime

from app.accounts.models import User
from app.booking.emails import calendar_of
from app.booking.models import Booking
from app.files.letters import Letter, compose
from app.web.navigation import public_url_of


def substituted(booking: Booking, colleague: Booking, *, by: User, at: datetime) -> Letter:
    """That somebody else has the place now, with the entry that takes it out of the calendar."""
    return compose(
        "booking/leaving/email/substituted.txt",
        booking=booking,
        session=booking.session,
        colleague=colleague,
        by=by,
        calendar=calendar_of([booking], "CANCEL", at),
        calendar_method="CANCEL",
    )


def withdrawn(booking: Booking, *, by: User, at: datetime) -> Letter:
    """That the booking is cancelled, with the entry that takes it out of the calendar; of another’s deed, whose it was
    and why."""
    is_their_own = by.id == booking.practitioner_id
    return compose(
        "booking/leaving/email/withdrawn.txt" if is_their_own else "booking/leaving/email/withdrawn_by_another.txt",
        by=by,
        booking=booking,
        session=booking.session,
        programme=public_url_of("programme"),
        calendar=calendar_of([booking], "CANCEL", at),
        calendar_method="CANCEL",
    )
