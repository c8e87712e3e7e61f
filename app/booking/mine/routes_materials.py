"""Handouts and slides, for those with a place and those who were there."""

from flask import abort, send_file
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.booking.mine import queries
from app.booking.mine.routes import bp
from app.programme.courses import queries as courses
from app.web.access import SIGNED_IN, found, open_to
from app.web.navigation import page_of
from app.web.uploads import path_of


@bp.get("/materials/<int:material_id>")
@open_to(SIGNED_IN)
@page_of("material")
def material(material_id: int) -> ResponseReturnValue:
    """A download, never shown in the page; to somebody without a place it isn't there."""
    material, person = found(courses.material(material_id)), signed_in_user()
    if not person.is_training_team and material not in queries.materials_for(person, material.course):
        abort(404)
    path = found(path if (path := path_of(material.stored_as)).exists() else None)
    return send_file(path, mimetype=material.media_type, as_attachment=True, download_name=material.file_name)
