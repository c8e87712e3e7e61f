"""What one press of "Everyone is here" marked, as it was written down."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select

from app.attendance.registers.models import DayMark
from app.booking.states import Outcome
from app.core.audit import AuditEntry
from app.core.database import db
from app.programme.models_sessions import TrainingSession

EVERYONE = "marked everyone as here"


@dataclass(frozen=True)
class Press:
    """Whose bookings it marked (ids), on which day, when and by whom."""

    id: int
    on: date
    bookings: frozenset[int]
    at: datetime
    by_id: int | None

    def stands(self, mark: DayMark | None) -> bool:
        """Whether a mark is still the one that it made."""
        return mark is not None and (mark.mark, mark.marked_at, mark.marked_by_id) == (
            Outcome.ATTENDED,
            self.at,
            self.by_id,
        )


def in_a_note(on: date, bookings: list[int]) -> str:
    """For the audit, from which `press` reads it again."""
    return f"{on.isoformat()}, bookings {' '.join(map(str, bookings))}"


def press(session: TrainingSession, press_id: int) -> Press | None:
    """One of this session's; anything else is as good as none."""
    return _read(db.session.scalar(_presses(session).where(AuditEntry.id == press_id)))


def last_press(session: TrainingSession) -> Press | None:
    return _read(db.session.scalar(_presses(session).order_by(AuditEntry.id.desc()).limit(1)))


def _presses(session: TrainingSession) -> Select[AuditEntry]:
    return select(AuditEntry).where(
        AuditEntry.record_type == TrainingSession.__name__,
        AuditEntry.record_id == session.id,
        AuditEntry.deed == EVERYONE,
    )


def _read(entry: AuditEntry | None) -> Press | None:
    if entry is None:
        return None
    on, _, bookings = entry.note.partition(", bookings ")
    return Press(entry.id, date.fromisoformat(on), frozenset(map(int, bookings.split())), entry.at, entry.actor_id)
