"""Importing a programme from a file: upload, preview, add."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.database import refresh_statistics
from app.core.roles import TRAINING_TEAM
from app.programme.checking.pages import closed_days
from app.programme.years import forms, rules_imports, services_imports
from app.programme.years.manage import bp
from app.web.access import open_to
from app.web.formatting import count


@bp.route("/manage/programme/import", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def import_programme() -> ResponseReturnValue:
    form = forms.ImportForm()
    if form.validate_on_submit():
        with form.refusing():
            table = form.table()
            programme = services_imports.planned_import(table)
            confirm = forms.ConfirmImportForm(formdata=None, text=table.as_csv())
            return render_template(
                "programme/years/preview_import.html",
                form=confirm,
                programme=programme,
                notes=services_imports.what_to_look_at(programme, closed=closed_days()),
                now=clock.now(),
            )
    return render_template("programme/years/import_programme.html", form=form)


@bp.post("/manage/programme/import/add")
@open_to(TRAINING_TEAM)
def add_imported() -> ResponseReturnValue:
    form = forms.ImportForm(formdata=None)
    with form.refusing():
        text = forms.ConfirmImportForm().text.data or ""
        added = services_imports.import_programme(text, by=signed_in_user(), at=clock.now())
        refresh_statistics()
        flash(f"{count(len(added), 'draft')} added. Nobody is told until you publish them.")
        return redirect(url_for("programme_overview.courses"))
    return render_template("programme/years/import_programme.html", form=form)


@bp.get("/manage/programme/import/template.csv")
@open_to(TRAINING_TEAM)
def import_template() -> ResponseReturnValue:
    """The names of the columns, with the mark by which Excel knows UTF-8."""
    return Response(
        "\ufeff" + ",".join(rules_imports.COLUMNS) + "\r\n",
        mimetype="text/csv",
        headers={"Content-Disposition": 'attachment; filename="programme.csv"'},
    )
