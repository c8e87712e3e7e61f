"""Reads of settings with who set them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.accounts.models import User
from app.accounts.partnership import rules
from app.core.database import db
from app.settings import queries as settings
from app.settings.models import SettingsVersion
from app.settings.rules import Change, SettingsGroup
from app.settings.rules_lists import KeptList, ListEntry

Told = Callable[[SettingsGroup, SettingsGroup], list[Change]]


@dataclass(frozen=True)
class GroupShown:
    """A group on the overview; `set_at` is None for one that stands as Coursebook brought it."""

    group: type[SettingsGroup]
    set_at: datetime | None
    set_by: str


@dataclass(frozen=True)
class VersionShown:
    """A version with what it changed; `id` is None for what stood before anything was set."""

    id: int | None
    set_at: datetime | None
    set_by: str
    changes: list[Change]
    is_current: bool


def overview() -> dict[str, list[GroupShown]]:
    """Every group by section, with when it was changed last and by whom. Two queries."""
    latest = settings.latest_versions()
    names = _names_of(latest.values())
    return {
        section: [_shown(group, latest.get(group.NAME), names) for group in groups]
        for section, groups in rules.SECTIONS.items()
    }


def versions(group: type[SettingsGroup], *, told: Told = rules.changes_in_words) -> list[VersionShown]:
    """Every version with what it changed, the latest first; the last is what stood before anything was set."""
    stored = settings.versions(group)
    names = _names_of(stored)
    shown = [
        VersionShown(
            version.id,
            version.set_at,
            names.get(version.set_by_id or 0, ""),
            told(settings.as_set(group, before), settings.as_set(group, version)),
            is_current=version is stored[0],
        )
        for version, before in zip(stored, [*stored, None][1:], strict=True)
    ]
    return [*shown, VersionShown(None, None, "", [], is_current=not stored)]


def rows_of(listed: KeptList) -> list[tuple[ListEntry, bool]]:
    """The entries of a list, each with whether a record holds it."""
    in_use = settings.keys_in_use(type(listed))
    return [(entry, entry.key in in_use) for entry in listed.all]


def _shown(group: type[SettingsGroup], version: SettingsVersion | None, names: dict[int, str]) -> GroupShown:
    if version is None:
        return GroupShown(group, None, "")
    return GroupShown(group, version.set_at, names.get(version.set_by_id or 0, ""))


def _names_of(versions: Iterable[SettingsVersion]) -> dict[int, str]:
    ids = {version.set_by_id for version in versions if version.set_by_id}
    return {user.id: user.name for user in db.session.scalars(select(User).where(User.id.in_(ids)))}
