"""Agencies reminded of a return that is missing."""

from app.core import clock
from app.single_agency import services
from app.web.formatting import count


def remind_of_returns() -> str:
    """Queue reminders of returns on single-agency training; returns a line for the log, or an empty one."""
    told = services.remind_of_returns(at=clock.now())
    return f"{count(told, 'agency', 'agencies')} reminded of a return on single-agency training" if told else ""
