"""The booking room's job."""

from app import clock
from app.booking.services import lapse_holds


def free_lapsed_places() -> str:
    """Let holds lapse; returns a line for the log, empty when there was nothing to do."""
    lapsed = lapse_holds(at=clock.now())
    return f"{lapsed} holds lapsed" if lapsed else ""
