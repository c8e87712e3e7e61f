"""Drafts made of the plan: looked at first, and deleted again where they were a mistake."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.http.asking import is_asked
from app.reporting.drafting import forms, queries, services
from app.reporting.requirements.pages import year_in_path
from app.reporting.requirements.rules_plan import PlannedYear
from app.web.access import open_to
from app.web.formatting import count
from app.web.paging import page_asked_for, part_of

bp = Blueprint("reporting_drafting", __name__)


@bp.get("/reports/next-year/<year>/drafts")
@open_to(TRAINING_TEAM)
def drafts(year: str) -> ResponseReturnValue:
    """?weeks lets them fall in Learning Weeks too."""
    asked, in_weeks = year_in_path(year), is_asked("weeks")
    return drafts_page(asked, forms.MakeDraftsForm(formdata=None), in_weeks=in_weeks)


@bp.post("/reports/next-year/<year>/drafts")
@open_to(TRAINING_TEAM)
def make_drafts(year: str) -> ResponseReturnValue:
    asked, form = year_in_path(year), forms.MakeDraftsForm()
    in_weeks, seen = bool(form.in_weeks.data), form.seen.data or ""
    with form.refusing():
        made = services.make_drafts(asked, in_weeks=in_weeks, seen=seen, by=signed_in_user(), at=clock.now())
        flash(f"{count(len(made), 'draft')} added for {asked.year}. Nobody is told until you publish them.")
        return redirect(url_for("reporting_requirements.plan", **asked.in_address))
    return drafts_page(asked, form, in_weeks=in_weeks)


@bp.route("/reports/next-year/<year>/drafts/delete", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def delete_drafts(year: str) -> ResponseReturnValue:
    asked = year_in_path(year)
    page = queries.page_of_drafts(year, page=page_asked_for())
    form = forms.DeleteDraftsForm(page.items)
    if form.validate_on_submit():
        with form.refusing():
            deleted = services.delete_drafts(year, set(form.drafts.data or ()), by=signed_in_user(), at=clock.now())
            flash(f"{count(deleted, 'draft')} deleted. What you chose for {year} is kept.")
            return redirect(url_for("reporting_requirements.plan", **asked.in_address))
    return render_template("reporting/drafting/delete_drafts.html", form=form, asked=asked, page=page)


def drafts_page(asked: PlannedYear, form: forms.MakeDraftsForm, *, in_weeks: bool) -> ResponseReturnValue:
    planned = queries.draft_plan(asked.year, in_weeks=in_weeks, at=clock.now())
    return render_template(
        "reporting/drafting/drafts.html",
        form=form,
        asked=asked,
        planned=planned,
        in_weeks=in_weeks,
        drafts=part_of(planned.drafts, page=page_asked_for(), per_page=queries.DRAFTS_ON_A_PAGE),
    )
