"""How PostgreSQL is connected to, and what it needs to be asked well."""

import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

WAITS_AT_MOST = {"lock_timeout": "15s", "idle_in_transaction_session_timeout": "5min"}

PLANNED_FOR = {"random_page_cost": "1.1"}

FOR_VALUES = "SET LOCAL plan_cache_mode = force_custom_plan"

TRUSTED_FOR = 1.0
"""Seconds after its last use in which a connection is taken without a question."""


def engine_options(url: str, *, through_a_pooler: bool) -> dict[str, Any]:
    """A PostgreSQL that was away, or that a broken network hides, is noticed within a minute; nobody waits for a lock
    longer than on SQLite, or for one lost with the network longer than five minutes. Statements are planned for disks
    without moving parts. Through a pooler nothing is prepared, and what we ask of it stands at the role
    (docs/more-than-one-machine.md).
    """
    found: dict[str, Any] = {"hide_parameters": True}  # an error names no value: it may be somebody's
    if url.startswith("sqlite"):
        return found
    ours: dict[str, Any] = {"connect_timeout": "10"}
    ours |= {"keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3"}
    options = " ".join(f"-c {name}={value}" for name, value in (WAITS_AT_MOST | PLANNED_FOR).items())
    ours |= {"prepare_threshold": None} if through_a_pooler else {"options": options}
    return found | {"connect_args": {name: value for name, value in ours.items() if name not in make_url(url).query}}


def prepare(engine: Engine, *, is_by_key: Callable[[], bool]) -> None:
    """Make it plan each statement for its values: a plan kept for all may read a million rows for a job's five hundred.
    Where what is asked for is looked up by key, it may keep its plans: making them would take most of the time."""
    if engine.dialect.name != "postgresql":
        return

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if not is_by_key():
            connection.exec_driver_sql(FOR_VALUES)

    @event.listens_for(engine, "checkin")
    def note_use(connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["used_at"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ask_whether_it_stands(connection: Any, record: ConnectionPoolEntry, proxy: object) -> None:
        """After a while without use. Where it doesn't stand any more, neither do the others: all are made anew."""
        if time.monotonic() - record.info.get("used_at", time.monotonic()) < TRUSTED_FOR:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error
