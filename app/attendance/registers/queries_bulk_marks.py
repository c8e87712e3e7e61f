"""What "Everyone is here" has marked."""

from sqlalchemy import select

from app.attendance.registers.models import BulkMark
from app.core.database import db
from app.programme.models_sessions import TrainingSession


def bulk_mark(session: TrainingSession, bulk_mark_id: int) -> BulkMark | None:
    """One of this session's; anything else is as good as none."""
    return db.session.scalar(select(BulkMark).where(BulkMark.session_id == session.id, BulkMark.id == bulk_mark_id))


def last_bulk_mark(session: TrainingSession) -> BulkMark | None:
    wanted = select(BulkMark).where(BulkMark.session_id == session.id).order_by(BulkMark.id.desc())
    return db.session.scalar(wanted.limit(1))
