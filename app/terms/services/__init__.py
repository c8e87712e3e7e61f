"""Commands on the terms: versions, and the days on which the office is closed."""

from app.terms.services.closed_days import (
    AlreadyClosed,
    DayIsOver,
    NoWorkingDay,
    add_closed_day,
    remove_closed_day,
)
from app.terms.services.policies import (
    AlreadyInForce,
    DateTaken,
    InThePast,
    PolicyDetails,
    StillAccepted,
    add_policy,
    remove_policy,
)

__all__ = [
    "AlreadyClosed",
    "AlreadyInForce",
    "DateTaken",
    "DayIsOver",
    "InThePast",
    "NoWorkingDay",
    "PolicyDetails",
    "StillAccepted",
    "add_closed_day",
    "add_policy",
    "remove_closed_day",
    "remove_policy",
]
