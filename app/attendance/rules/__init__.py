"""What registers go by: files of years past, reports from Teams, and the hours of checking in."""

from app.attendance.rules.checking_in import Room
from app.attendance.rules.lines import text_of_file
from app.attendance.rules.names import name_to_compare, plain_name
from app.attendance.rules.past import ALLOCATED, COLUMNS, LIVE, PastBooking, PastSession, read_register
from app.attendance.rules.presence import (
    LEFT_OUT,
    SHARE,
    WALKED_IN,
    Choices,
    Line,
    Proposal,
    Standing,
    propose,
    time_present,
)
from app.attendance.rules.teams import Participant, Report, Stay, read_report

__all__ = [
    "ALLOCATED",
    "COLUMNS",
    "LEFT_OUT",
    "LIVE",
    "SHARE",
    "WALKED_IN",
    "Choices",
    "Line",
    "Participant",
    "PastBooking",
    "PastSession",
    "Proposal",
    "Report",
    "Room",
    "Standing",
    "Stay",
    "name_to_compare",
    "plain_name",
    "propose",
    "read_register",
    "read_report",
    "text_of_file",
    "time_present",
]
