"""Importing a register of years past: upload, preview, add."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.attendance.past_registers import forms, services
from app.core import clock
from app.core.database import refresh_statistics
from app.core.roles import TRAINING_TEAM
from app.files.tables import UTF_8
from app.web.access import open_to
from app.web.formatting import count
from app.web.navigation import page_of

bp = Blueprint("attendance_past_registers", __name__)


@bp.route("/registers/import", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
@page_of("import of a past register")
def import_past() -> ResponseReturnValue:
    form = forms.PastRegisterForm()
    if form.validate_on_submit():
        with form.refusing():
            content = form.file.data.read()
            past = forms.read_past(content)
            return render_template(
                "attendance/past_registers/preview.html",
                past=past,
                planned=services.planned_register(past),
                form=forms.ConfirmPastRegisterForm(formdata=None, text=content.decode(UTF_8)),
            )
    return render_template("attendance/past_registers/import.html", form=form)


@bp.post("/registers/import/add")
@open_to(TRAINING_TEAM)
def add_past() -> ResponseReturnValue:
    form = forms.PastRegisterForm(formdata=None)
    with form.refusing():
        past = forms.read_past((forms.ConfirmPastRegisterForm().text.data or "").encode())
        added = services.import_register(past, by=signed_in_user(), at=clock.now())
        refresh_statistics()
        flash(
            f"{count(added.sessions, 'session')}, {count(added.bookings, 'booking')} and "
            f"{count(added.people, 'person', 'people')} added. Nobody was told."
        )
        return redirect(url_for("attendance_registers.registers"))
    return render_template("attendance/past_registers/import.html", form=form)
