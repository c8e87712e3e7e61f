"""How long what is kept about people is kept."""

from dataclasses import dataclass
from typing import ClassVar

from app.settings.rules import SettingsGroup


@dataclass(frozen=True)
class RetentionPeriods(SettingsGroup):
    """How long each kind of record is kept: days, months or years, as the name says, after it was last needed."""

    NAME: ClassVar[str] = "retention"

    needs_days: int = 30

    def in_words(self) -> list[tuple[str, str]]:
        """Each kind and its period, for the privacy notice."""
        return [("Access and dietary needs", f"{self.needs_days} days after the last day of the session")]
