"""When each stage asks, in the room and on paper too, and the ready questions."""

from app.evaluation.rules.asking import (
    ASKED_AGAIN_AFTER,
    IMPACT_HOUR,
    LOOKS_BACK,
    READY_TIMINGS,
    SECOND_THOUGHTS,
    STAYS_OPEN,
    Timings,
    Window,
    due_after,
    due_later,
    impact_falls_due,
    missed_by,
    reminders_due,
    reminders_due_before,
)
from app.evaluation.rules.paper import Paper, can_be_on_paper
from app.evaluation.rules.ready import BANK, NEVER_NAME, READY_SETS, Ask
from app.evaluation.rules.room import ROOM_OPENS_BEFORE, Room

__all__ = [
    "ASKED_AGAIN_AFTER",
    "Ask",
    "BANK",
    "IMPACT_HOUR",
    "LOOKS_BACK",
    "NEVER_NAME",
    "Paper",
    "READY_SETS",
    "READY_TIMINGS",
    "ROOM_OPENS_BEFORE",
    "Room",
    "SECOND_THOUGHTS",
    "STAYS_OPEN",
    "Timings",
    "Window",
    "can_be_on_paper",
    "due_after",
    "due_later",
    "impact_falls_due",
    "missed_by",
    "reminders_due",
    "reminders_due_before",
]
