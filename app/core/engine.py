"""How PostgreSQL is connected to."""

from typing import Any

from sqlalchemy.engine import make_url

WAITS_AT_MOST = {"lock_timeout": "15s", "idle_in_transaction_session_timeout": "5min"}

PLANNED_FOR = {"plan_cache_mode": "force_custom_plan", "random_page_cost": "1.1"}


def engine_options(url: str, *, through_a_pooler: bool) -> dict[str, Any]:
    """A PostgreSQL that was away, or that a broken network hides, is noticed within a minute; nobody waits for a lock
    longer than on SQLite, or for one lost with the network longer than five minutes. Statements are planned for disks
    without moving parts and for their values: a plan that is kept for all values may read a million rows where a job
    asks about five hundred.

    A pooler gives each transaction another connection: nothing is prepared on one for the next, and what is asked of
    PostgreSQL here stands at the database's role instead (docs/more-than-one-machine.md).
    """
    found: dict[str, Any] = {"hide_parameters": True}  # an error names no value: it may be somebody's
    if url.startswith("sqlite"):
        return found
    asked = WAITS_AT_MOST | PLANNED_FOR
    ours: dict[str, Any] = {"connect_timeout": "10"}
    ours |= {"keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3"}
    unpooled = {"options": " ".join(f"-c {name}={value}" for name, value in asked.items())}
    ours |= {"prepare_threshold": None} if through_a_pooler else unpooled
    args = {name: value for name, value in ours.items() if name not in make_url(url).query}
    return found | {"pool_pre_ping": True, "connect_args": args}
