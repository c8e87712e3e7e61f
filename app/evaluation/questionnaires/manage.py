"""Questionnaires and their versions: what is in use, drafts of what is to come, and a course's own."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.evaluation.questionnaires import queries, rules_ready, services
from app.evaluation.stages import OF_THE_PERSON, Stage
from app.http.asking import number_asked
from app.programme.courses import queries as courses_queries
from app.programme.courses.queries import courses
from app.web.access import found, open_to
from app.web.forms import Form

bp = Blueprint("evaluation_questionnaires", __name__)


@bp.get("/evaluation/questionnaires")
@open_to(TRAINING_TEAM)
def questionnaires() -> ResponseReturnValue:
    """All that is in use, and all drafts. On a new installation nothing is, until the defaults are made."""
    in_use = queries.questionnaires(queries.in_use().ids.values())
    return render_template(
        "evaluation/questionnaires/questionnaires.html",
        defaults=[each for each in in_use if each.course is None],
        of_courses=[each for each in in_use if each.course],
        drafts=queries.drafts(),
        newer=queries.with_newer_defaults(),
        sources=rules_ready.SOURCES,
        courses=courses(),
    )


@bp.post("/evaluation/questionnaires")
@open_to(TRAINING_TEAM)
def make_the_defaults() -> ResponseReturnValue:
    """The job does it, too: this is for whoever is there before it."""
    services.make_the_defaults(at=clock.now())
    flash("The ready questionnaires are made, and in use.")
    return redirect(url_for("evaluation_questionnaires.questionnaires"))


@bp.get("/evaluation/questionnaires/of-course")
@open_to(TRAINING_TEAM)
def find_course() -> ResponseReturnValue:
    """Where the list of courses leads."""
    course_id = number_asked("course")
    return redirect(url_for("evaluation_questionnaires.course_questionnaires", course_id=course_id))


@bp.get("/evaluation/courses/<int:course_id>/questionnaires")
@open_to(TRAINING_TEAM)
def course_questionnaires(course_id: int) -> ResponseReturnValue:
    """What a course uses at each stage, its own or the defaults; managers are asked once for all of their people."""
    course = found(courses_queries.course(course_id))
    return render_template(
        "evaluation/questionnaires/course_questionnaires.html",
        course=course,
        used=queries.used_by(course),
        drafts={stage: queries.draft(stage, False, course) for stage in OF_THE_PERSON},
        stages=OF_THE_PERSON,
    )


@bp.post("/evaluation/courses/<int:course_id>/questionnaires/<any(before, after, later):stage>")
@open_to(TRAINING_TEAM)
def start_draft_for_course(course_id: int, stage: str) -> ResponseReturnValue:
    course = found(courses_queries.course(course_id))
    draft = services.start_draft(Stage(stage), course=course, by=signed_in_user(), at=clock.now())
    return redirect(url_for("evaluation_questionnaires.questionnaire", questionnaire_id=draft.id))


@bp.post("/evaluation/courses/<int:course_id>/questionnaires/<any(before, after, later):stage>/default")
@open_to(TRAINING_TEAM)
def use_default_questionnaire(course_id: int, stage: str) -> ResponseReturnValue:
    course = found(courses_queries.course(course_id))
    services.use_default_questionnaire(course, Stage(stage), by=signed_in_user(), at=clock.now())
    flash(f"{course.title} uses the default again: {Stage(stage).heading}. What was issued keeps its version.")
    return redirect(url_for("evaluation_questionnaires.course_questionnaires", course_id=course.id))


@bp.get("/evaluation/questionnaires/<int:questionnaire_id>")
@open_to(TRAINING_TEAM)
def questionnaire(questionnaire_id: int) -> ResponseReturnValue:
    questionnaire = found(queries.questionnaire(questionnaire_id))
    versions = queries.versions(questionnaire)
    return render_template(
        "evaluation/questionnaires/questionnaire.html",
        questionnaire=questionnaire,
        versions=versions,
        in_use=queries.in_use().ids.get((questionnaire.course_id, questionnaire.stage, questionnaire.is_brief)),
        draft=next((version.questionnaire for version in versions if version.questionnaire.is_draft), None),
    )


@bp.post("/evaluation/questionnaires/<int:questionnaire_id>/change")
@open_to(TRAINING_TEAM)
def change_questionnaire(questionnaire_id: int) -> ResponseReturnValue:
    of = found(queries.questionnaire(questionnaire_id))
    draft = services.start_draft(of.stage, is_brief=of.is_brief, course=of.course, by=signed_in_user(), at=clock.now())
    return redirect(url_for("evaluation_questionnaires.questionnaire", questionnaire_id=draft.id))


@bp.post("/evaluation/questionnaires/<int:questionnaire_id>/new-default")
@open_to(TRAINING_TEAM)
def draft_new_default(questionnaire_id: int) -> ResponseReturnValue:
    of = found(queries.questionnaire(questionnaire_id))
    draft = services.draft_new_default(of, by=signed_in_user(), at=clock.now())
    flash("Here is the new default, as a draft. Change it as you like, and use it when it is as you want it.")
    return redirect(url_for("evaluation_questionnaires.questionnaire", questionnaire_id=draft.id))


@bp.post("/evaluation/questionnaires/<int:questionnaire_id>/keep-own")
@open_to(TRAINING_TEAM)
def keep_own_default(questionnaire_id: int) -> ResponseReturnValue:
    of = found(queries.questionnaire(questionnaire_id))
    services.keep_own_default(of, by=signed_in_user(), at=clock.now())
    flash(f"Kept as it is: {of.name}. The new default isn’t offered again.")
    return redirect(url_for("evaluation_questionnaires.questionnaires"))


@bp.post("/evaluation/questionnaires/<int:questionnaire_id>/publish")
@open_to(TRAINING_TEAM)
def publish_questionnaire(questionnaire_id: int) -> ResponseReturnValue:
    draft = found(queries.questionnaire(questionnaire_id))
    services.publish_questionnaire(draft, by=signed_in_user(), at=clock.now())
    flash(f"Version {draft.version} is in use: it is what goes out from now on. What was issued keeps its version.")
    return redirect(url_for("evaluation_questionnaires.questionnaire", questionnaire_id=draft.id))


@bp.route("/evaluation/questionnaires/<int:questionnaire_id>/discard", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def discard_draft(questionnaire_id: int) -> ResponseReturnValue:
    draft, form = found(queries.questionnaire(questionnaire_id)), Form()
    draft.must_be_a_draft()
    if form.validate_on_submit():
        name = draft.name
        services.discard_draft(draft, by=signed_in_user(), at=clock.now())
        flash(f"The draft is gone: {name}. What is in use stays as it is.")
        return redirect(url_for("evaluation_questionnaires.questionnaires"))
    return render_template("evaluation/questionnaires/discard_draft.html", draft=draft, form=form)
