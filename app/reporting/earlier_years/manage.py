"""Figures of earlier years: what was given, and giving more from a file."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.files.documents import as_download
from app.files.spreadsheets import CSV, XLSX, Sheet, as_csv, as_workbook
from app.reporting.earlier_years import forms, queries, rules, services
from app.reporting.earlier_years.rules_beside import columns_given
from app.web.access import found, open_to
from app.web.formatting import count
from app.web.forms import Form
from app.web.navigation import page_of

bp = Blueprint("reporting_earlier_years", __name__)


@bp.route("/reports/earlier-years", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
@page_of("earlier years")
def earlier_years() -> ResponseReturnValue:
    form = forms.FiguresForm()
    if form.validate_on_submit():
        with form.refusing():
            table, year, source = form.table(), form.year.data or "", form.source.data or ""
            plan = services.planned_figures(table, year=year, at=clock.now())
            confirm = forms.ConfirmFiguresForm(formdata=None, text=table.as_csv(), year=year, source=source)
            return render_template("reporting/earlier_years/preview.html", plan=plan, form=confirm, source=source)
    return _form_page(form)


@bp.post("/reports/earlier-years/add")
@open_to(TRAINING_TEAM)
def add_figures() -> ResponseReturnValue:
    form, shown = forms.FiguresForm(formdata=None), forms.ConfirmFiguresForm()
    if shown.validate_on_submit():
        with form.refusing():
            kept = services.keep_figures(
                shown.text.data or "",
                year=shown.year.data or "",
                source=shown.source.data or "",
                by=signed_in_user(),
                at=clock.now(),
            )
            flash(f"{count(kept, 'line')} kept, marked as given. None of it is counted with your own figures.")
            return redirect(url_for("reporting_earlier_years.earlier_years"))
    return _form_page(form)


def _form_page(form: forms.FiguresForm) -> str:
    return render_template(
        "reporting/earlier_years/earlier_years.html",
        form=form,
        years=queries.given_years(),
        what_stands=rules.WHAT_STANDS,
    )


@bp.get("/reports/earlier-years/template.<kind>")
@open_to(TRAINING_TEAM)
def template(kind: str) -> ResponseReturnValue:
    """The columns with two lines as an example; as XLSX, with a sheet that explains them."""
    rows = [[line.get(name, "") for name in rules.COLUMNS] for line in rules.EXAMPLE]
    if kind == "csv":
        return as_download(as_csv(rules.COLUMNS, rows), "earlier-years.csv", CSV)
    if kind != "xlsx":
        return found(None)
    sheets: dict[str, Sheet] = {
        "Figures": (rules.COLUMNS, rows),
        "What stands in it": (("Column", "What stands in it"), list(rules.WHAT_STANDS.items())),
    }
    return as_download(as_workbook(sheets, made_at=clock.now()), "earlier-years.xlsx", XLSX)


@bp.get("/reports/earlier-years/<year>")
@open_to(TRAINING_TEAM)
def show_year(year: str) -> ResponseReturnValue:
    given = found(queries.given_year(year))
    return render_template(
        "reporting/earlier_years/year.html",
        given=given,
        columns=columns_given(given),
        has_sessions=queries.has_sessions(given.year),
    )


@bp.route("/reports/earlier-years/<year>/remove", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def remove_year(year: str) -> ResponseReturnValue:
    given, form = found(queries.given_year(year)), Form()
    if form.validate_on_submit():
        services.remove_year(given, by=signed_in_user(), at=clock.now())
        flash(f"The figures given for {year} are removed.")
        return redirect(url_for("reporting_earlier_years.earlier_years"))
    return render_template("reporting/earlier_years/remove.html", given=given, form=form)
