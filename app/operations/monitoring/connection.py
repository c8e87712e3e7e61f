"""Questions put to the database and the disk by a connection of their own, each with an end to its patience.

They leave nothing behind: the write lock is taken and given back, a row is written and rolled back, a file removed.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from app.booking.models import Booking
from app.core.logs import kind_of
from app.notifications.models import Message
from app.operations.heartbeats.models import Heartbeat
from app.operations.monitoring.rules_checks import Check, DatabaseSize, Space, Subject

ANSWERS_WITHIN = 2
"""Seconds for the database to answer."""

LOCKED_FOR = 1
"""Seconds that the write lock may be somebody else's."""

SMALL_FILE = 64 * 1024
"""Bytes."""

A_ROW = (
    f"INSERT INTO {Heartbeat.__tablename__} (id, process, instance, started_at, beat_at, jobs) "  # noqa: S608 (a table of ours)
    "VALUES (-1, 'scheduler', 'nobody', '2000-01-01 00:00:00+00:00', '2000-01-01 00:00:00+00:00', '{}')"
)


class NotThere(Exception):
    """SQLite would make a new, empty file where the database should be."""


@contextlib.contextmanager
def own_connection(database_url: str) -> Iterator[Connection]:
    """A new connection that waits for nothing long. Raises DBAPIError or NotThere."""
    url = make_url(database_url)
    if url.drivername == "sqlite":
        if not url.database or not Path(url.database).is_file():
            raise NotThere
        engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": LOCKED_FOR})
    else:
        patience = {"connect_timeout": ANSWERS_WITHIN, "tcp_user_timeout": ANSWERS_WITHIN * 1000}
        engine = create_engine(url, poolclass=NullPool, connect_args=patience)
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        yield connection


def revisions(connection: Connection) -> frozenset[str]:
    """What the database says that it was migrated to; nothing where it never was."""
    try:
        with _transaction(connection):
            return frozenset(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars())
    except DBAPIError as error:
        if "no such table" in str(error.orig) or getattr(error.orig, "sqlstate", "") == "42P01":
            return frozenset()
        raise


def writable(connection: Connection) -> Check:
    """Somebody who wants to write gets to it within a second, and can."""
    try:
        with _transaction(connection, writes=True):
            if connection.dialect.name == "postgresql":
                if connection.exec_driver_sql("SELECT pg_is_in_recovery()").scalar_one():
                    return Check(Subject.WRITABLE, False, "the database is a copy that can only be read")
                tables = ", ".join(table.__tablename__ for table in (Booking, Message, Heartbeat))
                connection.exec_driver_sql(f"LOCK TABLE {tables} IN ROW EXCLUSIVE MODE")
            connection.exec_driver_sql(A_ROW)
    except DBAPIError as error:
        return Check(Subject.WRITABLE, False, f"nothing can be written: {kind_of(error)}")
    return Check(Subject.WRITABLE, True, "the write lock was to be had")


@contextlib.contextmanager
def _transaction(connection: Connection, *, writes: bool = False) -> Iterator[None]:
    """One that ends with a rollback, whatever happens in it."""
    is_sqlite = connection.dialect.name == "sqlite"
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_sqlite and writes else "BEGIN")
    try:
        if not is_sqlite:
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{ANSWERS_WITHIN}s'")
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCKED_FOR}s'")
        yield
    finally:
        with contextlib.suppress(DBAPIError):  # SQLite has rolled back by itself after some errors
            connection.exec_driver_sql("ROLLBACK")


def database_size(connection: Connection) -> DatabaseSize:
    if connection.dialect.name == "postgresql":
        with _transaction(connection):
            size = connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one()
        return DatabaseSize(int(size))
    pages, page = (connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("page_count", "page_size"))
    return DatabaseSize(int(pages) * int(page))


def folders(database_url: str, *others: str) -> list[Path]:
    """Where the house keeps what it writes: SQLite's folder and the others; of one that isn't there yet, its parent."""
    url = make_url(database_url)
    kept = [Path(url.database).parent] if url.drivername == "sqlite" and url.database else []
    return list(dict.fromkeys(_standing(folder.absolute()) for folder in (*kept, *map(Path, others))))


def _standing(folder: Path) -> Path:
    return next(each for each in (folder, *folder.parents) if each.is_dir())


def space(folder: Path) -> Space:
    """How much room is left, and whether a small file can be written."""
    usage = shutil.disk_usage(folder)
    return Space(str(folder), usage.free, usage.total, _trouble_with_a_file(folder))


def _trouble_with_a_file(folder: Path) -> str:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\0" * SMALL_FILE)
            file.flush()
            os.fsync(file.fileno())  # some file systems say only then that they are full
    except OSError as error:
        return kind_of(error)
    return ""
