"""The post room's job."""

from app.notifications.delivery import deliver


def deliver_mail() -> str:
    """Send all that is due; returns a line for the log, empty when there was nothing to do."""
    done = deliver()
    if not (done.sent or done.refused):
        return ""
    return f"{done.sent} sent, {done.refused} refused"
