"""Themes: named, defined, merged and removed; and how they are suggested."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.evaluation.comments import forms, queries, queries_suggesting, services
from app.evaluation.comments.manage import bp
from app.evaluation.suggesting.rules import FEWEST
from app.web.access import found, open_to
from app.web.forms import Form

MOST_TRIED = 500
"""Comments on which the suggestions are tried."""


@bp.route("/evaluation/themes", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def themes() -> ResponseReturnValue:
    """All of them, and a form to name another."""
    form = forms.ThemeForm()
    if form.validate_on_submit():
        with form.refusing():
            services.name_theme(**_said(form), by=signed_in_user(), at=clock.now())
            flash("The theme stands beside every comment now.")
            return redirect(url_for("evaluation_comments.themes"))
    return render_template(
        "evaluation/comments/themes.html", themes=queries.themes(), comments=queries.comments_by_theme(), form=form
    )


@bp.route("/evaluation/themes/<int:theme_id>", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def change_theme(theme_id: int) -> ResponseReturnValue:
    theme = found(queries.theme(theme_id))
    form = forms.ThemeForm(obj=theme)
    if form.validate_on_submit():
        with form.refusing():
            services.change_theme(theme, **_said(form), by=signed_in_user(), at=clock.now())
            flash("Saved. Its comments go with it.")
            return redirect(url_for("evaluation_comments.themes"))
    return render_template("evaluation/comments/change_theme.html", theme=theme, form=form)


@bp.route("/evaluation/themes/<int:theme_id>/merge", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def merge_theme(theme_id: int) -> ResponseReturnValue:
    theme = found(queries.theme(theme_id))
    others = [other for other in queries.themes() if other != theme]
    form = forms.MergeThemeForm(others)
    if form.validate_on_submit():
        into = found(queries.theme(form.into.data))
        services.merge_theme(theme, into, by=signed_in_user(), at=clock.now())
        flash(f"Merged: the comments stand under “{into.name}” now.")
        return redirect(url_for("evaluation_comments.themes"))
    how_many = queries.comments_by_theme().get(theme_id, 0)
    return render_template(
        "evaluation/comments/merge_theme.html", theme=theme, others=others, form=form, how_many=how_many
    )


@bp.route("/evaluation/themes/<int:theme_id>/remove", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def remove_theme(theme_id: int) -> ResponseReturnValue:
    theme, form = found(queries.theme(theme_id)), Form()
    if form.validate_on_submit():
        services.remove_theme(theme, by=signed_in_user(), at=clock.now())
        flash("Removed. The comments stay.")
        return redirect(url_for("evaluation_comments.themes"))
    how_many = queries.comments_by_theme().get(theme_id, 0)
    return render_template("evaluation/comments/remove_theme.html", theme=theme, form=form, how_many=how_many)


@bp.get("/evaluation/themes/suggestions")
@open_to(TRAINING_TEAM)
def suggestions() -> ResponseReturnValue:
    """How suggestions come about: what is learned, and how often it would have been right."""
    learned = queries_suggesting.learned_themes()
    return render_template(
        "evaluation/comments/suggestions.html",
        themes=queries.themes(),
        learned=learned,
        trials=learned.tried(most=MOST_TRIED),
        fewest=FEWEST,
        most=queries_suggesting.LEARNS_FROM,
        tried=min(MOST_TRIED, len(learned.coded)),
    )


def _said(form: forms.ThemeForm) -> dict[str, str]:
    return {name: form[name].data or "" for name in ("name", "definition", "example")}
