"""Evidence of results: what questionnaires can't tell, entered by the office."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.evaluation.evidence import forms, queries, services
from app.programme.courses import queries as courses
from app.web.access import found, open_to
from app.web.forms import Form

bp = Blueprint("evaluation_evidence", __name__)


@bp.route("/evaluation/courses/<int:course_id>/evidence", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def evidence_of_results(course_id: int) -> ResponseReturnValue:
    """What there is of a course, and a form to add to it."""
    course, form = found(courses.course(course_id)), forms.ResultForm()
    if form.validate_on_submit():
        with form.refusing():
            services.enter_result(course, **form.found(), by=signed_in_user(), at=clock.now())
            flash("Added. It stands with the results of the course.")
            return redirect(url_for("evaluation_evidence.evidence_of_results", course_id=course_id))
    return render_template(
        "evaluation/evidence/evidence_of_results.html",
        course=course,
        form=form,
        evidence=queries.evidence_of_results(course),
    )


@bp.route("/evaluation/evidence/<int:evidence_id>", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def correct_result(evidence_id: int) -> ResponseReturnValue:
    evidence = found(queries.found_result(evidence_id))
    form = forms.ResultForm(evidence)
    if form.validate_on_submit():
        with form.refusing():
            services.correct_result(evidence, **form.found(), by=signed_in_user(), at=clock.now())
            flash("Saved.")
            return redirect(url_for("evaluation_evidence.evidence_of_results", course_id=evidence.course_id))
    return render_template("evaluation/evidence/correct_result.html", evidence=evidence, form=form)


@bp.route("/evaluation/evidence/<int:evidence_id>/remove", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def remove_result(evidence_id: int) -> ResponseReturnValue:
    evidence, form = found(queries.found_result(evidence_id)), Form()
    if form.validate_on_submit():
        course_id = evidence.course_id
        services.remove_result(evidence, by=signed_in_user(), at=clock.now())
        flash("Removed.")
        return redirect(url_for("evaluation_evidence.evidence_of_results", course_id=course_id))
    return render_template("evaluation/evidence/remove_result.html", evidence=evidence, form=form)
