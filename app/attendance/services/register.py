"""Commands on the register."""

from datetime import datetime, timedelta

from app import audit
from app.accounts.models import Agency, User
from app.attendance import queries
from app.attendance.models import (
    MarkingNotOpen,
    NotAllMarked,
    NotOpenToAll,
    NotOverYet,
    Register,
    RegisterClosed,
)
from app.booking.models import Booking, Outcome
from app.booking.queries import on_the_register
from app.booking.services import (
    Delegate,
    lock_session,
    record_came_instead,
    record_outcome,
    record_walk_in,
    remove_walk_in,
    tell_managers_of_absence,
)
from app.database import command, db
from app.formatting import count
from app.programme.models import TrainingSession

TELLS_FOR = timedelta(days=14)
"""Older absences than that are no news any more."""


@command
def mark(booking: Booking, outcome: Outcome | None, *, by: User, at: datetime) -> None:
    """One person's mark; None takes it back. Raises MarkingNotOpen, RegisterClosed or NotBooked."""
    _must_be_open(booking.session, at)
    record_outcome(booking, outcome, by=by, at=at)


@command
def mark_everyone_attended(session: TrainingSession, *, by: User, at: datetime) -> int:
    """Everyone not marked yet was there; exceptions stay. Returns how many. Raises as `mark` does."""
    _must_be_open(session, at)
    unmarked = [booking for booking in on_the_register(session) if booking.outcome is None]
    for booking in unmarked:
        record_outcome(booking, Outcome.ATTENDED, by=by, at=at)
    return len(unmarked)


@command
def add_walk_in(
    session: TrainingSession, *, name: str, email: str, agency: Agency | None, by: User, at: datetime
) -> Booking:
    """Someone who came without a booking. Raises as `mark` does, and AlreadyBooked."""
    _must_be_open(session, at)
    return record_walk_in(session, name=name, email=email, agency=agency, by=by, at=at)


@command
def came_instead(booking: Booking, delegate: Delegate, *, by: User, at: datetime) -> Booking:
    """A colleague stands at the door. Raises as `mark` does, SamePerson and AlreadyBooked."""
    _must_be_open(booking.session, at)
    return record_came_instead(booking, delegate, by=by, at=at)


@command
def take_off(booking: Booking, *, by: User, at: datetime) -> None:
    """A walk-in entered by mistake. Raises as `mark` does."""
    _must_be_open(booking.session, at)
    remove_walk_in(booking, by=by, at=at)


@command
def close_register(session: TrainingSession, *, by: User, at: datetime) -> Register:
    """Fix the outcomes: charges and figures follow. Raises NotOverYet, NotAllMarked or RegisterClosed."""
    _must_be_open(session, at)
    if not session.has_ended(at):
        raise NotOverYet
    unmarked = sum(booking.outcome is None for booking in on_the_register(session))
    if unmarked:
        verb = "is" if unmarked == 1 else "are"
        raise NotAllMarked(f"{count(unmarked, 'person', 'people')} {verb} not marked yet. Mark everyone, then close.")
    register = Register(session_id=session.id, closed_at=at, closed_by_id=by.id)
    db.session.add(register)
    audit.write("closed a register", register, by=by, at=at)
    return register


@command
def count_heads(session: TrainingSession, how_many: int, *, by: User, at: datetime) -> Register:
    """How many came to an open session: attendances, outside every percentage. Said again, the new count stands.

    Raises NotOpenToAll or NotOverYet.
    """
    lock_session(session)
    if not (session.is_published and session.is_open):
        raise NotOpenToAll
    if not session.has_ended(at):
        raise NotOverYet
    register = queries.register_of(session) or Register(session_id=session.id, closed_at=at, closed_by_id=by.id)
    register.head_count = how_many
    db.session.add(register)
    audit.write("counted heads", register, by=by, at=at, note=str(how_many))
    return register


@command
def tell_of_absences(*, at: datetime) -> int:
    """Line managers of those absent from registers closed lately, where the terms say so. Returns how many letters."""
    return tell_managers_of_absence(queries.absent(since=at - TELLS_FOR), at=at)


def _must_be_open(session: TrainingSession, at: datetime) -> None:
    lock_session(session)
    if not session.can_be_marked(at):
        raise MarkingNotOpen
    if queries.register_of(session):
        raise RegisterClosed
