"""Reads of evidence of results."""

from sqlalchemy import func, select

from app.core.database import db
from app.evaluation.evidence.models import Evidence
from app.programme.models import Course


def evidence_of_results(course: Course) -> list[Evidence]:
    """What was found of a course's results, the newest finding first."""
    wanted = select(Evidence).where(Evidence.course_id == course.id)
    return list(db.session.scalars(wanted.order_by(Evidence.found_on.desc(), Evidence.id.desc())))


def found_result(evidence_id: int) -> Evidence | None:
    return db.session.get(Evidence, evidence_id)


def count_of_results(course_id: int) -> int:
    """How many pieces of evidence a course has."""
    return db.session.scalar(select(func.count()).where(Evidence.course_id == course_id)) or 0
