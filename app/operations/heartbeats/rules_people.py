"""Signs of life of processes."""

from app.operations.heartbeats.models import Heartbeat
from app.personal.rules import Declaration, ImpersonalTable

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(model=Heartbeat, because="a process and its jobs", columns=("instance", "jobs")),
)
