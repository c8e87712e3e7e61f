"""Writing an entry, in the transaction of the deed."""

from datetime import datetime

from app.audit.models import AuditEntry, Fact, Verb
from app.core.database import Base, db


def write(verb: Verb, record: Base, *, by: Base | None, at: datetime, **data: Fact) -> None:
    """Add an entry to the transaction under way, with what changed. `by` is None for a job or the command line."""
    db.session.flush()  # a new record gets its id
    db.session.add(
        AuditEntry(
            at=at,
            actor_id=by.id if by else None,
            verb=verb,
            record_type=type(record).__name__,
            record_id=record.id,
            person_id=record.person_concerned_id,
            data={name: fact for name, fact in data.items() if fact != ""},
        )
    )
