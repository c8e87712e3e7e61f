"""When each stage asks, the ready questions, and what the answers come to."""

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
from app.evaluation.rules.change import Change, change_of
from app.evaluation.rules.ready import BANK, NEVER_NAME, READY_SETS, Ask
from app.evaluation.rules.suppression import FEWEST, Group, Reply, shown

__all__ = [
    "Ask",
    "BANK",
    "Change",
    "FEWEST",
    "Group",
    "IMPACT_HOUR",
    "LOOKS_BACK",
    "NEVER_NAME",
    "READY_SETS",
    "READY_TIMINGS",
    "ROOM_OPENS_BEFORE",
    "Reply",
    "SECOND_THOUGHTS",
    "STAYS_OPEN",
    "Timings",
    "Window",
    "change_of",
    "due_after",
    "due_later",
    "impact_falls_due",
    "missed_by",
    "reminders_due",
    "reminders_due_before",
    "shown",
]
