"""Job roles: the office says what each needs, and which groups of roles a course is for."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.booking.job_roles import forms, queries, rules_import, services
from app.booking.job_roles.rules import groups_named
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.files.documents import as_download
from app.files.spreadsheets import CSV, as_csv
from app.http.asking import words_asked
from app.programme.courses import queries as courses
from app.web.access import found, open_to
from app.web.navigation import linked_from
from app.web.paging import page_asked_for, part_of

bp = Blueprint("booking_job_roles", __name__)
PER_PAGE = 50


@bp.get("/manage/job-roles")
@open_to(TRAINING_TEAM)
@linked_from("settings", "Job roles, and what each needs")
def job_roles() -> ResponseReturnValue:
    """?page= turns the pages of the list, ?unlisted= those of what people typed that is on none."""
    roles = queries.job_roles()
    people, unlisted = queries.people_by_role(roles)
    return render_template(
        "booking/job_roles/job_roles.html",
        roles=part_of(roles, page=page_asked_for(), per_page=PER_PAGE),
        people=people,
        unlisted=part_of(unlisted, page=page_asked_for("unlisted"), per_page=PER_PAGE),
        for_groups=queries.groups_of_courses(),
    )


@bp.route("/manage/job-roles/new", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def add_role() -> ResponseReturnValue:
    """?called= is what people typed."""
    form = forms.JobRoleForm(called=words_asked("called"))
    if form.validate_on_submit():
        with form.refusing():
            role = services.add_role(**form.details(), by=signed_in_user(), at=clock.now())
            flash(f"{role.name} is added. Its people see what they need under My training.")
            return redirect(url_for("booking_job_roles.job_roles"))
    return render_template("booking/job_roles/edit_role.html", form=form, role=None)


@bp.route("/manage/job-roles/<int:role_id>", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def edit_role(role_id: int) -> ResponseReturnValue:
    role = found(queries.job_role(role_id))
    form = forms.JobRoleForm(role)
    if form.validate_on_submit():
        with form.refusing():
            services.edit_role(role, **form.details(), by=signed_in_user(), at=clock.now())
            flash(f"{role.name} is saved.")
            return redirect(url_for("booking_job_roles.job_roles"))
    return render_template("booking/job_roles/edit_role.html", form=form, role=role)


@bp.post("/manage/job-roles/<int:role_id>/remove")
@open_to(TRAINING_TEAM)
def remove_role(role_id: int) -> ResponseReturnValue:
    role = found(queries.job_role(role_id))
    name = role.name
    services.remove_role(role, by=signed_in_user(), at=clock.now())
    flash(f"{name} is off the list.")
    return redirect(url_for("booking_job_roles.job_roles"))


@bp.route("/manage/courses/<int:course_id>/groups", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
@linked_from("course", "Who may book it, by job role")
def course_groups(course_id: int) -> ResponseReturnValue:
    course = found(courses.course(course_id))
    form = forms.CourseGroupsForm(course)
    if form.validate_on_submit():
        with form.refusing():
            services.set_groups(course, form.groups.data, by=signed_in_user(), at=clock.now())
            whom = groups_named(sorted(form.groups.data)) if form.groups.data else "everybody"
            flash(f"{course.title} is for {whom}. Bookings that stand already stay.")
            return redirect(url_for("booking_job_roles.job_roles", _anchor="courses"))
    return render_template("booking/job_roles/course_groups.html", form=form, course=course)


@bp.get("/manage/job-roles.csv")
@open_to(TRAINING_TEAM)
def export_roles() -> ResponseReturnValue:
    """As it is imported."""
    rows = rules_import.rows_of(queries.job_roles())
    return as_download(as_csv(rules_import.COLUMNS, rows), "job-roles.csv", CSV)


@bp.app_template_global()
def job_roles_to_suggest() -> list[str]:
    """For whoever types a role, to choose from."""
    return queries.names_to_suggest()
