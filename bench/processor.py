"""What processes use of the processors, by what the system has counted for them (Linux)."""

import contextlib
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import func, select

from app.core.database import db
from tests.servers import children_of

WEB_SERVER, POSTGRESQL = "the web server", "PostgreSQL"


def seconds_of(pid: int) -> float:
    """Processor time so far of a process with its threads, and of its children, those among them that have ended."""
    return sum(map(_seconds, [*children_of(pid), pid]))  # the parent last: it has the time of who ends meanwhile


@contextlib.contextmanager
def share_of_a_core(pids: Mapping[str, int]) -> Iterator[dict[str, float]]:
    """Filled once the block has ended: by name, what a process and its children used on average, in percent."""
    used: dict[str, float] = {}
    before, began = {name: seconds_of(pid) for name, pid in pids.items()}, time.monotonic()
    yield used
    took = time.monotonic() - began
    used |= {name: 100 * (seconds_of(pid) - before[name]) / took for name, pid in pids.items()}


def the_database_server() -> dict[str, int]:
    """Its process, where it is one of its own: the parent of whoever answers us."""
    if db.engine.name != "postgresql":
        return {}
    ours = db.session.scalar(select(func.pg_backend_pid()))
    db.session.rollback()
    return {POSTGRESQL: parent_of(ours)}


def parent_of(pid: int) -> int:
    return int(_fields_of(pid)[1])


def _seconds(pid: int) -> float:
    """Of those who have ended, what their parent was told when it waited for them."""
    try:
        return sum(map(int, _fields_of(pid)[11:15])) / os.sysconf("SC_CLK_TCK")
    except (FileNotFoundError, ProcessLookupError):  # it ended just now: its time is its parent's by then
        return 0.0


def _fields_of(pid: int) -> list[str]:
    """Of proc(5), from the third on: the name before them may have spaces."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
