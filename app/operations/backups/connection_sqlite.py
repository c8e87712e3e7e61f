"""SQLite's own way of copying a database while others work with it."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Engine, Executable, create_engine, func, select, table
from sqlalchemy.pool import NullPool

from app.operations.backups.refusals import BackupFailed, CantPutIn

PAGES = 2_000
"""A step of 8 MB."""

PATIENCE = 150
"""How often a database that somebody else writes to is tried, a tenth of a second apart."""

Step = Callable[[int, int, int], None]


def file_of(url: URL) -> str:
    """Raises BackupFailed for one that is in memory alone."""
    if not url.database or url.database == ":memory:" or "mode=memory" in str(url):
        raise BackupFailed("This database is in memory alone: there is nothing to back up, or to restore into.")
    return url.database


def as_engine(path: Path) -> Engine:
    """For a file that nobody else uses."""
    return create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool)


def copy_out(live: str, target: Path, *, on_step: Step | None = None, pages: int = PAGES) -> None:
    """Copy what the database holds now, and check the copy.

    The database is read as it is at this moment, by a reader's transaction: in SQLite's WAL mode nobody who writes
    waits for a reader, and what they write meanwhile doesn't make the copy begin anew.
    """
    with _opened(f"file:{quote(live)}?mode=rw") as source, _opened(f"file:{quote(str(target))}") as copy:
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(copy, pages=pages, progress=on_step)
        source.execute("ROLLBACK")
        copy.execute("PRAGMA journal_mode=DELETE")  # one file that needs no others beside it
        if complaint := _complaint(copy):
            raise BackupFailed(f"The database is damaged: {complaint}")


def put_in(source: Path, live: str, *, rows: Mapping[str, int], then: Sequence[Executable]) -> None:
    """Replace what the database holds, in one transaction: who reads meanwhile sees all or nothing of it."""
    engine = as_engine(source)
    with engine.begin() as connection:
        for name, how_many in rows.items():
            if connection.scalar(select(func.count()).select_from(table(name))) != how_many:
                raise CantPutIn(f"The backup doesn’t hold what it says: the table {name} has not {how_many:,} rows.")
        for statement in then:
            connection.execute(statement)
    with _opened(f"file:{quote(str(source))}") as copy, _opened(f"file:{quote(live)}") as target:
        if complaint := _complaint(copy):
            raise CantPutIn(f"The database in this backup is damaged: {complaint}")
        try:
            copy.backup(target, progress=_patience(), sleep=0.1)
        except sqlite3.Error as error:
            raise CantPutIn(f"The backup can’t be put into {live}: {error}.") from error


def _opened(address: str) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(address, uri=True, timeout=15, isolation_level=None))


def _complaint(connection: sqlite3.Connection) -> str:
    """What SQLite finds wrong, or an empty line."""
    for (said,) in connection.execute("PRAGMA integrity_check(1)"):
        if said != "ok":
            return str(said)
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    return f"a row of {broken[0]} refers to one of {broken[2]} that isn’t there" if broken else ""


def _patience() -> Step:
    """Wait for whoever writes, but not for ever."""
    waited = 0

    def step(status: int, remaining: int, total: int) -> None:
        nonlocal waited
        waited += status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        if waited > PATIENCE:
            raise CantPutIn("Something else writes to the database all the time. Stop Coursebook, and try again.")

    return step
