"""Held places: a reminder that names are missing, and what is freed."""

from app.booking.unnamed_places import services
from app.core import clock
from app.web.formatting import count


def free_held_places() -> str:
    """Free what has no name in time, and remind whose time is nearly over; returns a line for the log."""
    now = clock.now()
    freed, reminded = services.let_lapsed_go(at=now), services.remind_of_names(at=now)
    done = [count(freed, "hold") + " of an agency lapsed"] if freed else []
    done += [count(reminded, "reminder") + " of held places queued"] if reminded else []
    return ", ".join(done)
