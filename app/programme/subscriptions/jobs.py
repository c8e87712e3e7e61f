"""The programme's jobs."""

from app.core import clock
from app.programme.subscriptions import services
from app.web.formatting import count


def send_lunchtime_invitations() -> str:
    """Queue the invitations that subscribers lack; returns a line for the log, empty when there was nothing to do."""
    sent = services.send_lunchtime_invitations(at=clock.now())
    return f"{count(sent, 'invitation')} to lunchtime sessions queued" if sent else ""


def tell_of_new_dates() -> str:
    """Queue word of new dates to those who asked; returns a line for the log, or an empty one."""
    told = services.tell_of_new_dates(at=clock.now())
    return f"{count(told, 'message')} about new dates queued" if told else ""
