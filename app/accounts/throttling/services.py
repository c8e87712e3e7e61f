"""The throttle: who has to wait, and what is remembered of a failed attempt."""

from datetime import datetime

from app.accounts.throttling import queries, rules
from app.accounts.throttling.models import AttemptKind, FailedAttempt
from app.core.database import command, db, take_turns


@command
def throttle(limit: rules.Throttle, kind: AttemptKind, record_id: int, *, at: datetime) -> bool:
    """Whether one has to wait before another attempt of this kind. Of several at once, one is let through at a time."""
    take_turns(f"{kind}: {record_id}")
    return limit.is_closed(queries.failed_attempts(kind, record_id, since=at - limit.within))


@command
def note_failed_attempt(
    limit: rules.Throttle, kind: AttemptKind, record_id: int, *, at: datetime, asked_from: str = ""
) -> bool:
    """Remember a try in vain; whether it was the last that is let through for now."""
    db.session.add(FailedAttempt(kind=kind, record_id=record_id, asked_from=asked_from, at=at))
    return throttle(limit, kind, record_id, at=at)
