"""What comes with a place."""

from sqlalchemy import exists, select

from app.accounts.models import User
from app.booking.eligibility import queries as eligibility
from app.booking.models import Booking
from app.booking.states import BookingState
from app.core.database import db
from app.programme.courses import queries as courses
from app.programme.models import Course, Material
from app.programme.models_sessions import TrainingSession


def materials_for(person: User, course: Course) -> list[Material]:
    """What a person may download of a course: with a place, what is for everybody; having been there, all of it."""
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
    return [material for material in courses.materials(course) if was_there or not material.is_for_attendees]
