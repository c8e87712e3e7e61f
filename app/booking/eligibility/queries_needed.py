"""What somebody's job role needs, and what they have of it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from app.accounts.models import User
from app.booking.eligibility import connection, rules
from app.booking.eligibility.models import AcceptedEvidence
from app.booking.job_roles import queries as job_roles
from app.booking.models import Booking
from app.core import clock
from app.core.database import db
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession


@dataclass(frozen=True)
class NeededCourse:
    """A course that somebody's role needs, and when they attended it last, or had other evidence accepted."""

    course: Course
    last_on: date | None

    @property
    def is_missing(self) -> bool:
        return self.last_on is None

    @property
    def due(self) -> date | None:
        """The last day on which that counts; None where it is missing, or counts for good."""
        years = self.course.refresh_years
        return rules.due_on(self.last_on, years) if self.last_on and years else None

    def counts_on(self, day: date) -> bool:
        """It was attended, and isn't due again before that day."""
        return self.last_on is not None and (self.due is None or day <= self.due)


def needed_for(person: User) -> list[NeededCourse]:
    """What their role needs, by title; nothing where their role isn't on the list. Three queries at most."""
    courses = job_roles.courses_needed(person.job_role)
    last = last_times(person, {course.id for course in courses}) if courses else {}
    return [NeededCourse(course, last.get(course.id)) for course in courses]


def last_times(person: User, course_ids: set[int]) -> dict[int, date]:
    """When they were last there for the whole of each course, or had something else accepted for it."""
    attended = (
        select(TrainingSession.course_id, func.max(TrainingSession.ends_at))
        .join(Booking, Booking.session_id == TrainingSession.id)
        .where(
            Booking.practitioner_id == person.id,
            TrainingSession.course_id.in_(course_ids),
            connection.was_there_throughout(),
        )
        .group_by(TrainingSession.course_id)
    )
    accepted = select(AcceptedEvidence.course_id, AcceptedEvidence.accepted_at).where(
        AcceptedEvidence.user_id == person.id, AcceptedEvidence.course_id.in_(course_ids)
    )
    last: dict[int, datetime] = {}
    for query in (attended, accepted):
        for course_id, at in db.session.execute(query):
            last[course_id] = max(at, last.get(course_id, at))
    return {course_id: clock.to_london(at).date() for course_id, at in last.items()}
