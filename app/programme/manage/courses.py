"""The year's programme and its courses."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import found, open_to, signed_in_user
from app.errors import Refusal
from app.programme import queries, services
from app.programme.forms import CourseForm
from app.programme.manage.blueprint import bp
from app.roles import TRAINING_TEAM


@bp.get("/programme")
@open_to(TRAINING_TEAM)
def courses() -> ResponseReturnValue:
    return render_template(
        "programme/courses.html",
        courses=queries.courses(),
        today=clock.today(),
        drafts=queries.drafts(),
        all_ticked=request.args.get("ticked") == "all",
        weeks=queries.learning_weeks(),
    )


@bp.route("/courses/new", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def new_course() -> ResponseReturnValue:
    form = CourseForm()
    if form.validate_on_submit():
        try:
            course = services.add_course(form.details(), by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash("The course is added. Next, give it a session.")
            return redirect(url_for("programme.show_course", course_id=course.id))
    return render_template("programme/edit_course.html", form=form, course=None)


@bp.get("/courses/<int:course_id>")
@open_to(TRAINING_TEAM)
def show_course(course_id: int) -> ResponseReturnValue:
    course = found(queries.course(course_id))
    return render_template(
        "programme/show_course.html",
        course=course,
        before=queries.public_prerequisite(course),
        sessions=queries.sessions_of_course(course),
        today=clock.today(),
    )


@bp.route("/courses/<int:course_id>/edit", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def edit_course(course_id: int) -> ResponseReturnValue:
    course = found(queries.course(course_id))
    form = CourseForm(course)
    if form.validate_on_submit():
        try:
            services.edit_course(course, form.details(), by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash("The course is saved.")
            return redirect(url_for("programme.show_course", course_id=course.id))
    return render_template("programme/edit_course.html", form=form, course=course)
