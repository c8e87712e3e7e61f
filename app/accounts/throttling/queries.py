"""How much was tried in vain."""

from datetime import datetime

from sqlalchemy import func, select

from app.accounts.throttling.models import AttemptKind, FailedAttempt
from app.core.database import db


def failed_attempts(kind: AttemptKind, record_id: int, *, since: datetime) -> int:
    """How many of a kind there were about a record after an instant."""
    about = (FailedAttempt.kind == kind, FailedAttempt.record_id == record_id)
    wanted = select(func.count()).select_from(FailedAttempt).where(*about, FailedAttempt.at > since)
    return db.session.scalar(wanted) or 0
