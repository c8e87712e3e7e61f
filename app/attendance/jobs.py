"""The attendance room's jobs."""

from app import clock
from app.attendance.services import tell_of_absences
from app.formatting import count


def tell_managers() -> str:
    """Queue what line managers are to hear of absences; returns a line for the log, or an empty one."""
    told = tell_of_absences(at=clock.now())
    return f"{count(told, 'line manager')} told of an absence" if told else ""
