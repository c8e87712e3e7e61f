"""Commands on registers: marking, checking in, taking a Teams report, importing those of years past."""

from app.attendance.services.checking_in import (
    Checked,
    check_in,
    check_in_by_code,
    find_room,
    room_code,
    standing_in,
)
from app.attendance.services.past import Imported, import_register
from app.attendance.services.register import (
    add_walk_in,
    came_instead,
    close_register,
    count_heads,
    mark,
    mark_everyone_attended,
    take_off,
    tell_of_absences,
)
from app.attendance.services.teams import Taken, proposal_of, take_report

__all__ = [
    "Checked",
    "Imported",
    "Taken",
    "add_walk_in",
    "came_instead",
    "check_in",
    "check_in_by_code",
    "close_register",
    "count_heads",
    "find_room",
    "import_register",
    "mark",
    "mark_everyone_attended",
    "proposal_of",
    "room_code",
    "standing_in",
    "take_report",
    "take_off",
    "tell_of_absences",
]
