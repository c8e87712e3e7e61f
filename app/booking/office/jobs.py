"""Retention: what the office has no reason to keep."""

from app.booking.office import services_retention
from app.core import clock
from app.web.formatting import count


def forget_access_needs() -> str:
    """Purge what is said of people's needs once it has served; returns a line for the log, or an empty one."""
    purged = services_retention.purge_needs(at=clock.now())
    return f"access needs of {count(purged, 'booking')} forgotten" if purged else ""
