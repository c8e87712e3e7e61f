"""When each stage asks: the partnership's defaults, and a course of its own."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.evaluation.stages import Shape, Stage, shape_of_course
from app.evaluation.timing import forms, queries, services
from app.programme.courses import queries as courses
from app.programme.models import Course
from app.web.access import found, open_to
from app.web.navigation import page_of

bp = Blueprint("evaluation_timing", __name__)


@bp.get("/evaluation/timing")
@open_to(TRAINING_TEAM)
def timings() -> ResponseReturnValue:
    """All that is set, on one page."""
    return render_template(
        "evaluation/timing/timings.html",
        timings=queries.timings(),
        shapes=Shape,
        stages=Stage,
        courses=queries.courses_with_timings(),
    )


@bp.route("/evaluation/timing/<any(course, lunchtime, week):name>", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def default_timing(name: str) -> ResponseReturnValue:
    shape = Shape[name.upper()]
    timings = queries.timings()
    form = forms.TimingForm({stage: timings.of_shape(shape, stage) for stage in Stage})
    return _set(shape, form, done="The default is set.") or render_template(
        "evaluation/timing/edit_timing.html", form=form, shape=shape, course=None, stages=Stage
    )


@bp.route("/evaluation/courses/<int:course_id>/timing", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
@page_of("what is asked of a course")
def timing(course_id: int) -> ResponseReturnValue:
    course = found(courses.course(course_id))
    timings = queries.timings()
    form = forms.TimingForm({stage: timings.of_course(course, stage) for stage in Stage})
    return _set(course, form, done=f"{course.title} has timings of its own now.") or render_template(
        "evaluation/timing/edit_timing.html",
        form=form,
        shape=shape_of_course(course),
        course=course,
        stages=Stage,
        has_own=bool(queries.timings_set(course)),
    )


@bp.post("/evaluation/courses/<int:course_id>/timing/default")
@open_to(TRAINING_TEAM)
def use_default_timing(course_id: int) -> ResponseReturnValue:
    course = found(courses.course(course_id))
    services.use_the_defaults(course, by=signed_in_user(), at=clock.now())
    flash(f"{course.title} follows the defaults again.")
    return redirect(url_for("evaluation_timing.timings"))


def _set(of: Shape | Course, form: forms.TimingForm, *, done: str) -> ResponseReturnValue | None:
    if form.validate_on_submit():
        with form.refusing():
            services.set_timing(of, form.timings(), by=signed_in_user(), at=clock.now())
            flash(f"{done} What was issued already keeps its dates.")
            return redirect(url_for("evaluation_timing.timings"))
    return None
