"""Reads of the waiting list: who stands where in it, whose turn has come, and how many waited in vain, by course."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Row, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.agency_holds import queries as holds
from app.booking.models import Booking
from app.booking.queries import takes_a_place, waiting_list
from app.booking.states import BookingState
from app.core.database import db
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession


def latest_claim(booking: Booking) -> datetime:
    """When the latest of the other claims on its session was made or began to wait; its own time if it is alone."""
    others = (Booking.session_id == booking.session_id, Booking.id != booking.id)
    made, waited = db.session.execute(
        select(func.max(Booking.created_at), func.max(Booking.waiting_since)).where(*others)
    ).one()
    return max(instant for instant in (made, waited, booking.created_at) if instant)


def position(booking: Booking) -> int:
    """1 for the next in line."""
    return next(place for place, other in enumerate(waiting_list(booking.session_id), start=1) if other is booking)


def sessions_to_pass_on(*, at: datetime) -> list[TrainingSession]:
    """Sessions to come where somebody waits and a place is free."""
    taken = select(func.count()).where(Booking.session_id == TrainingSession.id, takes_a_place(at)).scalar_subquery()
    waits = exists().where(Booking.session_id == TrainingSession.id, Booking.state == BookingState.WAITING)
    wanted = select(TrainingSession).where(
        TrainingSession.is_published,
        ~TrainingSession.has_started(at),
        TrainingSession.offers_paused == "",
        waits,
        taken + holds.places_held(TrainingSession, at=at) < TrainingSession.places,
    )
    wanted = wanted.order_by(TrainingSession.id)  # so that two schedulers lock them in the same order
    return list(db.session.scalars(wanted))


def offers_over(*, at: datetime) -> list[Booking]:
    wanted = select(Booking).where(Booking.is_offer_over(at))
    return list(db.session.scalars(wanted.order_by(Booking.session_id, Booking.id)))


def waiting_by_course(*, at: datetime) -> dict[Course, int]:
    """How many people wait now for a place on a session to come, an offer not yet answered among them."""
    wanted = (
        select(Course, func.count(Booking.practitioner_id.distinct()))
        .join(TrainingSession, TrainingSession.course_id == Course.id)
        .join(Booking, Booking.session_id == TrainingSession.id)
        .where(
            Booking.state.in_((BookingState.WAITING, BookingState.OFFERED)),
            TrainingSession.is_published,
            ~TrainingSession.has_started(at),
        )
        .group_by(Course.id)
    )
    return _by_course(db.session.execute(wanted))


def waited_in_vain(since: datetime, until: datetime, *, at: datetime) -> dict[Course, int]:
    """How many people waited for sessions that began in a period, and had no place on any session of the course in it.

    From `since` to before `until`; a session to come is no disappointment yet.
    """
    got, on = aliased(Booking), aliased(TrainingSession)
    began = (on.starts_at >= since, on.starts_at < until)
    had_a_place = exists().where(
        got.practitioner_id == Booking.practitioner_id,
        or_(got.booked_at.is_not(None), got.state == BookingState.WALKED_IN),
        got.session_id == on.id,
        on.course_id == Course.id,
        *began,
    )
    wanted = (
        select(Course, func.count(Booking.practitioner_id.distinct()))
        .join(TrainingSession, TrainingSession.course_id == Course.id)
        .join(Booking, Booking.session_id == TrainingSession.id)
        .where(
            Booking.waiting_since.is_not(None),
            TrainingSession.is_published,
            TrainingSession.starts_at >= since,
            TrainingSession.starts_at < until,
            TrainingSession.has_started(at),
            ~had_a_place,
        )
        .group_by(Course.id)
    )
    return _by_course(db.session.execute(wanted))


def _by_course(rows: Iterable[Row[Course, int]]) -> dict[Course, int]:
    """Where the most wait first."""
    counted = [(course, how_many) for course, how_many in rows]
    return dict(sorted(counted, key=lambda row: (-row[1], row[0].title.casefold())))
