"""Forgetting, by night."""

from app.core import clock
from app.records.retention import services
from app.web.formatting import count


def forget_what_is_due() -> str:
    """What its period is over for; returns a line for the log, or an empty one."""
    forgotten = services.forget_what_is_due(at=clock.now())
    return f"{count(forgotten, 'row')} of personal data forgotten" if forgotten else ""
