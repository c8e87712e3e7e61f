"""When each stage asks: the partnership's defaults, and a course of its own."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import found, open_to, signed_in_user
from app.errors import Refusal
from app.evaluation import queries, services
from app.evaluation.forms import TimingForm
from app.evaluation.manage.blueprint import bp
from app.evaluation.models import Shape, Stage, shape_of_course
from app.programme import queries as programme
from app.programme.models import Course
from app.roles import TRAINING_TEAM


@bp.get("/timing")
@open_to(TRAINING_TEAM)
def timings() -> ResponseReturnValue:
    """All that is set, on one page."""
    return render_template(
        "evaluation/timings.html",
        timings=queries.timings(),
        shapes=Shape,
        stages=Stage,
        courses=queries.courses_with_timings(),
    )


@bp.route("/timing/<any(course, lunchtime, week):name>", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def default_timing(name: str) -> ResponseReturnValue:
    shape = Shape[name.upper()]
    timings = queries.timings()
    form = TimingForm({stage: timings.of_shape(shape, stage) for stage in Stage})
    return _set(shape, form, done="The default is set.") or render_template(
        "evaluation/edit_timing.html", form=form, shape=shape, course=None, stages=Stage
    )


@bp.route("/courses/<int:course_id>/timing", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def timing(course_id: int) -> ResponseReturnValue:
    course = found(programme.course(course_id))
    timings = queries.timings()
    form = TimingForm({stage: timings.of_course(course, stage) for stage in Stage})
    return _set(course, form, done=f"{course.title} has timings of its own now.") or render_template(
        "evaluation/edit_timing.html",
        form=form,
        shape=shape_of_course(course),
        course=course,
        stages=Stage,
        has_own=bool(queries.timings_set(course)),
    )


@bp.post("/courses/<int:course_id>/timing/default")
@open_to(TRAINING_TEAM)
def use_default_timing(course_id: int) -> ResponseReturnValue:
    course = found(programme.course(course_id))
    services.use_the_defaults(course, by=signed_in_user(), at=clock.now())
    flash(f"{course.title} follows the defaults again.")
    return redirect(url_for("evaluation.timings"))


def _set(of: Shape | Course, form: TimingForm, *, done: str) -> ResponseReturnValue | None:
    if form.validate_on_submit():
        try:
            services.set_timing(of, form.timings(), by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(f"{done} What was issued already keeps its dates.")
            return redirect(url_for("evaluation.timings"))
    return None
