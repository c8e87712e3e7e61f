"""The attendance room's jobs."""

from app import clock
from app.attendance.services import remind_of_registers as remind
from app.attendance.services import tell_of_absences
from app.formatting import count


def tell_managers() -> str:
    """Queue what line managers are to hear of absences; returns a line for the log, or an empty one."""
    told = tell_of_absences(at=clock.now())
    return f"{count(told, 'line manager')} told of an absence" if told else ""


def remind_of_registers() -> str:
    """Queue reminders of registers that are outstanding; returns a line for the log, or an empty one."""
    told = remind(at=clock.now())
    return f"{count(told, 'reminder')} of outstanding registers queued" if told else ""
