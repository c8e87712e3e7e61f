"""Commands on the materials of courses."""

from datetime import datetime

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import command, db
from app.programme.models import Course, Material
from app.web.uploads import media_type, store


@command
def add_material(
    course: Course, *, title: str, file_name: str, content: bytes, is_for_attendees: bool, by: User, at: datetime
) -> Material:
    """Keep a file for the people of a course. Raises NotAMaterial or TooLarge.

    The file is written before its record: without the record nobody is given it.
    """
    material = Material(
        course_id=course.id,
        title=title,
        file_name=file_name,
        media_type=media_type(content),
        size=len(content),
        stored_as=store(content),
        is_for_attendees=is_for_attendees,
        uploaded_at=at,
    )
    db.session.add(material)
    audit.write(Verb.ADDED_MATERIAL, material, by=by, at=at)
    return material


@command
def remove_material(material: Material, *, by: User, at: datetime) -> None:
    """Nobody is given it any more. The file itself stays, for it may be another course's too."""
    audit.write(Verb.REMOVED_MATERIAL, material, by=by, at=at, title=material.title)
    db.session.delete(material)
