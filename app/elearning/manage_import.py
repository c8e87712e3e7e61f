"""Completions from a file: upload, preview, record."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.elearning import forms, rules_import, services
from app.elearning.manage import course_of_strand
from app.elearning.routes import bp
from app.files.documents import as_download
from app.files.spreadsheets import CSV, as_csv
from app.programme.models import Course
from app.web.access import open_to
from app.web.formatting import count


@bp.route("/manage/courses/<int:course_id>/e-learning/import", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def import_completions(course_id: int) -> ResponseReturnValue:
    course, form = course_of_strand(course_id), forms.ImportCompletionsForm()
    if form.validate_on_submit():
        with form.refusing():
            table = form.table()
            planned = services.planned_import(course, table, at=clock.now())
            confirm = forms.ConfirmCompletionsForm(formdata=None, text=table.as_csv())
            return render_template("elearning/preview_import.html", course=course, form=confirm, planned=planned)
    return _import_page(course, form)


@bp.post("/manage/courses/<int:course_id>/e-learning/import/record")
@open_to(TRAINING_TEAM)
def record_imported(course_id: int) -> ResponseReturnValue:
    course, form = course_of_strand(course_id), forms.ImportCompletionsForm(formdata=None)
    with form.refusing():
        text = forms.ConfirmCompletionsForm().text.data or ""
        made = services.import_completions(course, text, by=signed_in_user(), at=clock.now())
        flash(f"{count(len(made), 'completion is', 'completions are')} recorded.")
        return redirect(url_for("elearning.set_up", course_id=course_id, _anchor="completions"))
    return _import_page(course, form)


@bp.get("/manage/e-learning/import/example.csv")
@open_to(TRAINING_TEAM)
def import_example() -> ResponseReturnValue:
    """The names of the columns, and two people who are made up."""
    return as_download(as_csv(rules_import.COLUMNS, rules_import.EXAMPLE), "completions.csv", CSV)


def _import_page(course: Course, form: forms.ImportCompletionsForm) -> ResponseReturnValue:
    return render_template("elearning/import_completions.html", course=course, form=form)
