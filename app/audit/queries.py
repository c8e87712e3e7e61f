"""Reads of the log."""

from sqlalchemy import Select, select

from app.audit.models import AuditEntry
from app.core.database import Base


def entries_about(record: Base) -> Select[AuditEntry]:
    """What was done to a record, the oldest first: to be run, or joined, by the room that shows it."""
    about = (AuditEntry.record_type == type(record).__name__, AuditEntry.record_id == record.id)
    return select(AuditEntry).where(*about).order_by(AuditEntry.at, AuditEntry.id)
