"""What somebody has of places, and what comes with one."""

from functools import cache

from sqlalchemy import Select, bindparam, exists, select

from app.accounts.models import User
from app.booking.eligibility import queries as eligibility
from app.booking.models import Booking
from app.booking.states import CLAIMS, BookingState
from app.core.database import db
from app.programme.courses import queries as courses
from app.programme.models import Course, Material
from app.programme.models_sessions import TrainingSession


def has_claim(session_id: int, practitioner_id: int) -> bool:
    """Whether somebody has a claim on a session, before anybody reads their booking."""
    return db.session.scalar(_claim(), {"session": session_id, "practitioner": practitioner_id}) is not None


def booked_session_ids(practitioner: User) -> set[int]:
    return set(db.session.scalars(_booked(), {"practitioner": practitioner.id}))


@cache
def _claim() -> Select[int]:
    """This and the next are put together once: pages that everybody opens ask them."""
    theirs = (Booking.session_id == bindparam("session"), Booking.practitioner_id == bindparam("practitioner"))
    return select(Booking.id).where(*theirs, Booking.state.in_(CLAIMS))


@cache
def _booked() -> Select[int]:
    theirs = (Booking.practitioner_id == bindparam("practitioner"), Booking.state == BookingState.BOOKED)
    return select(Booking.session_id).where(*theirs)


def materials_for(person: User, course: Course) -> list[Material]:
    """What a person may download of a course: with a place, what is for everybody; having been there, all of it."""
    if not (materials := courses.materials(course)):
        return []
    was_there = eligibility.has_attended(person, course, since=eligibility.EVER)
    booked = exists().where(
        Booking.practitioner_id == person.id,
        Booking.state == BookingState.BOOKED,
        Booking.outcome.is_(None),
        Booking.session_id == TrainingSession.id,
        TrainingSession.course_id == course.id,
    )
    if not was_there and not db.session.scalar(select(booked)):
        return []
    return [material for material in materials if was_there or not material.is_for_attendees]
