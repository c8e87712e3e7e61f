"""Figures settled once the windows of their quarter have closed."""

from app.core import clock
from app.evaluation.settling import services
from app.web.formatting import count


def settle_figures() -> str:
    """Settle what is due; returns a line for the log, or an empty one."""
    settled = services.settle(at=clock.now())
    return f"figures of {count(settled, 'stage of a quarter', 'stages of quarters')} settled" if settled else ""
