"""Rules of registers: what marks come to, which day is marked, whose names match, and the file of a past register."""

from app.attendance.rules.marks import (
    IN_WORDS,
    PRESENT,
    Stood,
    can_be_marked,
    day_of,
    day_that_matters,
    day_under_way,
    marks_on,
    matches,
    outcome_of,
    says,
)
from app.attendance.rules.outstanding import becomes_outstanding_on
from app.attendance.rules.past import ALLOCATED, LIVE, PastBooking, PastSession, read_register
from app.attendance.rules.sheet import Line, Sheet

__all__ = [
    "ALLOCATED",
    "IN_WORDS",
    "LIVE",
    "Line",
    "PRESENT",
    "PastBooking",
    "PastSession",
    "Sheet",
    "Stood",
    "becomes_outstanding_on",
    "can_be_marked",
    "day_of",
    "day_that_matters",
    "day_under_way",
    "marks_on",
    "matches",
    "outcome_of",
    "read_register",
    "says",
]
