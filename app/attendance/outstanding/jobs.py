"""Managers told of absences, and the office of registers left open."""

from app.attendance.outstanding import services
from app.core import clock
from app.web.formatting import count


def tell_managers() -> str:
    """Queue what line managers are to hear of absences; returns a line for the log, or an empty one."""
    told = services.tell_of_absences(at=clock.now())
    return f"{count(told, 'line manager')} told of an absence" if told else ""


def remind_of_registers() -> str:
    """Queue reminders of registers that are outstanding; returns a line for the log, or an empty one."""
    told = services.remind_of_registers(at=clock.now())
    return f"{count(told, 'reminder')} of outstanding registers queued" if told else ""


def send_registers() -> str:
    """Queue the registers of sessions that are near, to their trainers; a line for the log, or an empty one."""
    sent = services.send_registers(at=clock.now())
    return f"{count(sent, 'register')} sent to trainers" if sent else ""
