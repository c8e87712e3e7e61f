"""Reads of courses, their materials, and who can teach."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import selectinload

from app.core.database import db
from app.programme.models import Course, Material, Strand, Trainer
from app.programme.models_sessions import TrainingSession


def course(course_id: int) -> Course | None:
    return db.session.get(Course, course_id)


def courses() -> list[Course]:
    return list(db.session.scalars(select(Course).order_by(Course.title)))


@dataclass(frozen=True)
class ListedCourse:
    """A course with its next date, and how many of its sessions are to come and still drafts."""

    course: Course
    next_on: datetime | None
    to_come: int
    drafts: int
    is_for_weeks_alone: bool


def listed_courses(words: str = "", *, at: datetime) -> list[ListedCourse]:
    """By title; those whose title, level or strand hold all the words, in any order. Two queries.

    A course whose sessions all belong to Learning Weeks is marked: there may be dozens, each given once.
    """
    is_to_come = TrainingSession.is_published & ~TrainingSession.has_started(at)
    of_course = select(
        TrainingSession.course_id,
        func.min(case((is_to_come, TrainingSession.starts_at))),
        func.sum(case((is_to_come, 1), else_=0)),
        func.sum(case((TrainingSession.is_draft, 1), else_=0)),
        func.count() == func.count(TrainingSession.learning_week_id),
    ).group_by(TrainingSession.course_id)
    counted = {row[0]: tuple(row[1:]) for row in db.session.execute(of_course)}
    sought = words.casefold().split()
    return [
        ListedCourse(course, *counted.get(course.id, (None, 0, 0, False)))
        for course in courses()
        if all(word in f"{course.title} {course.level} {course.strand.value}".casefold() for word in sought)
    ]


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
