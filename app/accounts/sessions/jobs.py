"""What is done with sessions every night."""

from app.accounts.sessions import services
from app.core import clock
from app.web.formatting import count


def forget_old_sessions() -> str:
    """Delete what is long over; returns a line for the log, or an empty one."""
    deleted = services.delete_sessions_long_over(at=clock.now())
    return f"{count(deleted, 'session')} of signing in deleted" if deleted else ""
