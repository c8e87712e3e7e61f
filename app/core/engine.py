"""How PostgreSQL is connected to."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.engine import make_url

CONNECTIONS_KEPT, CONNECTIONS_AT_MOST = 5, 15
"""To PostgreSQL, of each process: a thread that reads has one, and one more for a moment where it writes beside."""

WAITS_AT_MOST = {"lock_timeout": "15s", "idle_in_transaction_session_timeout": "5min"}
"""What every connection to PostgreSQL must have, asked for by ourselves or by its role."""


def engine_options(url: str, *, through_a_pooler: bool) -> dict[str, Any]:
    """A PostgreSQL that was away, or that a broken network hides, is noticed within a minute; nobody waits for a lock
    longer than on SQLite, or for one lost with the network longer than five minutes. Statements are planned for their
    values: a plan that PostgreSQL keeps for all values may read a million rows where a job asks about five hundred.

    A pooler gives each transaction another connection: nothing is prepared on one for the next, so each statement is
    planned for its values anyway, and the bounds stand at the database's role instead (`statements_for_role`).
    """
    found: dict[str, Any] = {"hide_parameters": True}  # an error names no value: it may be somebody's
    if url.startswith("sqlite"):
        return found
    asked = WAITS_AT_MOST | {"plan_cache_mode": "force_custom_plan"}
    ours: dict[str, Any] = {"connect_timeout": "10"}
    ours |= {"keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3"}
    options = " ".join(f"-c {name}={value}" for name, value in asked.items())
    ours |= {"prepare_threshold": None} if through_a_pooler else {"options": options}
    args = {name: value for name, value in ours.items() if name not in make_url(url).query}
    pool = {"pool_size": CONNECTIONS_KEPT, "max_overflow": CONNECTIONS_AT_MOST - CONNECTIONS_KEPT}
    return found | pool | {"pool_pre_ping": True, "connect_args": args}


def statements_for_role(role: str, names: Iterable[str] = WAITS_AT_MOST) -> list[str]:
    """By which an administrator bounds the waits where we can't ask for it: behind a pooler."""
    return [f"ALTER ROLE {role} SET {name} = '{WAITS_AT_MOST[name]}';" for name in names]
