"""Mail before the start, and the alert that too few have booked."""

from app.booking.reminding import services
from app.core import clock
from app.web.formatting import count


def tell_before_the_start() -> str:
    """Queue joining details and reminders that are due; returns a line for the log, or an empty one."""
    now = clock.now()
    told = services.send_joining_details(at=now) + services.send_reminders(at=now) + services.send_week_days(at=now)
    return f"{count(told, 'message')} about sessions to come queued" if told else ""


def alert_the_office() -> str:
    """Queue what the training team should hear of; returns a line for the log, or an empty one."""
    told = services.alert_below_minimum(at=clock.now())
    return f"{count(told, 'session')} with too few bookings reported" if told else ""
