"""Reads of settings."""

from typing import Any, TypeVar

from sqlalchemy import func, select

from app.core.database import db
from app.settings.models import SettingsVersion
from app.settings.rules import SettingsGroup

G = TypeVar("G", bound=SettingsGroup)
KEPT = "settings"


def current(group: type[G]) -> G:
    """A group of settings as they stand. All groups are read at once, and once in a request or a job's run."""
    return group.from_values(_all().get(group.NAME, {}))


def versions(group: type[SettingsGroup]) -> list[SettingsVersion]:
    """What was set, the latest first."""
    wanted = select(SettingsVersion).where(SettingsVersion.group == group.NAME)
    return list(db.session.scalars(wanted.order_by(SettingsVersion.id.desc())))


def forget() -> None:
    """What was read is read anew: settings have changed."""
    db.session.info.pop(KEPT, None)


def _all() -> dict[str, dict[str, Any]]:
    kept: dict[str, dict[str, Any]] | None = db.session.info.get(KEPT)
    if kept is None:
        latest = select(func.max(SettingsVersion.id)).group_by(SettingsVersion.group)
        wanted = select(SettingsVersion.group, SettingsVersion.values).where(SettingsVersion.id.in_(latest))
        kept = db.session.info[KEPT] = {row.group: row.values for row in db.session.execute(wanted)}
    return kept
