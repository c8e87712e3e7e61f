"""The materials of a course."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.programme.courses import forms, queries, services_materials
from app.programme.courses.manage import bp
from app.web.access import found, open_to
from app.web.formatting import size_of_file
from app.web.uploads import LARGEST, let_a_large_file_in


@bp.route("/manage/courses/<int:course_id>/materials", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def materials(course_id: int) -> ResponseReturnValue:
    course = found(queries.course(course_id))
    form = forms.MaterialForm()
    if form.validate_on_submit():
        with form.refusing():
            material = services_materials.add_material(
                course,
                title=form.title.data,
                file_name=form.file_name,
                content=form.file.data.read(LARGEST + 1),
                is_for_attendees=form.is_for_attendees.data,
                by=signed_in_user(),
                at=clock.now(),
            )
            flash(f"{material.title} is added, {size_of_file(material.size)}.")
            return redirect(url_for("programme_courses.materials", course_id=course_id))
    return render_template(
        "programme/courses/materials.html", course=course, form=form, materials=queries.materials(course)
    )


@bp.post("/manage/materials/<int:material_id>/remove")
@open_to(TRAINING_TEAM)
def remove_material(material_id: int) -> ResponseReturnValue:
    material = found(queries.material(material_id))
    services_materials.remove_material(material, by=signed_in_user(), at=clock.now())
    flash(f"{material.title} is removed. Nobody can download it any more.")
    return redirect(url_for("programme_courses.materials", course_id=material.course_id))


@bp.url_value_preprocessor
def _make_room(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Everywhere else a form is small; here it carries a file. Said before anything reads the form, its token too."""
    if endpoint == "programme_courses.materials":
        let_a_large_file_in()
