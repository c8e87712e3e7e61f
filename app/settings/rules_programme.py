"""What the partnership says of its programme."""

from dataclasses import dataclass, fields
from typing import ClassVar

from app.settings.rules import SettingsGroup, setting


@dataclass(frozen=True)
class ProgrammeIntroduction(SettingsGroup):
    """What stands under the heading of the first page."""

    NAME: ClassVar[str] = "introduction"
    TITLE: ClassVar[str] = "Introduction to the programme"

    introduction: str = setting(
        "Introduction", "For everyone who works or volunteers with children and families in our area."
    )


@dataclass(frozen=True)
class EmbeddedList(SettingsGroup):
    """Which websites may show the list of sessions inside their own pages: addresses such as https://www.example.org,

    one a line. None may as long as there are none.
    """

    NAME: ClassVar[str] = "embedded-list"
    TITLE: ClassVar[str] = "The list on your website"

    websites: str = setting("Websites that may show it")

    @property
    def addresses(self) -> list[str]:
        return self.websites.split()


@dataclass(frozen=True)
class ReviewLine(SettingsGroup):
    """Courses whose attendance is below it are put up for review. Percent."""

    NAME: ClassVar[str] = "review-line"
    TITLE: ClassVar[str] = "Review line"

    percent: int = setting("Review line, percent", 85)


@dataclass(frozen=True)
class HeldPlaces(SettingsGroup):
    """How many places of a session an agency's lead can hold before they know who comes, and until when at most."""

    NAME: ClassVar[str] = "held-places"
    TITLE: ClassVar[str] = "Places held without names"

    most: int = setting("Most places of a session for one agency", 5)
    days_before: int = setting("Named so many days before the session at the latest", 14)
    reminder_days: int = setting("Reminded so many days before they are freed", 3)


@dataclass(frozen=True)
class LunchtimeSeries(SettingsGroup):
    """The three titles under which lunchtime sessions appear, by the keys that courses hold."""

    NAME: ClassVar[str] = "lunchtime"
    TITLE: ClassVar[str] = "Lunchtime series"

    spotlight_name: str = setting("First series: name", "Spotlight on…")
    spotlight_introduction: str = setting("First series: introduction")
    spotlight_when: str = setting("First series: usual day and time")
    how_to_name: str = setting("Second series: name", "How to…")
    how_to_introduction: str = setting("Second series: introduction")
    how_to_when: str = setting("Second series: usual day and time")
    lcspr_update_name: str = setting("Third series: name", "LCSPR update")
    lcspr_update_introduction: str = setting("Third series: introduction")
    lcspr_update_when: str = setting("Third series: usual day and time")

    def name_of(self, key: str) -> str:
        return self._said(key, "name")

    def introduction_of(self, key: str) -> str:
        return self._said(key, "introduction")

    def usually(self, key: str) -> str:
        """The usual day and time, in the office's words."""
        return self._said(key, "when")

    @property
    def keys(self) -> list[str]:
        return [
            field.name.removesuffix("_name").replace("_", " ") for field in fields(self) if field.name.endswith("_name")
        ]

    @property
    def names(self) -> dict[str, str]:
        return {key: self.name_of(key) for key in self.keys}

    def _said(self, key: str, what: str) -> str:
        return str(getattr(self, f"{key.replace(' ', '_')}_{what}"))
