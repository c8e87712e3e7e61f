"""What registers go by: what marks come to, which day is marked, the hours of checking in, and the files they read."""

from app.attendance.rules.checking_in import Room
from app.attendance.rules.lines import text_of_file
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
from app.attendance.rules.names import name_to_compare, plain_name
from app.attendance.rules.outstanding import becomes_outstanding_on
from app.attendance.rules.past import ALLOCATED, COLUMNS, LIVE, PastBooking, PastSession, read_register
from app.attendance.rules.presence import (
    LEFT_OUT,
    MOST_UNMATCHED,
    SHARE,
    WALKED_IN,
    Choices,
    Proposal,
    Standing,
    Told,
    propose,
    time_present,
)
from app.attendance.rules.sheet import Line, Sheet
from app.attendance.rules.teams import Participant, Report, Stay, read_report

__all__ = [
    "ALLOCATED",
    "COLUMNS",
    "Choices",
    "IN_WORDS",
    "LEFT_OUT",
    "LIVE",
    "Line",
    "MOST_UNMATCHED",
    "PRESENT",
    "Participant",
    "PastBooking",
    "PastSession",
    "Proposal",
    "Report",
    "Room",
    "SHARE",
    "Sheet",
    "Standing",
    "Stay",
    "Stood",
    "Told",
    "WALKED_IN",
    "becomes_outstanding_on",
    "can_be_marked",
    "day_of",
    "day_that_matters",
    "day_under_way",
    "marks_on",
    "matches",
    "name_to_compare",
    "outcome_of",
    "plain_name",
    "propose",
    "read_register",
    "read_report",
    "says",
    "text_of_file",
    "time_present",
]
