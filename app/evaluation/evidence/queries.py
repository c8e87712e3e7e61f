"""Reads of evidence of results."""

from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from app.core.database import db
from app.evaluation.evidence.models import Evidence
from app.programme.models import Course


def evidence_of_results(course: Course) -> list[Evidence]:
    """What was found of a course's results, the newest finding first."""
    wanted = select(Evidence).where(Evidence.course_id == course.id)
    return list(db.session.scalars(wanted.order_by(Evidence.found_on.desc(), Evidence.id.desc())))


def found_result(evidence_id: int) -> Evidence | None:
    return db.session.get(Evidence, evidence_id)


def count_of_results(course_id: int, since: date, until: date) -> int:
    """How many pieces of evidence about a course were found in a period, both days inclusive."""
    wanted = select(func.count()).where(Evidence.course_id == course_id, _found_between(since, until))
    return db.session.scalar(wanted) or 0


def results_found(since: date, until: date) -> list[Evidence]:
    """What was found of any course's results in a period, the newest finding first."""
    wanted = select(Evidence).where(_found_between(since, until)).options(joinedload(Evidence.course))
    return list(db.session.scalars(wanted.order_by(Evidence.found_on.desc(), Evidence.id.desc())))


def _found_between(since: date, until: date) -> ColumnElement[bool]:
    return Evidence.found_on.between(since, until)
