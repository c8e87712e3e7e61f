"""That somebody took the log away is written in it."""

from datetime import datetime

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import command


@command
def write_down_export(asked: str, *, by: User, at: datetime) -> None:
    """`asked` says which part."""
    audit.write(Verb.EXPORTED_AUDIT_TRAIL, by, by=by, at=at, asked=asked)
