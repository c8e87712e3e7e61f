"""Who did what to which record, written in the same transaction as the deed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base, db


class AuditEntry(Base):
    """One deed. The actor is kept by id, so that erasing a person's name erases it here too."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "record_type", "record_id"), Index(None, "deed"))

    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    deed: Mapped[str] = mapped_column(String(60))
    record_type: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int]
    note: Mapped[str] = mapped_column(default="")


def write(deed: str, record: Base, *, by: Base | None, at: datetime, note: str = "") -> None:
    """Add an entry to the transaction under way. `by` is None for a job or the command line."""
    db.session.flush()  # a new record gets its id
    db.session.add(
        AuditEntry(
            at=at,
            actor_id=by.id if by else None,
            deed=deed,
            record_type=type(record).__name__,
            record_id=record.id,
            note=note,
        )
    )
