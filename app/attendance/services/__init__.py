"""Commands on registers: marking, checking in, taking a Teams report, correcting, importing those of years past."""

from app.attendance.services.checking_in import (
    Checked,
    check_in,
    check_in_by_code,
    find_room,
    room_code,
    standing_in,
)
from app.attendance.services.door import add_walk_in, came_instead, take_off
from app.attendance.services.heads import count_heads
from app.attendance.services.marking import close_register, mark, mark_everyone_attended, take_everyone_back
from app.attendance.services.past import Imported, import_register
from app.attendance.services.teams import Taken, proposal_of, take_report
from app.attendance.services.telling import remind_of_registers, tell_of_absences

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
    "remind_of_registers",
    "room_code",
    "standing_in",
    "take_everyone_back",
    "take_off",
    "take_report",
    "tell_of_absences",
]
