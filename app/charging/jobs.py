"""The charging room's job."""

from app import clock
from app.charging.services import propose_charges


def propose_what_is_missing() -> str:
    """Propose charges for outcomes that have none; returns a line for the log, or an empty one."""
    proposed = propose_charges(at=clock.now())
    return f"{proposed} charges proposed" if proposed else ""
