"""The bookings beneath a figure as a file: asking for it, how far it is, and the file."""

from flask import Blueprint, Response, abort, redirect, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.files.spreadsheets import CSV, XLSX
from app.http.asking import address_asked, all_asked
from app.reporting.beneath.queries import how_many_bookings, name_of_row
from app.reporting.figures.rules_tables import NAMES_OF_FIGURES
from app.reporting.list_files import forms, queries, services
from app.reporting.list_files.models import FileForm
from app.web.access import found, open_to
from app.web.navigation import page_of
from app.web.paging import page_asked_for

bp = Blueprint("reporting_list_files", __name__)
TYPES = {FileForm.CSV: CSV, FileForm.XLSX: XLSX}


@bp.route("/reports/bookings/file", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
@page_of("bookings as a file")
def ask() -> ResponseReturnValue:
    """Says how many rows it has; a button has it made."""
    beneath, form = _asked(), forms.AskForm()
    scope = beneath.asked.scope(clock.now())
    name = name_of_row(beneath.row, scope) or abort(404)
    title = f"{NAMES_OF_FIGURES[beneath.figure]}: {name.label}, {beneath.asked.words}"
    rows = how_many_bookings(scope, beneath.row, beneath.figure)
    if form.validate_on_submit():
        file = services.ask_for_file(
            title=title,
            form=form.chosen,
            asked=[list(pair) for pair in all_asked().items(multi=True)],
            rows_in_all=rows,
            by=signed_in_user(),
            at=clock.now(),
        )
        return redirect(url_for("reporting_list_files.show", file_id=file.id))
    return render_template("reporting/list_files/ask.html", form=form, title=title, rows=rows, address=address_asked())


@bp.get("/reports/files")
@open_to(TRAINING_TEAM)
@page_of("lists as files")
def files() -> ResponseReturnValue:
    return render_template("reporting/list_files/files.html", page=queries.list_files(page=page_asked_for()))


@bp.get("/reports/files/<int:file_id>")
@open_to(TRAINING_TEAM)
def show(file_id: int) -> ResponseReturnValue:
    return render_template("reporting/list_files/file.html", file=found(queries.list_file(file_id)))


@bp.get("/reports/files/<int:file_id>/download")
@open_to(TRAINING_TEAM)
def download(file_id: int) -> ResponseReturnValue:
    file = found(queries.list_file(file_id))
    if file.finished_at is None:
        abort(404)
    headers = {"Content-Disposition": f'attachment; filename="{file.file_name}"', "Cache-Control": "private, no-store"}
    return Response(stream_with_context(queries.pieces(file)), mimetype=TYPES[file.form], headers=headers)


def _asked() -> forms.ListAsked:
    try:
        return forms.list_asked(all_asked())
    except ValueError:
        return abort(404)
