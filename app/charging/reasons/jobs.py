"""Whose time for a reason is over."""

from app.charging.reasons import services
from app.core import clock
from app.web.formatting import count


def pass_reason_deadlines() -> str:
    """Whose time for a reason is over; returns a line for the log, or an empty one."""
    passed = services.pass_deadlines(at=clock.now())
    return f"{count(passed, 'charge')} not explained in time" if passed else ""
