"""Reads of e-learning. `completions_of_year` and `completions_by_agency` are for whoever reports on a year."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, distinct, func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.accounts.people import queries as people
from app.core.database import db
from app.elearning.models import ELearning, ELearningCompletion
from app.elearning.rules import CompletionFigures, CompletionsOfYear
from app.programme.models import Course, Strand
from app.programme.periods import year_dates
from app.web.paging import Page, page_of

PER_PAGE = 50


def e_learning_of(course_id: int) -> ELearning | None:
    """Where a course is, if anybody has said so."""
    return db.session.scalar(select(ELearning).where(ELearning.course_id == course_id))


def on_show() -> list[ELearning]:
    """What everybody may open, by the course's title; courses that are retired, or of another strand, aren't."""
    wanted = (
        select(ELearning)
        .join(ELearning.course)
        .where(ELearning.is_open, Course.is_retired.is_(False), Course.strand == Strand.E_LEARNING)
        .options(joinedload(ELearning.course))
    )
    return list(db.session.scalars(wanted.order_by(Course.title)))


def e_learning_courses() -> list[Course]:
    """Every course of the strand, by title; retired ones last."""
    wanted = select(Course).where(Course.strand == Strand.E_LEARNING)
    return list(db.session.scalars(wanted.order_by(Course.is_retired, Course.title)))


def completion(completion_id: int) -> ELearningCompletion | None:
    return db.session.get(ELearningCompletion, completion_id)


def own_completion(completion_id: int, person: User) -> ELearningCompletion | None:
    """That of this person; none of another's."""
    found = completion(completion_id)
    return found if found and found.user_id == person.id else None


def completion_by_certificate(code: str) -> ELearningCompletion | None:
    """Whose certificate has this code; nobody's where the person was erased."""
    wanted = select(ELearningCompletion).join(ELearningCompletion.person)
    return db.session.scalar(wanted.where(ELearningCompletion.certificate_code == code, User.erased_at.is_(None)))


def completions_of(person: User) -> list[ELearningCompletion]:
    """What somebody has completed, the latest first."""
    wanted = select(ELearningCompletion).where(ELearningCompletion.user_id == person.id)
    return list(
        db.session.scalars(wanted.order_by(ELearningCompletion.completed_at.desc(), ELearningCompletion.id.desc()))
    )


def last_completion(person: User, course: Course) -> ELearningCompletion | None:
    wanted = select(ELearningCompletion).where(
        ELearningCompletion.user_id == person.id, ELearningCompletion.course_id == course.id
    )
    return db.session.scalar(wanted.order_by(ELearningCompletion.completed_on.desc()).limit(1))


def page_of_completions(course: Course, *, page: int) -> Page[ELearningCompletion]:
    """Of a course, the latest first."""
    wanted = (
        select(ELearningCompletion)
        .where(ELearningCompletion.course_id == course.id)
        .options(joinedload(ELearningCompletion.person), joinedload(ELearningCompletion.agency))
        .order_by(ELearningCompletion.completed_on.desc(), ELearningCompletion.id.desc())
    )
    return page_of(wanted, page=page, per_page=PER_PAGE)


def recorded(course: Course, person_ids: Iterable[int]) -> set[tuple[int, date]]:
    """Of these people, on which dates each has this course."""
    wanted = select(ELearningCompletion.user_id, ELearningCompletion.completed_on).where(
        ELearningCompletion.course_id == course.id, ELearningCompletion.user_id.in_(list(person_ids))
    )
    return {(person_id, on) for person_id, on in db.session.execute(wanted)}


def completions_of_year(year: str) -> CompletionsOfYear:
    """How often each course was completed in a programme year, and by how many people. Two queries."""
    counts = (func.count(), func.count(distinct(ELearningCompletion.user_id)))
    by_course = (
        select(Course, *counts)
        .join(ELearningCompletion, ELearningCompletion.course_id == Course.id)
        .where(_in_year(year))
        .group_by(Course.id)
        .order_by(Course.title)
    )
    completions, distinct_people = db.session.execute(select(*counts).where(_in_year(year))).one()
    rows = [CompletionFigures(*row) for row in db.session.execute(by_course)]
    return CompletionsOfYear(completions, distinct_people, rows)


def completions_by_agency(year: str) -> dict[int, int]:
    """Completions of a programme year by the id of the agency as it is today; those of nobody's agency under 0."""
    into, found = people.merged_into(), dict[int, int]()
    wanted = select(ELearningCompletion.agency_id, func.count()).where(_in_year(year))
    for agency_id, how_many in db.session.execute(wanted.group_by(ELearningCompletion.agency_id)):
        today = into.get(agency_id or 0, agency_id or 0)
        found[today] = found.get(today, 0) + how_many
    return found


def all_of_year(year: str) -> list[ELearningCompletion]:
    """Every completion of a programme year, by course and date: for a file."""
    wanted = (
        select(ELearningCompletion)
        .where(_in_year(year))
        .options(joinedload(ELearningCompletion.person), joinedload(ELearningCompletion.agency))
        .order_by(ELearningCompletion.course_title, ELearningCompletion.completed_on, ELearningCompletion.id)
    )
    return list(db.session.scalars(wanted))


def _in_year(year: str) -> ColumnElement[bool]:
    return ELearningCompletion.completed_on.between(*year_dates(year))
