"""The rooms in which people check in, and who has."""

from datetime import datetime, timedelta

from sqlalchemy import select

from app.attendance.check_in import rules
from app.attendance.registers import queries as registers
from app.attendance.registers.queries_registers import that_keep_a_register
from app.booking.queries import on_the_register
from app.booking.states import Outcome
from app.core.clock import to_london
from app.core.database import db
from app.programme.models_sessions import SessionDay, TrainingSession
from app.programme.sessions import queries as sessions_queries


def room(session_id: int, number: int) -> rules.Room | None:
    """The room of a session's day, counted from 1, if there is such a day."""
    session = sessions_queries.session(session_id)
    return rules.Room(session, number) if session and 1 <= number <= len(session.days) else None


def room_now(session: TrainingSession, *, at: datetime) -> rules.Room:
    """The room of the day that isn't over yet; of the last one where all are."""
    over = sum(at >= day.ends_at for day in session.days)
    return rules.Room(session, min(over + 1, len(session.days)))


def chosen_room(session: TrainingSession, number: str | None, *, at: datetime) -> rules.Room | None:
    """The room of the day that is asked for, or of the day that matters now; None if there is no such day."""
    if number is None:
        return room_now(session, at=at)
    return room(session.id, int(number)) if number.isascii() and number.isdigit() and len(number) < 4 else None


def counted_in(room: rules.Room) -> tuple[int, int]:
    """How many of those booked are here on the room's day, and how many are booked."""
    booked = [booking for booking in on_the_register(room.session) if booking.is_booked]
    marks = registers.standing_on(room.session, room.day.on)
    here = [booking for booking in booked if booking.id in marks and marks[booking.id].mark is Outcome.ATTENDED]
    return len(here), len(booked)


def open_rooms(*, at: datetime) -> list[rules.Room]:
    """Where people check in at an instant."""
    today = to_london(at).date()
    nearby = select(SessionDay.session_id).where(SessionDay.on.in_((today, today + timedelta(days=1))))
    sessions = db.session.scalars(that_keep_a_register(None).where(TrainingSession.id.in_(nearby)))
    rooms = [rules.Room(session, number) for session in sessions for number in range(1, len(session.days) + 1)]
    return sorted((room for room in rooms if room.is_open(at)), key=lambda room: room.session.id)
