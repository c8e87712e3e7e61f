"""Which processes are at work."""

from sqlalchemy import select

from app.core.database import db
from app.operations.heartbeats.models import Heartbeat


def heartbeats() -> list[Heartbeat]:
    """Every process that works, or fell silent this week: by kind, the latest started first."""
    wanted = select(Heartbeat).order_by(Heartbeat.process, Heartbeat.started_at.desc(), Heartbeat.instance)
    return list(db.session.scalars(wanted))
