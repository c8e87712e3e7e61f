"""The throttle: who has to wait, and what is remembered of a failed attempt."""

from datetime import datetime

from app.accounts.throttling import queries, rules
from app.accounts.throttling.models import AttemptKind, FailedAttempt
from app.core.database import advisory_lock, command, db


@command
def throttle(limit: rules.Throttle, kind: AttemptKind, record_id: int, *, at: datetime) -> bool:
    """Whether one has to wait before another attempt of this kind. Of several at once, one is let through at a time."""
    advisory_lock(f"{kind}: {record_id}")
    return limit.is_closed(queries.failed_attempts(kind, record_id, since=at - limit.within))


@command
def note_failed_attempt(
    limit: rules.Throttle, kind: AttemptKind, record_id: int, *, at: datetime, client_address: str = ""
) -> bool:
    """Remember a try in vain; whether it was the last that is let through for now."""
    db.session.add(FailedAttempt(kind=kind, record_id=record_id, client_address=client_address, at=at))
    return throttle(limit, kind, record_id, at=at)
