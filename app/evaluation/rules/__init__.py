"""When each stage asks, and the ready questions."""

from app.evaluation.rules.asking import (
    IMPACT_HOUR,
    LOOKS_BACK,
    READY_TIMINGS,
    ROOM_OPENS_BEFORE,
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
from app.evaluation.rules.ready import BANK, NEVER_NAME, READY_SETS, Ask, ask_of

__all__ = [
    "Ask",
    "BANK",
    "IMPACT_HOUR",
    "LOOKS_BACK",
    "NEVER_NAME",
    "READY_SETS",
    "READY_TIMINGS",
    "ROOM_OPENS_BEFORE",
    "SECOND_THOUGHTS",
    "STAYS_OPEN",
    "Timings",
    "Window",
    "ask_of",
    "due_after",
    "due_later",
    "impact_falls_due",
    "missed_by",
    "reminders_due",
    "reminders_due_before",
]
