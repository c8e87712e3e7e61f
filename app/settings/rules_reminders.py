"""When people are written to before a session."""

from dataclasses import dataclass
from typing import ClassVar

from app.settings.rules import SettingsGroup, setting


@dataclass(frozen=True)
class ReminderTimes(SettingsGroup):
    """So many days before the first day, at an hour in London; a Learning Week's letters the day before each day."""

    NAME: ClassVar[str] = "reminder-times"
    TITLE: ClassVar[str] = "When we write before a session"

    joining_days: int = setting("Joining details, days before", 7)
    reminder_days: int = setting("Reminder, days before", 1)
    hour: int = setting("Hour of both", 9)
    week_hour: int = setting("Hour of a Learning Week’s letters", 15)
