"""What somebody's job role needs, and what they have of it."""

from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import BindParameter, CompoundSelect, bindparam, func, select, union_all

from app.accounts.models import User
from app.booking.eligibility import connection, rules
from app.booking.eligibility.models import AcceptedEvidence
from app.booking.job_roles import queries as job_roles
from app.booking.models import Booking
from app.core import clock
from app.core.database import db
from app.programme.models_sessions import TrainingSession


class NeededCourse(NamedTuple):
    """A course that everybody of a role needs; it counts for so many years, or for good."""

    course_id: int
    refresh_years: int | None


def needs_of_role(words: str) -> list[NeededCourse]:
    """The same for anybody who types these words as their role; nothing where that isn't on the list."""
    return [NeededCourse(course.id, course.refresh_years) for course in job_roles.courses_needed(words)]


def missing_of(person: User, needs: list[NeededCourse], *, on: date) -> frozenset[int]:
    """The courses of these that a person hasn't attended, or must do again by that day."""
    last = last_times(person, {need.course_id for need in needs}) if needs else {}
    counts = (rules.still_counts(last.get(need.course_id), need.refresh_years, on=on) for need in needs)
    return frozenset(need.course_id for need, is_there in zip(needs, counts, strict=True) if not is_there)


def last_times(person: User, course_ids: set[int]) -> dict[int, date]:
    """When they were last there for the whole of each course, or had something else accepted for it."""
    last: dict[int, datetime] = {}
    for course_id, at in db.session.execute(_last_times(), {"person": person.id, "courses": list(course_ids)}):
        last[course_id] = max(at, last.get(course_id, at))
    return {course_id: clock.to_london(at).date() for course_id, at in last.items()}


@cache
def _last_times() -> CompoundSelect[int, datetime]:
    """Put together once: every page of the programme asks it of whoever is signed in."""
    person: BindParameter[int] = bindparam("person")
    courses: BindParameter[int] = bindparam("courses", expanding=True)
    attended = (
        select(TrainingSession.course_id, func.max(TrainingSession.ends_at))
        .join(Booking, Booking.session_id == TrainingSession.id)
        .where(
            Booking.practitioner_id == person,
            TrainingSession.course_id.in_(courses),
            connection.was_there_throughout(),
        )
        .group_by(TrainingSession.course_id)
    )
    accepted = select(AcceptedEvidence.course_id, AcceptedEvidence.accepted_at).where(
        AcceptedEvidence.user_id == person, AcceptedEvidence.course_id.in_(courses)
    )
    return union_all(attended, accepted)
