"""The groups of settings that have pages, and how they are told in words."""

from dataclasses import dataclass

from app.settings.rules import Change, SettingsGroup, changes
from app.settings.rules_bills import BillTerms
from app.settings.rules_lists import NEEDED_ENTRIES, CancelReasons, KeptList, ListEntry, Sectors, WaiverReasons
from app.settings.rules_notices import (
    AccessibilityCheck,
    AccessibilityText,
    ContactText,
    CookiesText,
    PrivacyText,
)
from app.settings.rules_partnership import Appearance, MailSender, PartnershipDetails
from app.settings.rules_programme import (
    EmbeddedList,
    HeldPlaces,
    LunchtimeSeries,
    ProgrammeIntroduction,
    ReviewLine,
)
from app.settings.rules_reminders import ReminderTimes
from app.settings.rules_trainers import TrainerMail

SECTIONS: dict[str, tuple[type[SettingsGroup], ...]] = {
    "The partnership": (PartnershipDetails, Appearance, MailSender),
    "The programme": (
        ProgrammeIntroduction,
        LunchtimeSeries,
        ReviewLine,
        HeldPlaces,
        ReminderTimes,
        TrainerMail,
        EmbeddedList,
    ),
    "Charges": (BillTerms,),
    "Lists to choose from": (Sectors, WaiverReasons, CancelReasons),
    "Pages for everybody": (PrivacyText, CookiesText, AccessibilityText, AccessibilityCheck, ContactText),
}
"""Every group with a page, as the overview shows them."""

GROUPS = {group.NAME: group for those in SECTIONS.values() for group in those}

LONGEST_SHOWN = 300
"""Characters of a value in the list of what changed."""


@dataclass(frozen=True)
class ListRow:
    """An entry as it was typed into the form of its list; one without a key is new."""

    key: str
    name: str
    position: int
    is_retired: bool


def changes_in_words(before: SettingsGroup, after: SettingsGroup) -> list[Change]:
    """What changed, each value as it is read; lists entry by entry."""
    if isinstance(before, KeptList) and isinstance(after, KeptList):
        return _changed_entries(before, after)
    return [Change(each.label, _shown(each.before), _shown(each.after)) for each in changes(before, after)]


def _shown(value: object) -> str:
    words = str(value)
    if not words:
        return "nothing"
    return words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN].rstrip()}…"


def _changed_entries(before: KeptList, after: KeptList) -> list[Change]:
    was, now = ({entry.key: entry for entry in listed.all} for listed in (before, after))
    found = [
        Change(now.get(key, was.get(key)).name, _told(was.get(key)), _told(now.get(key)))  # type: ignore[union-attr]
        for key in {**was, **now}
        if was.get(key) != now.get(key)
    ]
    kept = [key for key in was if key in now]
    if kept != [key for key in now if key in was]:
        found.append(Change("Order", _order(before), _order(after)))
    return found


def _told(entry: ListEntry | None) -> str:
    if entry is None:
        return "not there"
    return f"{entry.name}, retired" if entry.is_retired else entry.name


def _order(listed: KeptList) -> str:
    return ", ".join(entry.name for entry in listed.all)


def needed_entries(listed: type[KeptList]) -> set[str]:
    """The keys of those that the software itself uses."""
    return NEEDED_ENTRIES.get(listed.NAME, set())
