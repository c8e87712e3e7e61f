"""When trainers are written to."""

from dataclasses import dataclass
from typing import ClassVar

from app.settings.rules import SettingsGroup, setting


@dataclass(frozen=True)
class TrainerMail(SettingsGroup):
    """Days; with 0, that letter isn't sent."""

    NAME: ClassVar[str] = "trainer-mail"
    TITLE: ClassVar[str] = "Reminders to trainers"

    chase_after: int = setting("Ask again who hasn’t answered, after so many days", 4)
    remind_before: int = setting("Remind of a session, so many days before", 7)
    register_before: int = setting("Send the register, so many days before", 1)
