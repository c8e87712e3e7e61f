"""Made-up years of a course, small enough to count by hand."""

from datetime import date
from typing import Any

from app.booking.states import BookingState, Outcome
from app.core import clock
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession
from app.reporting.requirements import queries
from app.reporting.requirements.rules_plan import CoursePlan, PlannedYear
from tests.builders import a_booking, a_closed_register, a_session


def ran(course: Course, year: int, *, attended: int = 0, in_vain: int = 0, **more: Any) -> TrainingSession:
    """One session in June of the programme year that begins in `year`, its register closed; so many waited in vain."""
    session = a_session(course, on=more.pop("on", date(year, 6, 4)), **more)
    for _ in range(attended):
        a_booking(session, outcome=Outcome.ATTENDED)
    for _ in range(in_vain):
        a_booking(session, state=BookingState.WAITING, waiting_since=session.starts_at, booked_at=None)
    if session.has_ended(clock.now()):
        a_closed_register(session)
    return session


def next_year(until: str = "") -> PlannedYear:
    return queries.planned_year("", until, today=clock.today())


def plan_of(course: Course, until: str = "") -> CoursePlan:
    plan = queries.year_plan(next_year(until), at=clock.now()).of(course.id)
    assert plan is not None
    return plan
