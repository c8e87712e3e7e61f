"""What SQLite and PostgreSQL say differently, and chance that is the same on both: for `bench.grow`."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, FromClause, String, Table, case, cast, insert, literal, select
from sqlalchemy.engine import Connection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app.core.database import UtcDateTime

PRIME = 2_147_483_647


class later(FunctionElement[datetime]):
    """SQL: an instant so many whole seconds after another."""

    name = "later"
    inherit_cache = True
    type = UtcDateTime()


@compiles(later, "sqlite")
def _later_on_sqlite(element: later, compiler: Any, **kw: Any) -> str:
    moment, seconds = element.clauses
    shift = f"({compiler.process(seconds, **kw)}) || ' seconds'"
    return f"strftime('%Y-%m-%d %H:%M:%f000', {compiler.process(moment, **kw)}, {shift})"


@compiles(later, "postgresql")
def _later_on_postgresql(element: later, compiler: Any, **kw: Any) -> str:
    moment, seconds = element.clauses
    shift = f"({compiler.process(seconds, **kw)}) * interval '1 second'"
    return f"(CAST({compiler.process(moment, **kw)} AS timestamptz) + {shift})"


def chance(of: ColumnElement[int], salt: int, out_of: int = 1000) -> ColumnElement[int]:
    """SQL: a number from 0 to below `out_of` that looks random, and is the same for the same record and salt."""
    large = cast(of, BigInteger)
    mixed = (large + salt * 7_919) * (large + salt * 104_729 + 1) % PRIME
    return mixed * 48_271 % PRIME // 64 % out_of


def one_of(words: list[str], of: ColumnElement[int], salt: int) -> ColumnElement[str]:
    """SQL: one of these, by chance."""
    return case(dict(enumerate(words)), value=chance(of, salt, len(words)))


def text_of(value: ColumnElement[Any]) -> ColumnElement[str]:
    return cast(value, String)


def fill(
    connection: Connection,
    table: Table,
    source: FromClause,
    *where: ColumnElement[bool],
    changed_at: ColumnElement[datetime] | None = None,
    **values: Any,
) -> None:
    """`INSERT … SELECT`: one row for each of the source. Defaults that a column has in Python apply.

    `changed_at` is when a row changed last, where the table keeps that: history isn't news.
    """
    if "changed_at" in table.c and changed_at is not None:
        values.setdefault("changed_at", changed_at)
    columns = {
        name: value if isinstance(value, ColumnElement) else literal(value, table.c[name].type)
        for name, value in values.items()
    }
    rows = select(*columns.values()).select_from(source).where(*where)
    connection.execute(insert(table).from_select(list(columns), rows))
