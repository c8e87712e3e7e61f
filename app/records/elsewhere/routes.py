"""What somebody was at elsewhere, told and shown by themself."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.files.documents import as_download
from app.records.elsewhere import forms, queries, services
from app.records.elsewhere.rules import LARGEST_FILE
from app.web.access import SIGNED_IN, found, open_to
from app.web.forms import Form
from app.web.navigation import url_of
from app.web.uploads import let_a_large_file_in

bp = Blueprint("records_elsewhere", __name__)


@bp.route("/training/elsewhere", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def record_own() -> ResponseReturnValue:
    form = forms.OwnTrainingForm(today=clock.today())
    if form.validate_on_submit():
        with form.refusing():
            services.record_own(signed_in_user(), form.event(), shown_by=form.evidence_file(), at=clock.now())
            flash(f"“{form.title.data}” is recorded. It counts once the training team has confirmed it.")
            return redirect(url_of("my training"))
    return render_template("records/elsewhere/record_own.html", form=form)


@bp.route("/training/elsewhere/<int:training_id>/remove", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def remove_own(training_id: int) -> ResponseReturnValue:
    training, form = found(queries.own_training_elsewhere(training_id, signed_in_user())), Form()
    title = training.title
    if form.validate_on_submit():
        with form.refusing():
            services.remove_own(training, at=clock.now())
            flash(f"“{title}” is removed from your record.")
            return redirect(url_of("my training"))
    return render_template("records/elsewhere/remove_own.html", title=title, form=form)


@bp.route("/training/elsewhere/<int:training_id>/file", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def show_evidence(training_id: int) -> ResponseReturnValue:
    """Add the file that shows it, or put another in its place."""
    training, form = found(queries.own_training_elsewhere(training_id, signed_in_user())), forms.CertificateFileForm()
    if form.validate_on_submit():
        with form.refusing():
            services.attach_evidence(training, found(form.evidence_file()), at=clock.now())
            flash(f"The file of “{training.title}” is with the training team.")
            return redirect(url_of("my training"))
    return render_template("records/elsewhere/show_evidence.html", training=training, form=form)


@bp.get("/training/elsewhere/<int:training_id>/certificate")
@open_to(SIGNED_IN)
def evidence(training_id: int) -> ResponseReturnValue:
    """The file, for its person and for the training team: a download, never shown in the page."""
    file = found(queries.file_for(training_id, signed_in_user()))
    return as_download(file.content, file.file_name, file.media_type)


@bp.url_value_preprocessor
def _make_room(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Everywhere else a form is small; here it carries a file. Said before anything reads the form, its token too."""
    if endpoint in ("records_elsewhere.record_own", "records_elsewhere.show_evidence"):
        let_a_large_file_in(LARGEST_FILE)
