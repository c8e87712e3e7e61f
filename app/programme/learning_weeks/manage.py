"""Learning Weeks."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.programme.learning_weeks import forms, queries, services
from app.programme.models_weeks import LearningWeek
from app.web.access import found, open_to
from app.web.forms import Form
from app.web.navigation import url_of

bp = Blueprint("programme_learning_weeks", __name__)


@bp.route("/manage/learning-weeks/new", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def new_learning_week() -> ResponseReturnValue:
    return _edit_week(None)


@bp.route("/manage/learning-weeks/<int:week_id>/edit", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def edit_learning_week(week_id: int) -> ResponseReturnValue:
    return _edit_week(found(queries.learning_week(week_id)))


@bp.route("/manage/learning-weeks/<int:week_id>/delete", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def delete_learning_week(week_id: int) -> ResponseReturnValue:
    """Asks once more. One that has sessions stays."""
    week, form = found(queries.learning_week(week_id)), Form()
    if form.validate_on_submit():
        with form.refusing():
            name = week.name
            services.delete_learning_week(week, by=signed_in_user(), at=clock.now())
            flash(f"{name} is deleted.")
            return redirect(url_for("programme_overview.courses"))
    return render_template("programme/learning_weeks/delete_learning_week.html", week=week, form=form)


def _edit_week(week: LearningWeek | None) -> ResponseReturnValue:
    form = forms.LearningWeekForm(week)
    if form.validate_on_submit():
        with form.refusing():
            saved = services.save_learning_week(week, form.details(), by=signed_in_user(), at=clock.now())
            flash(f"{saved.name} is saved. Give it sessions by choosing it on a session’s form.")
            return redirect(url_of("Learning Week", week_id=saved.id))
    can_be_deleted = week is not None and not queries.has_sessions(week)
    return render_template(
        "programme/learning_weeks/edit_learning_week.html", form=form, week=week, can_be_deleted=can_be_deleted
    )
