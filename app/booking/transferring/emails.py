"""Mail about a move to another date."""

from collections.abc import Sequence
from datetime import datetime

from app.booking.emails import before_link, calendar_of, check_in_link, manage_link
from app.booking.models import Booking
from app.files.letters import Letter, compose
from app.programme.models_sessions import TrainingSession


def transferred(
    left: Booking, taken: Booking, clashes: Sequence[TrainingSession], *, pence: int, at: datetime
) -> Letter:
    """What was and what is now, as a confirmation says it, with the entry of the new date."""
    return compose(
        "booking/transferring/email/transferred.txt",
        at=at,
        left=left,
        booking=taken,
        session=taken.session,
        clashes=clashes,
        pence=pence,
        secrets=before_link(taken) | manage_link(taken) | check_in_link(taken, at),
        calendar=calendar_of([taken], "REQUEST", at),
        calendar_method="REQUEST",
    )


def out_of_the_calendar(left: Booking, taken: Booking, *, at: datetime) -> Letter:
    """A short letter that takes the old date out: calendar programs read one entry of a letter alone."""
    return compose(
        "booking/transferring/email/out_of_the_calendar.txt",
        booking=left,
        session=left.session,
        taken=taken,
        calendar=calendar_of([left], "CANCEL", at),
        calendar_method="CANCEL",
    )


def to_manager(left: Booking, taken: Booking) -> Letter:
    """What the line manager is told: nothing that the person said."""
    return compose("booking/transferring/email/manager_transferred.txt", left=left, booking=taken)
