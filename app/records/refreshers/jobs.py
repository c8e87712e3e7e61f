"""The mail about refreshers."""

from app.core import clock
from app.records.refreshers import services
from app.web.formatting import count


def tell_of_refreshers() -> str:
    """Once a night, queue word of refreshers that come due; returns a line for the log, or an empty one."""
    told = services.tell_of_refreshers(at=clock.now())
    return f"{count(told, 'message')} about refreshers queued" if told else ""
