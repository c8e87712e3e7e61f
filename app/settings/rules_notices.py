"""The texts of the pages that a public body must have, and its own test of whether everybody can use them."""

from dataclasses import dataclass
from typing import ClassVar

from app.settings.rules import SettingsGroup, setting


@dataclass(frozen=True)
class NoticeText(SettingsGroup):
    """The text of one page, in Markdown; empty, it is the text that Coursebook brings."""

    text: str = setting("Text")


@dataclass(frozen=True)
class PrivacyText(NoticeText):
    NAME: ClassVar[str] = "privacy"
    TITLE: ClassVar[str] = "Privacy notice"


@dataclass(frozen=True)
class CookiesText(NoticeText):
    NAME: ClassVar[str] = "cookies"
    TITLE: ClassVar[str] = "Cookies"


@dataclass(frozen=True)
class AccessibilityText(NoticeText):
    NAME: ClassVar[str] = "accessibility"
    TITLE: ClassVar[str] = "Accessibility statement"


@dataclass(frozen=True)
class ContactText(NoticeText):
    NAME: ClassVar[str] = "contact"
    TITLE: ClassVar[str] = "Contact and help"


@dataclass(frozen=True)
class AccessibilityCheck(SettingsGroup):
    """When the partnership last tested the pages itself, by which standard, and what didn't pass.

    `tested_on` is a date such as "2026-11-23"; empty, there was no test yet, and the statement says so.
    """

    NAME: ClassVar[str] = "accessibility-check"
    TITLE: ClassVar[str] = "Accessibility self-test"

    tested_on: str = setting("Tested on")
    standard: str = setting("Standard", "WCAG 2.2, level AA")
    how: str = setting("How it was tested")
    does_not_pass: str = setting(
        "What doesn’t pass",
        "Slides and handouts that trainers bring are not checked.\n"
        "Wide tables scroll sideways on a small screen.\n"
        "A PDF that holds a character which our typeface lacks isn’t marked as PDF/UA.",
    )
    complaints: str = setting("How to complain")
