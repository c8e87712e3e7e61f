"""Reads of courses, their materials, and who can teach."""

from datetime import date

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import selectinload

from app.core.database import db
from app.programme.models import Course, Material, Strand, Trainer
from app.programme.models_sessions import TrainingSession


def course(course_id: int) -> Course | None:
    return db.session.get(Course, course_id)


def courses() -> list[Course]:
    return list(db.session.scalars(select(Course).order_by(Course.title)))


def courses_to_review(*, on: date) -> list[Course]:
    """Courses whose content is to be reviewed by that date, the longest waiting first. Retired ones aren't."""
    due = select(Course).where(Course.is_due_for_review(on))
    return list(db.session.scalars(due.order_by(Course.review_on, Course.title)))


def course_by_title(title: str) -> Course | None:
    return db.session.scalar(select(Course).where(func.lower(Course.title) == title.lower()))


def materials(course: Course) -> list[Material]:
    """In the order of their titles."""
    return list(db.session.scalars(select(Material).where(Material.course_id == course.id).order_by(Material.title)))


def material(material_id: int) -> Material | None:
    return db.session.get(Material, material_id)


def is_public(course: Course) -> bool:
    """A course is on show once a session of it has been published."""
    return bool(db.session.scalar(select(Course.id).where(Course.id == course.id, was_published())))


def was_published() -> ColumnElement[bool]:
    """SQL, of a query on courses: a session of it has been."""
    return exists().where(TrainingSession.course_id == Course.id, ~TrainingSession.is_draft)


def public_prerequisite(course: Course) -> Course | None:
    """The course to attend before, if everybody may see its page."""
    before = course.prerequisite
    return before if before and before.strand is not Strand.BESPOKE and is_public(before) else None


def trainers() -> list[Trainer]:
    """The pool by name, each with their agency and what they can teach."""
    wanted = select(Trainer).options(selectinload(Trainer.agency), selectinload(Trainer.can_teach))
    return list(db.session.scalars(wanted.order_by(Trainer.name, Trainer.id)))
