"""How PostgreSQL is connected to, and what it needs to be asked well."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection, make_url

WAITS_AT_MOST = {"lock_timeout": "15s", "idle_in_transaction_session_timeout": "5min"}

PLANNED_FOR = {"random_page_cost": "1.1"}

FOR_VALUES = "SET LOCAL plan_cache_mode = force_custom_plan"


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
    args = {name: value for name, value in ours.items() if name not in make_url(url).query}
    return found | {"pool_pre_ping": True, "connect_args": args}


def prepare(engine: Engine, *, is_by_key: Callable[[], bool]) -> None:
    """Make it plan each statement for its values: a plan kept for all may read a million rows for a job's five hundred.
    Where what is asked for is looked up by key, it may keep its plans: making them would take most of the time."""
    if engine.dialect.name != "postgresql":
        return

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if not is_by_key():
            connection.exec_driver_sql(FOR_VALUES)
