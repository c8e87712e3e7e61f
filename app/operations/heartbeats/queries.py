"""Which processes are at work."""

from datetime import datetime

from sqlalchemy import select

from app.core.database import db
from app.operations.heartbeats.models import Heartbeat, Process
from app.operations.heartbeats.rules import is_alive


def heartbeats() -> list[Heartbeat]:
    """Every process that works, or fell silent this week: by kind, the latest started first."""
    wanted = select(Heartbeat).order_by(Heartbeat.process, Heartbeat.started_at.desc(), Heartbeat.instance)
    return list(db.session.scalars(wanted))


def alive(process: Process, at: datetime) -> bool:
    """Whether at least one process of this kind is at work."""
    last = db.session.scalars(select(Heartbeat.beat_at).where(Heartbeat.process == process))
    return any(is_alive(beat_at, at=at) for beat_at in last)
