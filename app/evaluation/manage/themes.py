"""Themes: named, renamed, merged and removed."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import found, open_to, signed_in_user
from app.errors import Refusal
from app.evaluation import queries, services
from app.evaluation.forms import MergeForm, ThemeForm
from app.evaluation.manage.blueprint import bp
from app.fields import Form
from app.roles import TRAINING_TEAM


@bp.route("/themes", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def themes() -> ResponseReturnValue:
    """All of them, and a form to name another."""
    form = ThemeForm()
    if form.validate_on_submit():
        try:
            services.name_theme(form.name.data, by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash("The theme stands beside every comment now.")
            return redirect(url_for("evaluation.themes"))
    return render_template(
        "evaluation/themes.html", themes=queries.themes(), comments=queries.comments_by_theme(), form=form
    )


@bp.route("/themes/<int:theme_id>", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def rename_theme(theme_id: int) -> ResponseReturnValue:
    theme = found(queries.theme(theme_id))
    form = ThemeForm(obj=theme)
    if form.validate_on_submit():
        try:
            services.rename_theme(theme, form.name.data, by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash("Renamed. Its comments go with it.")
            return redirect(url_for("evaluation.themes"))
    return render_template("evaluation/rename_theme.html", theme=theme, form=form)


@bp.route("/themes/<int:theme_id>/merge", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def merge_theme(theme_id: int) -> ResponseReturnValue:
    theme = found(queries.theme(theme_id))
    others = [other for other in queries.themes() if other != theme]
    form = MergeForm(others)
    if form.validate_on_submit():
        into = found(queries.theme(form.into.data))
        services.merge_theme(theme, into, by=signed_in_user(), at=clock.now())
        flash(f"Merged: the comments stand under “{into.name}” now.")
        return redirect(url_for("evaluation.themes"))
    how_many = queries.comments_by_theme().get(theme_id, 0)
    return render_template("evaluation/merge_theme.html", theme=theme, others=others, form=form, how_many=how_many)


@bp.route("/themes/<int:theme_id>/remove", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def remove_theme(theme_id: int) -> ResponseReturnValue:
    theme, form = found(queries.theme(theme_id)), Form()
    if form.validate_on_submit():
        services.remove_theme(theme, by=signed_in_user(), at=clock.now())
        flash("Removed. The comments stay.")
        return redirect(url_for("evaluation.themes"))
    how_many = queries.comments_by_theme().get(theme_id, 0)
    return render_template("evaluation/remove_theme.html", theme=theme, form=form, how_many=how_many)
