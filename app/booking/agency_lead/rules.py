"""Which of an agency's bookings a lead asks for, and how each stands in words."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.booking.states import BookingState, Outcome


class Shown(StrEnum):
    """Which part of the list."""

    COMING = "coming"
    WAITING = "waiting"
    PAST = "past"

    @property
    def words(self) -> str:
        return {"coming": "To come", "waiting": "On waiting lists"}.get(self, "Past and cancelled")


@dataclass(frozen=True)
class AskedBookings:
    """Of one course or of all; `search` is the number of the words by which people are found."""

    shown: Shown = Shown.COMING
    course_id: int | None = None
    search: int | None = None

    @property
    def is_narrowed(self) -> bool:
        return self.course_id is not None or self.search is not None

    def as_arguments(self) -> dict[str, Any]:
        """For an address that asks the same."""
        asked = {"show": self.shown.value, "course": self.course_id, "search": self.search}
        return {name: value for name, value in asked.items() if value not in (None, Shown.COMING.value)}


OUTCOMES = {
    Outcome.ATTENDED: "Attended",
    Outcome.LEFT_EARLY: "Left early",
    Outcome.LATE_REFUSED: "Refused as late",
    Outcome.NO_SHOW: "Did not attend",
    Outcome.EXCUSED: "Excused",
    Outcome.LATE_CANCELLED: "Cancelled late",
    Outcome.CANCELLED: "Cancelled",
    Outcome.SUBSTITUTED: "A colleague came",
    Outcome.WALK_IN: "Came without a booking",
    Outcome.CANCELLED_BY_US: "Cancelled by us",
}

_STATES = {
    BookingState.BOOKED: "Booked",
    BookingState.WAITING: "Waiting",
    BookingState.OFFERED: "Offered a place",
    BookingState.LEFT_LIST: "Left the waiting list",
}


def standing_in_words(state: BookingState, outcome: Outcome | None, *, is_over: bool) -> str:
    """How a booking stands, for its agency."""
    if outcome is not None:
        return OUTCOMES[outcome]
    if state is BookingState.BOOKED and is_over:
        return "Not marked yet"
    return _STATES.get(state, state.value.capitalize())


COLUMNS = ("Course", "First day", "Starts", "Where", "Name", "E-mail", "Role", "Team", "Line manager", "How it stands")
"""Of the list as a file."""
