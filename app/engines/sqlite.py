"""What SQLite needs to be trusted."""

import sqlite3
import time
from typing import Any, cast

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection

PATIENCE = 15_000
"""Milliseconds that one writer waits for another."""

EVERY_FEW = 8
"""Milliseconds for which SQLite asks by itself, after 1, 2 and 5 of them."""

UNLESS_BUSY = "unless busy"


def prepare(engine: Engine) -> None:
    """Make it keep its promises: WAL, foreign keys, patience, and writers that say so first."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def settle(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions by itself
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={PATIENCE}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        if writes:
            _begin_to_write(connection, patience=0 if writes == UNLESS_BUSY else PATIENCE)
        else:
            connection.exec_driver_sql("BEGIN")


def _begin_to_write(connection: Connection, *, patience: int) -> None:
    """Raises OperationalError where another goes on writing for so many milliseconds.

    SQLite's own pauses grow to a tenth of a second, so that whoever has waited longest comes last. Ours don't."""
    given_up_at = time.monotonic() + patience / 1000
    sqlite = cast("sqlite3.Connection", connection.connection.driver_connection)
    sqlite.execute(f"PRAGMA busy_timeout={min(patience, EVERY_FEW)}")
    try:
        while _is_busy(sqlite) and time.monotonic() < given_up_at:
            pass
        if not sqlite.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        sqlite.execute(f"PRAGMA busy_timeout={PATIENCE}")


def _is_busy(sqlite: sqlite3.Connection) -> bool:
    """Begins to write, unless another writes."""
    try:
        sqlite.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
    return False
