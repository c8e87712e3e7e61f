"""The evaluation room's pure functions, and the words for them."""

from app.evaluation.rules.asking import (
    NEVER_NAME,
    READY_SETS,
    REMIND_BEFORE_START,
    REMINDERS,
    SECOND_THOUGHTS,
    STAYS_OPEN,
    USEFULNESS,
    YES_NO,
    last_impact_date,
    sessions_due_for_impact,
)
from app.evaluation.rules.change import Change, change_of
from app.evaluation.rules.suppression import FEWEST, Group, Reply, shown

__all__ = [
    "Change",
    "FEWEST",
    "Group",
    "NEVER_NAME",
    "READY_SETS",
    "REMINDERS",
    "REMIND_BEFORE_START",
    "Reply",
    "SECOND_THOUGHTS",
    "STAYS_OPEN",
    "USEFULNESS",
    "YES_NO",
    "change_of",
    "last_impact_date",
    "sessions_due_for_impact",
    "shown",
]
