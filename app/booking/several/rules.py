"""What can be done with several sessions at once, and with which of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from app.booking.office.rules import SessionChange
from app.programme.checking.rules import SessionWarning
from app.programme.models_sessions import Delivery, TrainingSession
from app.programme.sessions.services import SessionDetails


class Deed(StrEnum):
    """What is done with those ticked."""

    PUBLISH = "publish"
    TRAINERS = "trainers"
    PLACE = "place"
    LINK = "link"
    CANCEL = "cancel"
    DELETE = "delete"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    Deed.PUBLISH: "Publish",
    Deed.TRAINERS: "Choose trainers",
    Deed.PLACE: "Change the place, or go online",
    Deed.LINK: "Change the joining link",
    Deed.CANCEL: "Cancel",
    Deed.DELETE: "Delete drafts",
}

DEEDS = [(deed.value, deed.words) for deed in Deed]


def why_not(session: TrainingSession, deed: Deed, at: datetime) -> str:
    """Why it can't be done with a session; empty where it can."""
    if session.is_cancelled:
        return "It is cancelled."
    if deed is Deed.DELETE:
        return "" if session.is_draft else "It is published: people may have booked. Cancel it instead."
    if deed is Deed.PUBLISH and not session.is_draft:
        return "It is published already."
    if deed is Deed.CANCEL and session.is_draft:
        return "It is a draft: delete it instead."
    if deed is Deed.TRAINERS:
        return "It is over." if session.has_ended(at) else ""
    if session.has_started(at) and (deed is Deed.PUBLISH or not session.is_draft):
        return "Its time has passed."
    return ""


@dataclass(frozen=True)
class NewPlace:
    """Where several sessions are to be held. Without a link each keeps its own; a venue alone needs none."""

    delivery: Delivery
    venue: str = ""
    venue_id: int | None = None
    room_id: int | None = None
    joining_link: str = ""

    def put_into(self, details: SessionDetails) -> SessionDetails:
        leaves_online = self.delivery is Delivery.VENUE and details.delivery is not Delivery.VENUE
        return replace(
            details,
            delivery=self.delivery,
            venue=self.venue,
            venue_id=self.venue_id,
            room_id=self.room_id,
            joining_link="" if leaves_online else self.joining_link or details.joining_link,
        )


@dataclass(frozen=True)
class SessionOutcome:
    """What came of one session, or would: how many people are told, and what is other for them."""

    session_id: int
    title: str
    on: date
    told: int = 0
    changes: Sequence[SessionChange] = ()
    warnings: Sequence[SessionWarning] = field(default_factory=tuple)


def told_by(outcomes: Sequence[SessionOutcome]) -> int:
    """Letters: who is on two of the sessions gets two."""
    return sum(outcome.told for outcome in outcomes)
