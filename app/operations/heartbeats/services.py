"""Signs of life, written by the processes themselves."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from app.core.database import command, db
from app.operations.heartbeats.models import Heartbeat, Process
from app.operations.heartbeats.rules import FORGOTTEN_AFTER, JobState


@command
def beat(*, process: Process, instance: str, started_at: datetime, jobs: Mapping[str, JobState], at: datetime) -> None:
    """Say that a process is at work, and how its jobs stand. Two short statements.

    A row that was removed meanwhile is written anew. Processes that have been silent for a week are forgotten.
    """
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    now = {"beat_at": at, "jobs": {name: state.as_json() for name, state in jobs.items()}}
    row = insert(Heartbeat).values(process=process, instance=instance, started_at=started_at, **now)
    db.session.execute(row.on_conflict_do_update(index_elements=["instance"], set_=now))
    db.session.execute(delete(Heartbeat).where(Heartbeat.beat_at < at - FORGOTTEN_AFTER))


@command
def stop(*, instance: str) -> None:
    """A process ends in good order: nobody need miss it."""
    db.session.execute(delete(Heartbeat).where(Heartbeat.instance == instance))
