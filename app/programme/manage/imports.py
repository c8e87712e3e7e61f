"""Importing a programme from a file: upload, preview, add."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import open_to, signed_in_user
from app.errors import Refusal
from app.formatting import count
from app.programme import services
from app.programme.forms import ConfirmImportForm, ImportForm
from app.programme.manage.blueprint import bp
from app.programme.rules import COLUMNS
from app.roles import TRAINING_TEAM


@bp.route("/programme/import", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def import_programme() -> ResponseReturnValue:
    form = ImportForm()
    if form.validate_on_submit():
        try:
            table = form.table()
            programme = services.planned_import(table)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            confirm = ConfirmImportForm(formdata=None, text=table.as_csv())
            return render_template("programme/preview_import.html", form=confirm, programme=programme, now=clock.now())
    return render_template("programme/import_programme.html", form=form)


@bp.post("/programme/import/add")
@open_to(TRAINING_TEAM)
def add_imported() -> ResponseReturnValue:
    form = ImportForm(formdata=None)
    try:
        text = ConfirmImportForm().text.data or ""
        added = services.import_programme(text, by=signed_in_user(), at=clock.now())
    except Refusal as refusal:
        form.refuse(refusal)
        return render_template("programme/import_programme.html", form=form)
    flash(f"{count(len(added), 'draft')} added. Nobody is told until you publish them.")
    return redirect(url_for("programme.courses"))


@bp.get("/programme/import/template.csv")
@open_to(TRAINING_TEAM)
def import_template() -> ResponseReturnValue:
    """The names of the columns, with the mark by which Excel knows UTF-8."""
    return Response(
        "\ufeff" + ",".join(COLUMNS) + "\r\n",
        mimetype="text/csv",
        headers={"Content-Disposition": 'attachment; filename="programme.csv"'},
    )
