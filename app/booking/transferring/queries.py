"""Reads of the dates that somebody can move to, and of the moves that were made."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select

from app.accounts.models import Agency, User
from app.accounts.people import queries as people
from app.agency_holds import queries as holds
from app.agency_holds.models import AgencyHold
from app.booking.eligibility.rules_verdict import BookingVerdict, verdict_of
from app.booking.models import Booking
from app.booking.queries import availability
from app.booking.rules import Availability
from app.booking.states import CLAIMS
from app.booking.transferring.models import Transfer
from app.core.database import db
from app.core.roles import Role
from app.programme.models_sessions import TrainingSession

MOST_DATES = 50


@dataclass(frozen=True)
class OtherDate:
    """Another date of a course, its places, and whether one can be taken or waited for.

    Of those taken, `held` are without a name and for whoever chooses to use.
    """

    session: TrainingSession
    places: Availability
    verdict: BookingVerdict
    held: int = 0

    @property
    def has_a_place(self) -> bool:
        return self.verdict.can_be_booked or self.held > 0


def dates_to_move_to(
    booking: Booking, *, at: datetime, by: User | None = None, waives_dates: bool = False
) -> list[OtherDate]:
    """The dates of the same course to come that can be booked or waited for, the soonest first.

    None on which the person has a place or waits. A bespoke date is nobody else's: it is there for its own agency.
    What the agency holds without names is free for a lead of it.
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
    agency = _led_agency(booking, by)
    held = {each.session_id: each.places for each in holds.holds_of_agency(agency, at=at)} if agency else {}
    dates = [
        OtherDate(
            each,
            places[each.id],
            verdict_of(each, at=at, places=places[each.id], waives_dates=waives_dates),
            held.get(each.id, 0),
        )
        for each in coming
    ]
    return [each for each in dates if each.verdict.takes_names]


def is_open_to(session: TrainingSession, booking: Booking) -> bool:
    """It is on show, and for no one agency alone; or it is for theirs."""
    if session.invited_agency is None:
        return session.is_on_show
    return booking.agency is not None and booking.agency.surviving is session.invited_agency.surviving


def hold_to_use(booking: Booking, to: TrainingSession, *, by: User, at: datetime) -> AgencyHold | None:
    """What the agency of a booking holds of another date, where a lead of it moves somebody."""
    agency = _led_agency(booking, by)
    return holds.hold_of_agency(to, agency, at=at) if agency else None


def _led_agency(booking: Booking, by: User | None) -> Agency | None:
    """The agency of a booking, if they lead it."""
    if by is None or by.role is not Role.AGENCY_LEAD or by.agency is None:
        return None
    return by.agency if booking.agency_id in people.family(by.agency) else None


def moves_of(bookings: Collection[Booking]) -> tuple[dict[int, Booking], dict[int, Booking]]:
    """By booking: the one that it became, and the one that it came from. One query."""
    ids = [booking.id for booking in bookings]
    wanted = select(Transfer).where(or_(Transfer.from_booking_id.in_(ids), Transfer.to_booking_id.in_(ids)))
    moves = list(db.session.scalars(wanted))
    became = {each.from_booking_id: each.to_booking for each in moves}
    return became, {each.to_booking_id: each.from_booking for each in moves}
