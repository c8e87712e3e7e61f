"""What somebody was at elsewhere, told by themself."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.records.elsewhere import forms, queries, services
from app.web.access import SIGNED_IN, found, open_to
from app.web.forms import Form
from app.web.navigation import url_of

bp = Blueprint("records_elsewhere", __name__)


@bp.route("/training/elsewhere", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def record_own() -> ResponseReturnValue:
    form = forms.TrainingElsewhereForm(today=clock.today())
    if form.validate_on_submit():
        with form.refusing():
            services.record_own(signed_in_user(), form.event(), at=clock.now())
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
