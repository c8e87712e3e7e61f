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

__all__ = [
    "NEVER_NAME",
    "READY_SETS",
    "REMINDERS",
    "REMIND_BEFORE_START",
    "SECOND_THOUGHTS",
    "STAYS_OPEN",
    "USEFULNESS",
    "YES_NO",
    "last_impact_date",
    "sessions_due_for_impact",
]
