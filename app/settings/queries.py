"""Reads of settings."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar

from flask import current_app
from sqlalchemy import String, cast, func, select

from app.core.database import Base, db
from app.http.kept_parts import kept_for_visitors
from app.settings.models import ListKey, ListKeys, SettingsVersion
from app.settings.rules import SettingsGroup
from app.settings.rules_lists import KeptList

G = TypeVar("G", bound=SettingsGroup)
KEPT = "settings"


def current(group: type[G]) -> G:
    """A group of settings as they stand. All groups are read at once, and once in a request or a job's run."""
    return group.from_values(_defaults(group) | _all().get(group.NAME, {}))


def versions(group: type[SettingsGroup]) -> list[SettingsVersion]:
    """What was set, the latest first."""
    wanted = select(SettingsVersion).where(SettingsVersion.group == group.NAME)
    return list(db.session.scalars(wanted.order_by(SettingsVersion.id.desc())))


def latest_versions() -> dict[str, SettingsVersion]:
    """The version in force of each group that was ever set, by the group's name."""
    latest = select(func.max(SettingsVersion.id)).group_by(SettingsVersion.group)
    wanted = select(SettingsVersion).where(SettingsVersion.id.in_(latest))
    return {version.group: version for version in db.session.scalars(wanted)}


def version(group: type[SettingsGroup], version_id: int) -> SettingsVersion | None:
    found = db.session.get(SettingsVersion, version_id)
    return found if found and found.group == group.NAME else None


def as_set(group: type[G], version: SettingsVersion | None) -> G:
    """What a version said; without one, what stood before anything was set."""
    return group.from_values(_defaults(group) | (version.values if version else {}))


def stood_at(group: type[G], versions: Sequence[SettingsVersion], at: datetime) -> G:
    """What a group said at an instant, of its versions, the latest first."""
    return as_set(group, next((version for version in versions if version.set_at <= at), None))


def keys_in_use(listed: type[KeptList]) -> set[str]:
    """The keys of a list that some record holds, whatever room's it is."""
    found: set[str] = set()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, ListKey) and column.type.of == listed.NAME:
                found.update(db.session.scalars(select(column).where(column.is_not(None)).distinct()))
            if isinstance(column.type, ListKeys) and column.type.of == listed.NAME:
                written = db.session.scalars(select(cast(column, String)).distinct())
                found.update(key for each in written for key in json.loads(each or "[]"))
    return found


@contextmanager
def trying(group: SettingsGroup) -> Iterator[None]:
    """As if a group said this, inside: for a preview. Nothing is kept."""
    kept = _all()
    before = kept.get(group.NAME)
    kept[group.NAME] = asdict(group)
    try:
        yield
    finally:
        kept.pop(group.NAME)
        if before is not None:
            kept[group.NAME] = before


def forget() -> None:
    """What was read is read anew: settings have changed."""
    db.session.info.pop(KEPT, None)


def _defaults(group: type[SettingsGroup]) -> dict[str, Any]:
    """What the environment says until the page is used."""
    given: dict[str, dict[str, Any]] = current_app.config["SETTINGS_DEFAULTS"]
    return given.get(group.NAME, {})


def _all() -> dict[str, dict[str, Any]]:
    kept: dict[str, dict[str, Any]] | None = db.session.info.get(KEPT)
    if kept is None:
        kept = db.session.info[KEPT] = dict(_in_force())
    return kept


@kept_for_visitors
def _in_force() -> dict[str, dict[str, Any]]:
    latest = select(func.max(SettingsVersion.id)).group_by(SettingsVersion.group)
    wanted = select(SettingsVersion.group, SettingsVersion.values).where(SettingsVersion.id.in_(latest))
    return {row.group: row.values for row in db.session.execute(wanted)}
