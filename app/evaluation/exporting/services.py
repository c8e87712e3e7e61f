"""Writing down that answers left the house."""

from datetime import datetime

from app.accounts.models import User
from app.core import audit
from app.core.database import command
from app.evaluation.exporting import refusals


@command
def write_down_export(what: str, *, rows: int, is_named: bool, by: User, at: datetime) -> None:
    """Who exported which answers, how many, and whether with names. Raises NothingToExport."""
    if not rows:
        raise refusals.NothingToExport
    whose = "named" if is_named else "pseudonymous"
    audit.write("exported answers", by, by=by, at=at, note=f"{what}, {rows} rows, {whose}")
