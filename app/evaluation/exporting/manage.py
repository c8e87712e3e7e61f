"""Answers as a file: pseudonymous for the training team, with names for the training manager alone."""

from datetime import datetime
from typing import IO

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock, links
from app.core.roles import TRAINING_TEAM, Role
from app.evaluation.answering.queries_scope import courses_answered, years_answered
from app.evaluation.exporting import queries, rules, rules_schema, services
from app.evaluation.forms import RequestedScope, requested_scope
from app.files.documents import as_download, as_large_download
from app.files.large_tables import LargeTables, LargeWorkbook, OneCsv, ZippedCsvs
from app.files.spreadsheets import CSV, XLSX, ZIP, as_csv
from app.http.asking import all_asked
from app.web.access import open_to

bp = Blueprint("evaluation_exporting", __name__)

KINDS = '"everything.xlsx", "everything.zip", "asked.csv", "answers.csv", "wide.csv"'
TYPES = {"xlsx": XLSX, "zip": ZIP, "csv": CSV}


@bp.get("/evaluation/export")
@open_to(TRAINING_TEAM)
def export() -> ResponseReturnValue:
    """What would be exported; the buttons do it."""
    courses = courses_answered()
    asked = requested_scope(all_asked(), clock.today(), courses)
    return render_template(
        "evaluation/exporting/export.html",
        asked=asked,
        courses=courses,
        years=years_answered(),
        how_many_asked=queries.how_many_asked(asked.scope),
        how_many=queries.how_many_answers(asked.scope),
        may_name=signed_in_user().role is Role.TRAINING_MANAGER,
        tables=rules_schema.TABLES,
        schema=rules_schema.SCHEMA,
    )


@bp.get("/evaluation/export/codebook.csv")
@open_to(TRAINING_TEAM)
def codebook() -> ResponseReturnValue:
    """What the codes and numbers of an export mean; it says nothing about anybody."""
    rows = rules.Tables(queries.codebook(_asked().scope), links.pseudonym).codebook_rows()
    return as_download(as_csv(rules_schema.columns_of(rules_schema.CODEBOOK), rows), "codebook.csv", CSV)


@bp.get("/evaluation/export/columns.csv")
@open_to(TRAINING_TEAM)
def columns() -> ResponseReturnValue:
    """What each column of each table is."""
    header = rules_schema.columns_of(rules_schema.SCHEMA_TABLE)
    return as_download(as_csv(header, rules_schema.schema_rows()), "columns.csv", CSV)


@bp.post(f"/evaluation/export/<any({KINDS}):kind>")
@open_to(TRAINING_TEAM)
def export_answers(kind: str) -> ResponseReturnValue:
    return _file(kind, is_named=False)


@bp.post(f"/evaluation/export/named/<any({KINDS}):kind>")
@open_to(frozenset({Role.TRAINING_MANAGER}))
def export_named_answers(kind: str) -> ResponseReturnValue:
    return _file(kind, is_named=True)


def _file(kind: str, *, is_named: bool) -> Response:
    """The file, once it is whole and it is written down who took it."""
    asked, at = _asked(), clock.now()
    table, _, ending = kind.rpartition(".")
    tables = rules.Tables(queries.codebook(asked.scope), links.pseudonym, is_named=is_named)
    file = _written(tables, asked, table, ending, at)
    rows = tables.answers if table == rules_schema.ANSWERS else tables.asked
    services.write_down_export(
        file=kind,
        scope=asked.period,
        asked=tables.asked,
        rows=rows,
        is_named=is_named,
        by=signed_in_user(),
        at=at,
    )
    name = f"{'named-' if is_named else ''}{'evaluation' if table == 'everything' else table}-{at:%Y-%m-%d}.{ending}"
    return as_large_download(file, name, TYPES[ending])


def _written(tables: rules.Tables, asked: RequestedScope, table: str, ending: str, at: datetime) -> IO[bytes]:
    headers = {**tables.headers, rules_schema.SCHEMA_TABLE: rules_schema.columns_of(rules_schema.SCHEMA_TABLE)}
    into = _tables(table, ending, headers, at)
    for batch in queries.batches(asked.scope, at=at):
        for name, rows in tables.rows_of(batch):
            into.add(name, rows)
    into.add(rules_schema.CODEBOOK, tables.codebook_rows())
    into.add(rules_schema.SCHEMA_TABLE, rules_schema.schema_rows())
    return into.finish()


def _tables(table: str, ending: str, headers: dict[str, list[str]], at: datetime) -> LargeTables:
    if ending == "csv":
        return OneCsv(table, headers)
    return ZippedCsvs(headers) if ending == "zip" else LargeWorkbook(headers, made_at=at)


def _asked() -> RequestedScope:
    return requested_scope(all_asked(), clock.today(), courses_answered())
