"""The database: typed models, and one way to write."""

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ColumnElement, DateTime, Engine, Enum, Executable, MetaData, TypeDecorator, event, func, text
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, QueryableAttribute, Session, UOWTransaction, mapped_column, registry

from app.core.errors import Refusal
from app.engines.sqlite import UNLESS_BUSY

P = ParamSpec("P")
R = TypeVar("R")

FEW_ROWS = 1000

WRITES = ("INSERT", "UPDATE", "DELETE")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. SQLite hands back naive times and PostgreSQL aware ones: here both are UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value!r} says no time zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# States are short text without a CHECK: on SQLite each new state would copy the table.
_state = Enum(
    StrEnum,
    native_enum=False,
    create_constraint=False,
    length=40,
    values_callable=lambda states: [state.value for state in states],
)


class Base(DeclarativeBase):
    """Every record has a number of its own."""

    registry = registry(metadata=metadata, type_annotation_map={datetime: UtcDateTime, StrEnum: _state})

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)

    @property
    def person_concerned_id(self) -> int | None:
        """The person whom this record is about, as the audit log keeps it; None where it is about nobody in particular.

        A record of somebody says so itself: a booking is about its practitioner.
        """
        return None


db = SQLAlchemy(metadata=metadata)


def command(run: Callable[P, R]) -> Callable[P, R]:
    """One change, whole or not at all: commits when the outermost command returns.

    It ends what has only read first, because that can't be upgraded on SQLite; so every command starts from what the
    database says now. Nested commands join it.
    Any error rolls back, except a Refusal that keeps its work.
    """

    @wraps(run)
    def whole(*args: P.args, **kwargs: P.kwargs) -> R:
        if db.session.info.get("in_command"):
            return run(*args, **kwargs)
        end_reading()
        db.session.expire_all()
        return _in_one_transaction(run, *args, **kwargs)

    return whole


def prepared_command(run: Callable[P, R]) -> Callable[P, R]:
    """The same for what many want at once, where others wait for a lock: what was read just before it is kept, so that
    little is read under the lock. The command asks again for whatever it decides by, but for who books and of which
    agency: that is as the page found it."""

    @wraps(run)
    def whole(*args: P.args, **kwargs: P.kwargs) -> R:
        if db.session.info.get("in_command"):
            return run(*args, **kwargs)
        with _keeping_what_is_read():
            end_reading()
            return _in_one_transaction(run, *args, **kwargs)

    return whole


