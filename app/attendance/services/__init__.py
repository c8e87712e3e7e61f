"""Commands on registers: marking those of today, correcting closed ones, importing those of years past."""

from app.attendance.services.door import add_walk_in, came_instead, take_off
from app.attendance.services.heads import count_heads
from app.attendance.services.marking import close_register, mark, mark_everyone_attended
from app.attendance.services.past import Imported, import_register
from app.attendance.services.telling import remind_of_registers, tell_of_absences

__all__ = [
    "Imported",
    "add_walk_in",
    "came_instead",
    "close_register",
    "count_heads",
    "import_register",
    "mark",
    "mark_everyone_attended",
    "remind_of_registers",
    "take_off",
    "tell_of_absences",
]
