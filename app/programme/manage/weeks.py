"""Learning Weeks."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import found, open_to, signed_in_user
from app.errors import Refusal
from app.programme import queries, services
from app.programme.forms import LearningWeekForm
from app.programme.manage.blueprint import bp
from app.programme.models import LearningWeek
from app.roles import TRAINING_TEAM


@bp.route("/learning-weeks/new", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def new_learning_week() -> ResponseReturnValue:
    return _edit_week(None)


@bp.route("/learning-weeks/<int:week_id>/edit", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def edit_learning_week(week_id: int) -> ResponseReturnValue:
    return _edit_week(found(queries.learning_week(week_id)))


def _edit_week(week: LearningWeek | None) -> ResponseReturnValue:
    form = LearningWeekForm(week)
    if form.validate_on_submit():
        try:
            saved = services.save_learning_week(week, form.details(), by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(f"{saved.name} is saved. Give it sessions by choosing it on a session’s form.")
            return redirect(url_for("catalogue.learning_week", week_id=saved.id))
    return render_template("programme/edit_learning_week.html", form=form, week=week)
