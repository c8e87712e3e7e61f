"""Next year's plan: the year, a course of it, and the file."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.files.spreadsheets import CSV, as_csv
from app.http.asking import words_asked
from app.reporting.requirements import forms, pages, queries, rules_plan, services
from app.reporting.requirements.rules_plan import PlannedYear, YearPlan
from app.settings import queries as settings
from app.settings.rules_programme import ReviewLine
from app.web.access import found, open_to
from app.web.formatting import count
from app.web.navigation import page_of
from app.web.paging import page_asked_for, part_of

bp = Blueprint("reporting_requirements", __name__)

COURSES_ON_A_PAGE = 100


@bp.get("/reports/next-year")
@open_to(TRAINING_TEAM)
@page_of("next year’s plan")
def plan() -> ResponseReturnValue:
    return year_page(pages.year_asked(words_asked("year")), forms.SuggestedForm(formdata=None))


@bp.get("/reports/next-year.csv")
@open_to(TRAINING_TEAM)
def plan_csv() -> ResponseReturnValue:
    asked = pages.year_asked(words_asked("year"))
    table = as_csv(rules_plan.HEADINGS, rules_plan.rows(queries.year_plan(asked, at=clock.now())))
    name = f"plan-{asked.year}.csv"
    return Response(table, mimetype=CSV, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@bp.post("/reports/next-year/<year>/as-suggested")
@open_to(TRAINING_TEAM)
def choose_as_suggested(year: str) -> ResponseReturnValue:
    asked, form = pages.year_in_path(year), forms.SuggestedForm()
    with form.refusing():
        plans = queries.year_plan(asked, at=clock.now()).courses
        chosen = services.choose_as_suggested(asked, plans, by=signed_in_user(), at=clock.now())
        flash(f"The suggestion is kept for {count(chosen, 'course')}. Change any of them on its own page.")
        return redirect(url_for("reporting_requirements.plan", **asked.in_address))
    return year_page(asked, form)


@bp.route("/reports/next-year/<year>/courses/<int:course_id>", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def course(year: str, course_id: int) -> ResponseReturnValue:
    asked = pages.year_in_path(year)
    whole = queries.year_plan(asked, at=clock.now())
    each = found(whole.of(course_id))
    form = forms.ChoiceForm(each)
    if form.validate_on_submit():
        with form.refusing():
            services.choose(asked, each, form.choice(), by=signed_in_user(), at=clock.now())
            flash(f"Kept for {asked.year}. Nothing is added to the programme before you make drafts.")
            return redirect(url_for("reporting_requirements.plan", **asked.in_address))
    return render_template(
        "reporting/requirements/course.html",
        form=form,
        asked=asked,
        plan=each,
        test=whole.test,
        in_words=rules_plan.in_words,
        review_line=settings.current(ReviewLine).percent,
    )


def year_page(asked: PlannedYear, form: forms.SuggestedForm) -> ResponseReturnValue:
    plan: YearPlan = queries.year_plan(asked, at=clock.now())
    return render_template(
        "reporting/requirements/plan.html",
        form=form,
        asked=asked,
        plan=plan,
        courses=part_of(plan.courses, page=page_asked_for(), per_page=COURSES_ON_A_PAGE),
        years=rules_plan.years_to_plan(asked, queries.years_with_plans()),
        in_words=rules_plan.in_words,
        review_line=settings.current(ReviewLine).percent,
    )
