"""The database as a whole: copied out, put in, brought to the revision of this version; and what is around it."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command as alembic
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app
from sqlalchemy import Connection, Executable, func, inspect, select, table

from app.core.config import INSTANCE
from app.core.database import db
from app.core.errors import Refusal
from app.operations.backups import connection_postgresql, connection_sqlite
from app.operations.backups.refusals import BackupFailed, CantPutIn
from app.operations.backups.rules_manifest import Surroundings
from app.operations.version import version

WITHOUT_BACKUP_TO = INSTANCE / "backups"
"""Where backups go that somebody asks for, while no folder is set."""


@dataclass(frozen=True)
class Copied:
    """What was in the database at one moment: its revision, and how many rows each table has."""

    revision: str | None
    rows: dict[str, int]


def surroundings() -> Surroundings:
    return Surroundings(
        uploads=Path(current_app.config["UPLOADS"]),
        settings=current_app.config["SETTINGS_GIVEN"],
        version=version(),
    )


def kind() -> str:
    """ "sqlite" or "postgresql"."""
    return db.engine.dialect.name


def copy_out(target: Path) -> Copied:
    """All of the database as one file, while others work with it. Raises a Refusal, or what the database says."""
    if kind() == "sqlite":
        connection_sqlite.copy_out(_sqlite_file(), target)
        with connection_sqlite.as_engine(target).connect() as connection:
            return _copied(connection)
    _must_not_go_through_a_pooler(BackupFailed)
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        copied = _copied(connection)
        connection_postgresql.copy_out(connection, target)
    return copied


def _copied(connection: Connection) -> Copied:
    revision = MigrationContext.configure(connection).get_current_revision()
    names = sorted(inspect(connection).get_table_names())
    counts = {name: select(func.count()).select_from(table(name)) for name in names}
    return Copied(revision, {name: connection.scalar(counting) or 0 for name, counting in counts.items()})


def put_in(source: Path, *, rows: Mapping[str, int], then: Sequence[Executable] = ()) -> None:
    """Replace all that is in the database by such a file, whole or not at all. Raises CantPutIn.

    It must hold so many rows in each table. `then` are statements that are part of it. No transaction of ours may be
    open meanwhile.
    """
    if kind() == "postgresql":
        _must_not_go_through_a_pooler(CantPutIn)
    db.engine.dispose()
    if kind() == "sqlite":
        connection_sqlite.put_in(source, _sqlite_file(), rows=rows, then=then)
    else:
        connection_postgresql.put_in(db.engine, source, rows=rows, then=then)
    db.engine.dispose()


def _must_not_go_through_a_pooler(refusal: type[Refusal]) -> None:
    """What PostgreSQL's programs set for their session would stay with connections that others get next: pg_dump's
    empty search path hides every table from them. Raises `refusal`."""
    if current_app.config["DATABASE_POOLER"]:
        raise refusal(
            "Backups and restoring don’t go through a pooler. Give this process PostgreSQL’s own address as "
            "DATABASE_URL, with DATABASE_POOLER=no."
        )


def holds_tables() -> bool:
    with db.engine.connect() as connection:
        return bool(inspect(connection).get_table_names())


def holds_people() -> bool:
    """Whatever the revision."""
    with db.engine.connect() as connection:
        has_table = inspect(connection).has_table("user")
        return has_table and bool(connection.scalar(select(func.count()).select_from(table("user"))))


def has_table(name: str) -> bool:
    with db.engine.connect() as connection:
        return inspect(connection).has_table(name)


# --- Revisions ---


def revision() -> str | None:
    """What the database was migrated to last; None for one that never was."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    return _steps().get_current_head()


def knows(revision: str) -> bool:
    """Whether this version has heard of it: a later version's it hasn't."""
    return revision in {step.revision for step in _steps().walk_revisions()}


def migrate() -> str:
    """To the newest revision, while no transaction of ours is open.

    Returns an empty line, or what went wrong: then nothing is changed.
    """
    return _told(lambda: alembic.upgrade(_alembic_config(), "head"))


def disagreements() -> str:
    """In what the tables aren't what the models say, or an empty line."""
    return _told(lambda: alembic.check(_alembic_config()))


def _told(run: Any) -> str:
    try:
        run()
    except (CommandError, RuntimeError) as error:
        return str(error)
    except Exception as error:  # whatever a migration meets: the reader wants its words, not its stack
        return f"{type(error).__name__}: {error}"
    return ""


def _steps() -> ScriptDirectory:
    return ScriptDirectory.from_config(_alembic_config())


def _alembic_config() -> Any:
    extension = current_app.extensions["migrate"]
    config = extension.migrate.get_config(extension.directory)
    config.stdout = io.StringIO()
    return config


def _sqlite_file() -> str:
    return connection_sqlite.file_of(db.engine.url)
