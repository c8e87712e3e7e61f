"""Retention: access and dietary needs are forgotten."""

from datetime import datetime

from app.booking.office import queries, rules
from app.core.changes import in_batches
from app.core.database import command


def purge_needs(*, at: datetime) -> int:
    """Forget access and dietary needs 30 days after a session's last day; returns how many bookings had some."""
    kept = [booking.id for booking in queries.needs_to_forget(ended_by=at - rules.NEEDS_RETENTION)]
    return sum(_purge(some, at=at) for some in in_batches(kept))


@command
def _purge(among: list[int], *, at: datetime) -> int:
    kept = queries.needs_to_forget(among, ended_by=at - rules.NEEDS_RETENTION)
    for booking in kept:
        booking.access_needs = booking.dietary_needs = ""
    return len(kept)
