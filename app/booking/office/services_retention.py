"""Retention: access and dietary needs are forgotten."""

from datetime import datetime

from app.booking.office import queries, rules
from app.core.database import command


@command
def purge_needs(*, at: datetime) -> int:
    """Forget access and dietary needs 30 days after a session's last day; returns how many bookings had some."""
    kept = queries.needs_to_forget(ended_by=at - rules.NEEDS_RETENTION)
    for booking in kept:
        booking.access_needs = booking.dietary_needs = ""
    return len(kept)
