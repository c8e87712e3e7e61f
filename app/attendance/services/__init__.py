"""Commands on registers: marking those of today, importing those of years past."""

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

__all__ = [
    "Imported",
    "add_walk_in",
    "came_instead",
    "close_register",
    "count_heads",
    "import_register",
    "mark",
    "mark_everyone_attended",
    "take_off",
    "tell_of_absences",
]
