"""What a change or a cancellation would come to, before it is made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import select

from app.accounts.models import User
from app.booking import queries as booking_queries
from app.booking.office import rules, services
from app.booking.states import BookingState
from app.core.database import command, db
from app.notifications.models import LetterKind, Message
from app.programme.checking import queries as checking
from app.programme.checking.rules import SessionWarning
from app.programme.models_sessions import TrainingSession
from app.programme.sessions.services import SessionDetails
from app.terms.closed_days.queries import closed_days

T = TypeVar("T")


class _TakenBack(Exception, Generic[T]):
    def __init__(self, outcome: T) -> None:
        super().__init__()
        self.outcome = outcome


@dataclass(frozen=True)
class Rehearsal:
    """What a change comes to: what is other for people, who is told, the letter to one of them, and what to look at
    again afterwards."""

    changes: list[rules.SessionChange]
    told: int
    booked: int
    in_line: int
    letter: str = ""
    warnings: list[SessionWarning] = field(default_factory=list)


def rehearse(deed: Callable[[], T]) -> T:
    """What a command comes to: it is done whole, looked at, and taken back. Raises what the command raises."""
    try:
        _do_and_take_back(deed)
    except _TakenBack as done:
        outcome: T = done.outcome
        return outcome
    raise AssertionError("it was not taken back")


@command
def _do_and_take_back(deed: Callable[[], T]) -> None:
    raise _TakenBack(deed())


def rehearse_change(
    session: TrainingSession, details: SessionDetails, *, words: str, by: User, at: datetime
) -> Rehearsal:
    """Raises what `change_session` raises."""

    def deed() -> Rehearsal:
        before = rules.when_and_where(session)
        booked = len(booking_queries.of_session(session, BookingState.BOOKED))
        in_line = len(booking_queries.of_session(session, BookingState.WAITING, BookingState.OFFERED))
        told = services.change_session(session, details, words=words, by=by, at=at)
        db.session.flush()
        db.session.refresh(session)
        changes = rules.changes_between(before, rules.when_and_where(session))
        return Rehearsal(changes, told, booked, in_line, _a_letter(session), _warnings(session))

    return rehearse(deed)


def _a_letter(session: TrainingSession) -> str:
    """What the first with a place would read."""
    abouts = [booking.about for booking in booking_queries.of_session(session, BookingState.BOOKED)]
    wanted = select(Message).where(Message.subject_key.in_(abouts[:1]), Message.kind == LetterKind.CHANGED)
    message = db.session.scalar(wanted.order_by(Message.id.desc()).limit(1))
    return message.masked_text() if message else ""


def _warnings(session: TrainingSession) -> list[SessionWarning]:
    return checking.warnings([session.id], closed=closed_days())[session.id]
