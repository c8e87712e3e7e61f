"""Writing down that answers left the house."""

from collections.abc import Mapping
from datetime import datetime

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import command
from app.evaluation.exporting import refusals


@command
def write_down_export(
    *, file: str, scope: Mapping[str, int | str], asked: int, rows: int, is_named: bool, by: User, at: datetime
) -> None:
    """Who exported what, how many rows, and whether with names. Raises NothingToExport where nobody was `asked`."""
    if not asked:
        raise refusals.NothingToExport
    audit.write(Verb.EXPORTED_ANSWERS, by, by=by, at=at, file=file, scope=scope, rows=rows, is_named=is_named)
