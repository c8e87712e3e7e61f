"""Reads of registers."""

from datetime import date, datetime, timedelta

from sqlalchemy import Select, exists, func, select

from app.attendance.models import Register
from app.attendance.rules import Room, Standing
from app.audit import AuditEntry
from app.booking.models import Booking, Outcome
from app.booking.queries import on_the_register
from app.clock import to_london
from app.database import Base, db
from app.programme.models import (
    MARKING_OPENS_BEFORE,
    Course,
    SessionDay,
    SessionState,
    Strand,
    TrainingSession,
)
from app.programme.queries import session as session_by_number
from app.programme.queries import taught_by

TRIES_COUNT_FOR = timedelta(minutes=10)


def register_of(session: TrainingSession) -> Register | None:
    """The register if it has been closed."""
    return db.session.scalar(select(Register).where(Register.session_id == session.id))


def registers_to_mark(*, at: datetime, trainer: str | None = None) -> list[TrainingSession]:
    """Sessions whose marking has opened and whose register isn't closed, oldest first.

    Here as below, `trainer` is the address of one whose own sessions alone are wanted.
    """
    wanted = _that_keep_a_register(trainer).where(
        TrainingSession.starts_at <= at + MARKING_OPENS_BEFORE,
        ~exists().where(Register.session_id == TrainingSession.id),
    )
    return list(db.session.scalars(wanted.order_by(TrainingSession.starts_at)))


def registers_coming(*, at: datetime, trainer: str | None = None, how_many: int = 10) -> list[TrainingSession]:
    """The next sessions whose marking hasn't opened yet."""
    wanted = _that_keep_a_register(trainer).where(TrainingSession.starts_at > at + MARKING_OPENS_BEFORE)
    return list(db.session.scalars(wanted.order_by(TrainingSession.starts_at).limit(how_many)))


def registers_closed(*, trainer: str | None = None, how_many: int = 20) -> list[Register]:
    """The registers closed last."""
    keep_one = _that_keep_a_register(trainer).with_only_columns(TrainingSession.id)
    wanted = select(Register).join(Register.session).where(TrainingSession.id.in_(keep_one))
    wanted = wanted.order_by(TrainingSession.starts_at.desc()).limit(how_many)
    return list(db.session.scalars(wanted))


def open_sessions_over(*, at: datetime, since: datetime) -> list[tuple[TrainingSession, int | None]]:
    """Open sessions that ended since an instant, latest first, each with how many came if that was counted."""
    wanted = (
        select(TrainingSession, Register.head_count)
        .outerjoin(Register, Register.session_id == TrainingSession.id)
        .where(
            TrainingSession.state == SessionState.PUBLISHED,
            TrainingSession.is_open,
            TrainingSession.ends_at <= at,
            TrainingSession.ends_at > since,
        )
        .order_by(TrainingSession.starts_at.desc())
    )
    return [(session, came) for session, came in db.session.execute(wanted)]


def booking_on_register(session: TrainingSession, booking_id: int) -> Booking | None:
    wanted = select(Booking).where(Booking.id == booking_id, Booking.session_id == session.id)
    return db.session.scalar(wanted)


def standing_marks(session: TrainingSession, on: date) -> dict[int, Standing]:
    """What the register says of a day, by booking; walk-ins among them."""
    return {
        booking.id: Standing(booking.outcome, booking.marked_at)
        for booking in on_the_register(session)
        if booking.outcome is not None
    }


def room(session_id: int, number: int) -> Room | None:
    """The room of a session's day, counted from 1, if there is such a day."""
    session = session_by_number(session_id)
    return Room(session, number) if session and 1 <= number <= len(session.days) else None


def room_now(session: TrainingSession, *, at: datetime) -> Room:
    """The room of the day that isn't over yet; of the last one where all are."""
    over = sum(at >= day.ends_at for day in session.days)
    return Room(session, min(over + 1, len(session.days)))


def chosen_room(session: TrainingSession, number: str | None, *, at: datetime) -> Room | None:
    """The room of the day that is asked for, or of the day that matters now; None if there is no such day."""
    if number is None:
        return room_now(session, at=at)
    return room(session.id, int(number)) if number.isascii() and number.isdigit() and len(number) < 4 else None


def counted_in(room: Room) -> tuple[int, int]:
    """How many of those booked are here on the room's day, and how many are booked."""
    booked = [booking for booking in on_the_register(room.session) if booking.is_booked]
    marks = standing_marks(room.session, room.day.on)
    here = [booking for booking in booked if booking.id in marks and marks[booking.id].mark is Outcome.ATTENDED]
    return len(here), len(booked)


def open_rooms(*, at: datetime) -> list[Room]:
    """Where people check in at an instant."""
    today = to_london(at).date()
    nearby = select(SessionDay.session_id).where(SessionDay.on.in_((today, today + timedelta(days=1))))
    sessions = db.session.scalars(_that_keep_a_register(None).where(TrainingSession.id.in_(nearby)))
    rooms = [Room(session, number) for session in sessions for number in range(1, len(session.days) + 1)]
    return sorted((room for room in rooms if room.is_open(at)), key=lambda room: room.session.id)


def how_often(deed: str, record: Base, *, since: datetime) -> int:
    """How many times something was done to a record after an instant."""
    done = select(func.count()).select_from(AuditEntry)
    about = (AuditEntry.record_type == type(record).__name__, AuditEntry.record_id == record.id)
    return db.session.scalar(done.where(*about, AuditEntry.deed == deed, AuditEntry.at > since)) or 0


def absent(*, since: datetime) -> list[Booking]:
    """Who didn't come, by the registers closed since an instant; imported ones are history."""
    wanted = (
        select(Booking)
        .join(Booking.session)
        .join(Register, Register.session_id == Booking.session_id)
        .where(
            Booking.outcome == Outcome.NO_SHOW,
            Register.closed_at >= since,
            TrainingSession.is_imported.is_(False),
        )
        .order_by(Booking.id)
    )
    return list(db.session.scalars(wanted))


def _that_keep_a_register(trainer: str | None) -> Select[TrainingSession]:
    """SQL for `session.takes_bookings`, of everybody's sessions or of one trainer's."""
    wanted = (
        select(TrainingSession)
        .join(TrainingSession.course)
        .where(
            TrainingSession.state == SessionState.PUBLISHED,
            TrainingSession.is_open.is_(False),
            Course.strand != Strand.E_LEARNING,
        )
    )
    return wanted.where(taught_by(trainer)) if trainer is not None else wanted