def _in_one_transaction(run: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    db.session.connection(execution_options={"writes": True})
    db.session.info["in_command"] = True
    try:
        result = run(*args, **kwargs)
        db.session.commit()
    except Refusal as refusal:
        if refusal.keeps_work:
            db.session.commit()
        else:
            db.session.rollback()
        raise
    except BaseException:
        db.session.rollback()
        raise
    finally:
        db.session.info.pop("in_command", None)
    return result


@contextmanager
def _keeping_what_is_read() -> Iterator[None]:
    """Commits let go of nothing."""
    session = db.session()
    session.expire_on_commit = False
    try:
        yield
    finally:
        session.expire_on_commit = True
        session.info.pop(_READS, None)


def end_reading() -> None:
    """End a transaction that has only read by a commit: at a rollback PostgreSQL's driver throws away all that it has
    prepared, and each statement is planned anew. What was changed outside a command is undone."""
    if not _has_only_read(db.session()) or not _could_commit():
        db.session.rollback()


def end_page(error: BaseException | None) -> None:
    """The same after a page. Whatever isn't committed by then is undone as its session goes."""
    if error is None and db.session.registry.has() and _has_only_read(session := db.session()):
        session.expire_on_commit = False
        _could_commit()
        session.expire_on_commit = True


def _could_commit() -> bool:
    """Not where a statement wrote outside a command. Of what has only read nothing is lost where the connection was."""
    session = db.session()
    try:
        if session.in_transaction() and session.connection().info.get(_WRITTEN):
            return False
        session.commit()
    except SQLAlchemyError:
        return False
    return True


def _has_only_read(session: Session) -> bool:
    """As far as it knows itself."""
    return session.is_active and not (session.new or session.dirty or session.deleted)


def read_once(*models: type[Base]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """For a read of what hardly ever changes: made once in a transaction, and again after a flush of one of the models.

    A command that writes such a record and asks again flushes between; none deletes them by a statement.
    """
    _READ_ONCE.update(models)

    def once(read: Callable[P, R]) -> Callable[P, R]:
        @wraps(read)
        def kept(*args: P.args, **kwargs: P.kwargs) -> R:
            reads: dict[Any, Any] = db.session.info.setdefault(_READS, {})
            key = (read, args, tuple(sorted(kwargs.items())))
            if key not in reads:
                reads[key] = read(*args, **kwargs)
            result: R = reads[key]
            return result

        return kept

    return once


_READ_ONCE: set[type[Base]] = set()
_READS = "reads"
_WRITTEN = "written"


@event.listens_for(db.session, "after_rollback")
@event.listens_for(db.session, "after_commit")
def _forget_reads(session: Session) -> None:
    if session.expire_on_commit:
        session.info.pop(_READS, None)


@event.listens_for(db.session, "after_flush")
def _forget_what_changed(session: Session, context: UOWTransaction) -> None:
    if _READ_ONCE & {type(record) for record in (*session.new, *session.dirty, *session.deleted)}:
        session.info.pop(_READS, None)


def advisory_lock(name: str) -> None:
    """Let one transaction at a time past this point; the others wait for its end.

    SQLite lets one writer in anyway; PostgreSQL takes an advisory lock that ends with the transaction.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": zlib.crc32(name.encode())})


def write_unless_busy(statement: Executable) -> None:
    """One small write in a transaction of its own. It waits for nobody: where another is writing, it is left out."""
    with db.engine.connect().execution_options(writes=UNLESS_BUSY) as connection, suppress(OperationalError):
        if db.engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = '50ms'"))
        connection.execute(statement)
        connection.commit()


def refresh_statistics() -> None:
    """Let the planner know how much there is: without that it reads whole tables where a few rows are wanted.

    At the start of the scheduler and once a day, but on PostgreSQL, whose autovacuum does that; on both after much was
    written at once. It reads samples, and holds up nobody.
    """
    with db.engine.connect().execution_options(writes=True) as connection:
        if db.engine.dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))
        else:
            # PRAGMA optimize would look at what this connection asked before, which is nothing (until SQLite 3.46)
            connection.exec_driver_sql("PRAGMA analysis_limit=1000")
            # Made anew, the statistics change the schema: else connections open elsewhere would never read them
            connection.exec_driver_sql("DROP TABLE IF EXISTS sqlite_stat1")
            connection.exec_driver_sql("ANALYZE")
            # A database that is nearly empty soon isn't: until then the planner's own guesses are better
            largest = "(SELECT max(CAST(stat AS INTEGER)) FROM sqlite_stat1)"
            connection.exec_driver_sql(f"DELETE FROM sqlite_stat1 WHERE {largest} < {FEW_ROWS}")  # noqa: S608 (a constant)
            connection.exec_driver_sql("ANALYZE sqlite_schema")  # this connection reads them again, too
        connection.commit()


def not_first(column: QueryableAttribute[Any]) -> ColumnElement[Any]:
    """SQL for the column's value, by which SQLite looks nothing up: it takes values for rare that half of all rows
    have, and would begin with all of these. Around a key, it keeps SQLite from walking a join backwards. PostgreSQL
    counts better."""
    return func.coalesce(column, column) if db.engine.dialect.name == "sqlite" else column.expression


def note_writing(engine: Engine) -> None:
    """So that a transaction that has only read is known for one. Words of SQL of our own that begin with WITH and write
    aren't seen: there are none."""

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.info.pop(_WRITTEN, None)

    @event.listens_for(engine, "before_cursor_execute")
    def note(connection: Connection, cursor: Any, statement: str, values: Any, context: Any, many: bool) -> None:
        if context.isinsert or context.isupdate or context.isdelete or statement.lstrip()[:6].upper() in WRITES:
            connection.info[_WRITTEN] = True
