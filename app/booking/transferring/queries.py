"""Reads of the dates that somebody can move to, and of the moves that were made."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select

from app.booking.eligibility.rules_verdict import BookingVerdict, verdict_of
from app.booking.models import Booking
from app.booking.queries import availability
from app.booking.rules import Availability
from app.booking.states import CLAIMS
from app.booking.transferring.models import Transfer
from app.core.database import db
from app.programme.models_sessions import TrainingSession

MOST_DATES = 50


@dataclass(frozen=True)
class OtherDate:
    """Another date of a course, its places, and whether one can be taken or waited for."""

    session: TrainingSession
    places: Availability
    verdict: BookingVerdict

    @property
    def has_a_place(self) -> bool:
        return self.verdict.can_be_booked


def dates_to_move_to(booking: Booking, *, at: datetime, waives_dates: bool = False) -> list[OtherDate]:
    """The dates of the same course to come that can be booked or waited for, the soonest first.

    None on which the person has a place or waits. A bespoke date is nobody else's: it is there for its own agency.
    """
    session = booking.session
    has_a_claim = exists().where(
        Booking.session_id == TrainingSession.id,
        Booking.practitioner_id == booking.practitioner_id,
        Booking.state.in_(CLAIMS),
    )
    wanted = (
        select(TrainingSession)
        .where(
            TrainingSession.course_id == session.course_id,
            TrainingSession.id != session.id,
            TrainingSession.is_published,
            ~TrainingSession.has_started(at),
            ~has_a_claim,
        )
        .order_by(TrainingSession.starts_at, TrainingSession.id)
        .limit(MOST_DATES)
    )
    coming = [each for each in db.session.scalars(wanted) if is_open_to(each, booking)]
    places = availability(coming, at=at)
    dates = [
        OtherDate(each, places[each.id], verdict_of(each, at=at, places=places[each.id], waives_dates=waives_dates))
        for each in coming
    ]
    return [each for each in dates if each.verdict.takes_names]


def is_open_to(session: TrainingSession, booking: Booking) -> bool:
    """It is on show, and for no one agency alone; or it is for theirs."""
    if session.invited_agency is None:
        return session.is_on_show
    return booking.agency is not None and booking.agency.surviving is session.invited_agency.surviving


def moves_of(bookings: Collection[Booking]) -> tuple[dict[int, Booking], dict[int, Booking]]:
    """By booking: the one that it became, and the one that it came from. One query."""
    ids = [booking.id for booking in bookings]
    wanted = select(Transfer).where(or_(Transfer.from_booking_id.in_(ids), Transfer.to_booking_id.in_(ids)))
    moves = list(db.session.scalars(wanted))
    became = {each.from_booking_id: each.to_booking for each in moves}
    return became, {each.to_booking_id: each.from_booking for each in moves}
