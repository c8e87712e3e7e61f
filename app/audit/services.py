"""Writing an entry, in the transaction of the deed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update

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


def forget_strangers(person_ids: Sequence[int], *, record_type: type[Base], record_ids: Sequence[int]) -> None:
    """People who never were, and their records: what was written about these goes, because their numbers may be given
    again; no other entry goes, but none names these people any more."""
    about = (AuditEntry.record_type == record_type.__name__, AuditEntry.record_id.in_(record_ids))
    db.session.execute(delete(AuditEntry).where(*about, AuditEntry.person_id.in_(person_ids)))
    db.session.execute(update(AuditEntry).where(AuditEntry.person_id.in_(person_ids)).values(person_id=None))
