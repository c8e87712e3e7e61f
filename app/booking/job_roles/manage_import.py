"""Job roles from a file: upload, preview, import."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.booking.job_roles import forms, services
from app.booking.job_roles.manage import bp
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.web.access import open_to
from app.web.formatting import count


@bp.route("/manage/job-roles/import", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def import_roles() -> ResponseReturnValue:
    """Nothing is kept until the preview's button is pressed."""
    form = forms.ImportRolesForm()
    if form.validate_on_submit():
        with form.refusing():
            table = form.table()
            planned = services.planned_import(table)
            confirm = forms.ConfirmRolesForm(formdata=None, text=table.as_csv())
            return render_template("booking/job_roles/preview_import.html", form=confirm, planned=planned)
    return render_template("booking/job_roles/import_roles.html", form=form)


@bp.post("/manage/job-roles/import/add")
@open_to(TRAINING_TEAM)
def add_imported() -> ResponseReturnValue:
    form = forms.ImportRolesForm(formdata=None)
    with form.refusing():
        text = forms.ConfirmRolesForm().text.data or ""
        done = services.import_roles(text, by=signed_in_user(), at=clock.now())
        flash(f"{count(len(done.new), 'job role is', 'job roles are')} added, {len(done.changed):,} changed.")
        return redirect(url_for("booking_job_roles.job_roles"))
    return render_template("booking/job_roles/import_roles.html", form=form)
