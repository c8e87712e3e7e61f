"""The quarterly mail."""

from app.core import clock
from app.reporting.agency_figures import services
from app.web.formatting import count


def tell_agency_leads() -> str:
    """Queue the quarterly figures that leads lack; returns a line for the log, or an empty one."""
    told = services.tell_leads(at=clock.now())
    return f"{count(told, 'message')} with an agency’s figures queued" if told else ""
