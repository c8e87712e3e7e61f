"""Courses."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.programme.courses import forms, queries, services
from app.web.access import found, open_to

bp = Blueprint("programme_courses", __name__)


@bp.route("/manage/courses/new", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def new_course() -> ResponseReturnValue:
    form = forms.CourseForm()
    if form.validate_on_submit():
        with form.refusing():
            course = services.add_course(form.details(), by=signed_in_user(), at=clock.now())
            flash("The course is added. Next, give it a session.")
            return redirect(url_for("programme_overview.show_course", course_id=course.id))
    return render_template("programme/courses/edit_course.html", form=form, course=None)


@bp.route("/manage/courses/<int:course_id>/edit", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def edit_course(course_id: int) -> ResponseReturnValue:
    course = found(queries.course(course_id))
    form = forms.CourseForm(course)
    if form.validate_on_submit():
        with form.refusing():
            correction = form.is_correction.data
            services.edit_course(course, form.details(), is_correction=correction, by=signed_in_user(), at=clock.now())
            flash("The course is saved.")
            return redirect(url_for("programme_overview.show_course", course_id=course.id))
    return render_template("programme/courses/edit_course.html", form=form, course=course)
