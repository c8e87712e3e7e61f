"""Reads of bookings and places."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from app.accounts.models import User
from app.agency_holds import queries as holds
from app.booking.models import Booking
from app.booking.models_letters import WeekDayLetter
from app.booking.rules import Availability, overlap
from app.booking.states import CLAIMS, LIVE, TO_COME, BookingState
from app.core.clock import to_london
from app.core.database import UtcDateTime, db
from app.programme.models_sessions import TrainingSession

SHOWN_TO_THE_PERSON = (
    BookingState.BOOKED,
    BookingState.WAITING,
    BookingState.OFFERED,
    BookingState.CANCELLED,
    BookingState.SUBSTITUTED,
    BookingState.LEFT_LIST,
    BookingState.WALKED_IN,
)
"""What a person sees of their own bookings: holds and lapsed ones are not theirs yet."""

ORDER_OF_THE_LIST = (Booking.priority.desc(), Booking.waiting_since, Booking.id)


def takes_a_place(at: datetime) -> ColumnElement[bool]:
    """SQL: the booking has a place now. A hold and an offer count until they lapse."""
    return or_(
        Booking.state == BookingState.BOOKED,
        and_(Booking.state == BookingState.HELD, Booking.is_held(at)),
        Booking.is_offered(at),
    )


def availability(sessions: Iterable[TrainingSession], *, at: datetime) -> dict[int, Availability]:
    """Places of each session by its id, in one query."""
    capacity = {session.id: session.places for session in sessions}
    found: dict[int, list[int]] = {session_id: [0, 0, 0] for session_id in capacity}
    values = {"session_ids": list(capacity), "at": at, "today": to_london(at).date()}
    for session_id, *counted in db.session.execute(_taken_and_waiting(), values):
        found[session_id] = [before + more for before, more in zip(found[session_id], counted, strict=True)]
    return {session_id: Availability(places, *found[session_id]) for session_id, places in capacity.items()}


@cache
def _taken_and_waiting() -> CompoundSelect[int, int, int, int]:
    """Put together once: every page of a session asks it. Of each session, the places taken, who waits, and 0; what
    agencies hold in a line of its own: the places, 0, and the places again."""
    session_ids = bindparam("session_ids", expanding=True, type_=Integer)
    at: Any = bindparam("at", type_=UtcDateTime)
    taken, waiting = func.sum(case((takes_a_place(at), 1), else_=0)), Booking.state == BookingState.WAITING
    booked = select(Booking.session_id, taken, func.sum(case((waiting, 1), else_=0)), literal(0))
    booked = booked.where(Booking.session_id.in_(session_ids), Booking.state.in_(LIVE)).group_by(Booking.session_id)
    held = holds.held_places(session_ids, bindparam("today", type_=Date)).subquery()
    return union_all(booked, select(held.c.session_id, held.c.places, literal(0), held.c.places))


def places_taken(session_id: int, *, at: datetime) -> int:
    """Those that agencies hold without a name among them."""
    booked = select(func.count()).select_from(Booking).where(Booking.session_id == session_id, takes_a_place(at))
    return db.session.scalar(select(booked.scalar_subquery() + holds.places_held(session_id, at=at))) or 0


def booking(booking_id: int) -> Booking | None:
    return db.session.get(Booking, booking_id)


def own_booking(booking_id: int, practitioner: User) -> Booking | None:
    """A booking of this person; someone else's is as good as none, and so is a mere hold."""
    return db.session.scalar(_own_booking(), {"booking_id": booking_id, "person_id": practitioner.id})


@cache
def _own_booking() -> Select[Booking]:
    theirs = (Booking.id == bindparam("booking_id"), Booking.practitioner_id == bindparam("person_id"))
    return select(Booking).where(*theirs, Booking.state.in_(SHOWN_TO_THE_PERSON))


def live_booking(session_id: int, practitioner_id: int) -> Booking | None:
    """The booking by which a person has a claim on a session: what waits for its address to be confirmed is none."""
    wanted = select(Booking).where(
        Booking.session_id == session_id,
        Booking.practitioner_id == practitioner_id,
        Booking.state.in_(CLAIMS),
    )
    return db.session.scalar(wanted)


def waiting_list(session_id: int) -> list[Booking]:
    """Who waits, the next first."""
    wanted = select(Booking).where(Booking.session_id == session_id, Booking.state == BookingState.WAITING)
    return list(db.session.scalars(wanted.order_by(*ORDER_OF_THE_LIST)))


def of_session(session: TrainingSession, *states: BookingState) -> list[Booking]:
    """The bookings of a session in these states, by name."""
    wanted = select(Booking).where(Booking.session_id == session.id, Booking.state.in_(states))
    return sorted(db.session.scalars(wanted), key=lambda booking: (booking.name.casefold(), booking.id))


def bookings_of(practitioner: User) -> list[Booking]:
    """All that a person booked, soonest session first; holds and lapsed ones left out."""
    wanted = (
        select(Booking)
        .join(Booking.session)
        .where(
            Booking.practitioner_id == practitioner.id,
            Booking.state.in_(SHOWN_TO_THE_PERSON),
        )
        .order_by(TrainingSession.starts_at)
    )
    return list(db.session.scalars(wanted))


def on_the_register(session: TrainingSession) -> list[Booking]:
    """Those expected and those who walked in, by name."""
    wanted = select(Booking).where(
        Booking.session_id == session.id, Booking.state.in_((BookingState.BOOKED, BookingState.WALKED_IN))
    )
    return sorted(db.session.scalars(wanted), key=lambda booking: (booking.name.casefold(), booking.id))


def week_day_letters_to(booking: Booking) -> list[WeekDayLetter]:
    """The letters to its person about the days of its Learning Week."""
    wanted = select(WeekDayLetter).where(
        WeekDayLetter.practitioner_id == booking.practitioner_id,
        WeekDayLetter.learning_week_id == booking.session.learning_week_id,
    )
    return list(db.session.scalars(wanted))


def clashes_with(booking: Booking) -> list[TrainingSession]:
    """The sessions on which the person of a booking has another claim at the same time."""
    return clashes(booking.practitioner, booking.session)


def clashes(person: User, session: TrainingSession) -> list[TrainingSession]:
    """The other sessions that a person has booked, or waits for, at the time of this one; soonest first."""
    when = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    numbers = db.session.scalars(_clashing(), {"person_id": person.id, "session_id": session.id, **when}).all()
    others = [db.session.get_one(TrainingSession, number) for number in numbers]  # none, as a rule
    return [other for other in others if overlap(session, other)]


@cache
def _clashing() -> Select[int]:
    """Put together once: every booking asks it, twice."""
    wanted = select(TrainingSession.id).join(Booking, Booking.session_id == TrainingSession.id)
    return wanted.where(
        Booking.practitioner_id == bindparam("person_id"),
        Booking.session_id != bindparam("session_id"),
        Booking.state.in_(TO_COME),
        TrainingSession.starts_at < bindparam("ends_at"),
        TrainingSession.ends_at > bindparam("starts_at"),
    ).order_by(TrainingSession.starts_at, TrainingSession.id)
