"""The processes that work beside the web server, as they report themselves."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base
from app.operations.heartbeats.rules import JobState


class Process(StrEnum):
    SCHEDULER = "scheduler"
    MAIL_WORKER = "mail worker"


class Heartbeat(Base):
    """One running process: who it is, since when, when it last beat, and how its jobs stand.

    An orderly end removes the row; after a crash it stays and falls silent. `instance` tells two processes of a kind
    apart, on one machine or on several: "host-pid-xxxxxxxx".
    """

    __tablename__ = "heartbeat"

    process: Mapped[Process]
    instance: Mapped[str] = mapped_column(String(80), unique=True)
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime] = mapped_column(index=True)
    jobs: Mapped[dict[str, Any]] = mapped_column(JSON)

    @property
    def job_states(self) -> dict[str, JobState]:
        """Each job of the process by its name, as of the last beat."""
        return {name: JobState.from_json(state) for name, state in self.jobs.items()}
