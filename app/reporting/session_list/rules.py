"""What the list is asked for, and what it says of each session."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from app.booking.rules import Availability
from app.files.spreadsheets import Cell
from app.programme.checking.rules import SessionWarning
from app.programme.models import Strand
from app.programme.models_sessions import TrainingSession
from app.web.formatting import count, wall_time


class ListedSessions(StrEnum):
    """Which sessions the list holds."""

    TO_COME = "to-come"
    TO_LOOK_AT = "to-look-at"
    DRAFTS = "drafts"
    OVER = "over"
    CANCELLED = "cancelled"
    ALL = "all"

    @property
    def words(self) -> str:
        return _WORDS[self]

    @property
    def latest_first(self) -> bool:
        return self in (ListedSessions.OVER, ListedSessions.CANCELLED, ListedSessions.ALL)


_WORDS = {
    ListedSessions.TO_COME: "To come",
    ListedSessions.TO_LOOK_AT: "To look at again",
    ListedSessions.DRAFTS: "Drafts",
    ListedSessions.OVER: "Over",
    ListedSessions.CANCELLED: "Cancelled",
    ListedSessions.ALL: "All",
}


@dataclass(frozen=True)
class RequestedSessions:
    """`words` are looked for in course, venue, trainers and Learning Week: all of them, in any order."""

    listed: ListedSessions = ListedSessions.TO_COME
    words: str = ""
    since: date | None = None
    until: date | None = None
    strand: Strand | None = None

    @property
    def in_address(self) -> dict[str, Any]:
        """What an address says to ask for the same."""
        values = {
            "show": None if self.listed is ListedSessions.TO_COME else self.listed.value,
            "q": self.words,
            "from": self.since,
            "to": self.until,
            "strand": self.strand and self.strand.value,
        }
        return {name: str(value) for name, value in values.items() if value}

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or self.since or self.until or self.strand)


@dataclass(frozen=True)
class SessionToLookAt:
    """As the first page names it."""

    id: int
    title: str
    starts_at: datetime


@dataclass(frozen=True)
class ListedSession:
    """One line of the list."""

    session: TrainingSession
    places: Availability
    register: str
    warnings: Sequence[SessionWarning]

    @property
    def booked(self) -> str:
        """14 of 20; nobody books an open session."""
        if not self.session.is_by_name:
            return "open to all" if self.session.is_open else "any time"
        return f"{self.places.taken:,} of {self.places.places:,}"

    @property
    def to_look_at(self) -> list[str]:
        """What it lacks, each once."""
        return list(dict.fromkeys(warning.kind.value for warning in self.warnings))


def state_of_register(session: TrainingSession, kept: tuple[datetime, int | None] | None, at: datetime) -> str:
    """`kept` is when it was closed, and how many heads were counted; None where there is none yet."""
    if not session.is_published or session.is_imported and kept is None:
        return ""
    if not session.is_by_name:
        heads = kept[1] if kept else None
        if heads is not None:
            return f"{count(heads, 'person', 'people')} came"
        return "to count" if session.is_open and session.has_ended(at) else ""
    if kept:
        return "closed"
    return "to mark" if session.can_be_marked(at) else ""


COLUMNS = (
    *("Session", "Course", "Strand", "Learning Week", "State", "First day", "Last day", "Starts", "Ends", "Days"),
    *("Delivery", "Where", "Joining link", "Places", "Taken", "Waiting", "Trainers confirmed", "Trainers asked"),
    *("Register", "To look at again"),
)
"""Of the file."""


def row_of_file(line: ListedSession) -> list[Cell]:
    session, places = line.session, line.places
    first, last = session.days[0], session.days[-1]
    confirmed = [trainer.name for trainer in session.confirmed_trainers]
    asked = [trainer.name for trainer in session.trainers if trainer not in session.confirmed_trainers]
    by_name = session.is_by_name
    return [
        *(session.id, session.title, session.course.strand.value),
        session.learning_week.name if session.learning_week else "",
        *(session.state.value, first.on, last.on, wall_time(first.starts), wall_time(first.ends), len(session.days)),
        *(session.delivery.value, session.where, "yes" if session.joining_link else "no", session.places),
        *(places.taken if by_name else None, places.waiting if by_name else None),
        *("; ".join(confirmed), "; ".join(asked), line.register),
        ". ".join(warning.words for warning in line.warnings),
    ]
