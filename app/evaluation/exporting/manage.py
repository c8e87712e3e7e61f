"""Answers as a file: pseudonymous for the training team, with names for the training manager alone."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock, links
from app.core.roles import TRAINING_TEAM, Role
from app.evaluation.answering.queries_scope import courses_answered, how_many_answers, years_answered
from app.evaluation.exporting import queries, rules, services
from app.evaluation.forms import RequestedScope, requested_scope
from app.files.documents import as_download
from app.files.spreadsheets import CSV, XLSX, as_csv, as_workbook
from app.http.asking import all_asked
from app.web.access import open_to

bp = Blueprint("evaluation_exporting", __name__)


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
        how_many=how_many_answers(asked.scope),
        may_name=signed_in_user().role is Role.TRAINING_MANAGER,
    )


@bp.get("/evaluation/export/codebook.csv")
@open_to(TRAINING_TEAM)
def codebook() -> ResponseReturnValue:
    """What the codes and numbers of an export mean; it says nothing about anybody."""
    answers = queries.exported_answers(_asked().scope)
    return as_download(as_csv(*rules.codebook_table(queries.codebook(answers))), "codebook.csv", CSV)


@bp.post("/evaluation/export/answers.<any(csv, xlsx):kind>")
@open_to(TRAINING_TEAM)
def export_answers(kind: str) -> ResponseReturnValue:
    return _file(kind, is_named=False)


@bp.post("/evaluation/export/named-answers.<any(csv, xlsx):kind>")
@open_to(frozenset({Role.TRAINING_MANAGER}))
def export_named_answers(kind: str) -> ResponseReturnValue:
    return _file(kind, is_named=True)


def _file(kind: str, *, is_named: bool) -> Response:
    """The file, once it is written down who took it."""
    asked, at = _asked(), clock.now()
    answers = queries.exported_answers(asked.scope)
    codebook = queries.codebook(answers)
    table = rules.export_table(answers, codebook, pseudonym=links.pseudonym, is_named=is_named)
    services.write_down_export(
        file=kind, scope=asked.period, rows=len(answers), is_named=is_named, by=signed_in_user(), at=at
    )
    name = f"{'named-' if is_named else ''}answers-{at:%Y-%m-%d}.{kind}"
    if kind == "csv":
        return as_download(as_csv(*table), name, CSV)
    book = {"Answers": table, "Codebook": rules.codebook_table(codebook)}
    return as_download(as_workbook(book, made_at=at), name, XLSX)


def _asked() -> RequestedScope:
    return requested_scope(all_asked(), clock.today(), courses_answered())


def _what(asked: RequestedScope) -> str:
    """The same words as in the address: "course 3, year 2026-27"."""
    return ", ".join(f"{name} {value}" for name, value in asked.period.items())
