"""Migrates SQLite and PostgreSQL by one tree.

On SQLite a batch migration copies a table and drops the old one. With foreign keys on, that would
delete the children of a parent with ON DELETE CASCADE in silence; so they are off while we migrate,
and checked afterwards.
"""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Enum
from sqlalchemy.engine import Connection

from app.core.database import Base, UtcDateTime, db


def render(kind: str, thing: Any, autogen: Any) -> Any:
    """Plain types in a migration, which must not need app/: instants have a time zone, states are short text."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, Enum):
        return f"sa.String(length={thing.length})"
    return False


def is_ours(thing: Any, name: str | None, kind: str, is_found: bool, compared_to: Any) -> bool:
    """Not the indexes that stand only where PostgreSQL has the extension for them: no model can promise them."""
    return not (kind == "index" and name in ("ix_user_search_text_trigram", "ix_answer_words_trigram"))


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=render,
        include_object=is_ours,
        transactional_ddl=True,
        **current_app.extensions["migrate"].configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"the migration would leave broken references: {broken[:5]}")


def run() -> None:
    with db.engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            return migrate(connection)
        driver: Any = connection.connection.dbapi_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            migrate(connection.execution_options(writes=True))
        finally:
            connection.rollback()
            driver.execute("PRAGMA foreign_keys=ON")


run()
