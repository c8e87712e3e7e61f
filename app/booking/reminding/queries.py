"""Whom mail in time is due to."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.booking.models import Booking
from app.booking.models_letters import WeekDayLetter
from app.booking.reminding import rules
from app.booking.states import BookingState
from app.core.database import db
from app.programme.models_sessions import SessionDay, TrainingSession
from app.programme.models_weeks import LearningWeek


def week_day_letters(on: date, people: Sequence[int]) -> dict[tuple[int, int], WeekDayLetter]:
    """The letters to these people about that day of a Learning Week, by person and week."""
    to_them = select(WeekDayLetter).where(WeekDayLetter.on == on, WeekDayLetter.practitioner_id.in_(people))
    written = db.session.scalars(to_them)
    return {(letter.practitioner_id, letter.learning_week_id): letter for letter in written}


def to_tell_before(
    start_told: InstrumentedAttribute[datetime | None],
    among: Sequence[int] | None = None,
    *,
    at: datetime,
    until: datetime,
) -> list[Booking]:
    """Bookings, of these if any are named, of sessions that start after `at` and before `until`, not told of it.

    `start_told` is the column that keeps the start for which a mail went out; a moved session is told anew.
    Learning Weeks have a letter a day instead.
    """
    wanted = (
        select(Booking)
        .join(Booking.session)
        .where(
            Booking.state == BookingState.BOOKED,
            Booking.letters_wait.is_(False),
            TrainingSession.is_published,
            ~TrainingSession.has_started(at),
            TrainingSession.starts_at < until,
            TrainingSession.learning_week_id.is_(None),
            or_(start_told.is_(None), start_told != TrainingSession.starts_at),
        )
        .order_by(Booking.id)
    )
    if among is not None:
        wanted = wanted.where(Booking.id.in_(among))
    return list(db.session.scalars(wanted))


def without_week_day_letter(on: date, *, by: datetime) -> list[int]:
    """The ids of people who by then had a place on a session of a Learning Week on that date, and whose letter about
    it wasn't written, or was taken back."""
    written = exists().where(
        WeekDayLetter.practitioner_id == Booking.practitioner_id,
        WeekDayLetter.learning_week_id == TrainingSession.learning_week_id,
        WeekDayLetter.on == on,
        WeekDayLetter.taken_back_at.is_(None),
    )
    people = _booked_in_weeks(select(Booking.practitioner_id).distinct().select_from(Booking), on, by)
    return sorted(db.session.scalars(people.where(~written)))


def booked_in_weeks(on: date, people: Sequence[int], *, by: datetime) -> list[tuple[Booking, SessionDay]]:
    """What these people by then had a place on in a Learning Week on that date, in the order of the day."""
    wanted = _booked_in_weeks(select(Booking, SessionDay), on, by).where(Booking.practitioner_id.in_(people))
    wanted = wanted.order_by(SessionDay.starts, Booking.id)
    return [(booking, day) for booking, day in db.session.execute(wanted)]


def _booked_in_weeks(wanted: Any, on: date, by: datetime) -> Any:
    """Weeks are few, so their sessions of that day come first, and then whom these have booked."""
    of_the_day = (
        select(TrainingSession.id)
        .join(LearningWeek, LearningWeek.id == TrainingSession.learning_week_id)
        .join(SessionDay, SessionDay.session_id == TrainingSession.id)
        .where(LearningWeek.starts_on <= on, LearningWeek.ends_on >= on, SessionDay.on == on)
    )
    sessions = db.session.scalars(of_the_day.where(TrainingSession.is_published)).all()
    return (
        wanted.join(TrainingSession, TrainingSession.id == Booking.session_id)
        .join(SessionDay, SessionDay.session_id == TrainingSession.id)
        .where(
            Booking.session_id.in_(sessions),
            SessionDay.on == on,
            Booking.state == BookingState.BOOKED,
            Booking.letters_wait.is_(False),
            Booking.booked_at <= by,
            Booking.outcome.is_(None),
        )
    )


def below_minimum(*, at: datetime) -> list[tuple[TrainingSession, int]]:
    """Sessions of the next two weeks that fewer have booked than they need, and how many have; soonest first."""
    booked = (
        select(func.count())
        .where(Booking.session_id == TrainingSession.id, Booking.state == BookingState.BOOKED)
        .scalar_subquery()
    )
    wanted = (
        select(TrainingSession, booked)
        .where(
            TrainingSession.is_published,
            ~TrainingSession.has_started(at),
            TrainingSession.starts_at <= at + rules.MINIMUM_ALERT_BEFORE,
            TrainingSession.minimum > booked,
        )
        .order_by(TrainingSession.starts_at)
    )
    return [(session, how_many) for session, how_many in db.session.execute(wanted)]
