"""Agencies from a file: upload, preview, add."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.models import AgencyGroup
from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.files.documents import as_download
from app.files.spreadsheets import CSV, as_csv
from app.records.agencies import forms, rules_import, services
from app.records.agencies.manage import bp
from app.settings import queries as settings
from app.settings.rules_lists import Sectors
from app.web.access import open_to
from app.web.formatting import count
from app.web.navigation import page_of


@bp.route("/manage/agencies/import", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
@page_of("import of agencies")
def import_agencies() -> ResponseReturnValue:
    form = forms.ImportAgenciesForm()
    if form.validate_on_submit():
        with form.refusing():
            table = form.table()
            planned = services.planned_import(table)
            confirm = forms.ConfirmAgenciesForm(formdata=None, text=table.as_csv())
            return render_template("records/agencies/preview_import.html", form=confirm, planned=planned)
    return _import_page(form)


@bp.post("/manage/agencies/import/add")
@open_to(TRAINING_TEAM)
def add_imported() -> ResponseReturnValue:
    form = forms.ImportAgenciesForm(formdata=None)
    with form.refusing():
        text = forms.ConfirmAgenciesForm().text.data or ""
        added = services.import_agencies(text, by=signed_in_user(), at=clock.now())
        flash(f"{count(len(added), 'agency is', 'agencies are')} added. People can choose them when they book.")
        return redirect(url_for("accounts_people.agencies"))
    return _import_page(form)


@bp.get("/manage/agencies/import/example.csv")
@open_to(TRAINING_TEAM)
def import_example() -> ResponseReturnValue:
    """The names of the columns, and three agencies that are made up."""
    return as_download(as_csv(rules_import.COLUMNS, rules_import.EXAMPLE), "agencies.csv", CSV)


def _import_page(form: forms.ImportAgenciesForm) -> ResponseReturnValue:
    return render_template(
        "records/agencies/import_agencies.html", form=form, sectors=settings.current(Sectors).open, groups=AgencyGroup
    )
