"""Which of a person's bookings the office can still do something about."""

from collections.abc import Sequence
from datetime import datetime

from app.booking.models import Booking


def coming_and_past(bookings: Sequence[Booking], *, at: datetime) -> tuple[list[Booking], list[Booking]]:
    """Of one person, given the soonest session first: what stands and isn't over, and all else, the latest first."""
    coming = [each for each in bookings if each.is_to_come and not each.session.has_ended(at)]
    standing = {each.id for each in coming}
    return coming, [each for each in reversed(bookings) if each.id not in standing]
