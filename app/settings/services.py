"""Changing settings."""

from dataclasses import asdict
from datetime import datetime

from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import Base, command, db
from app.settings import queries
from app.settings.models import SettingsVersion
from app.settings.rules import SettingsGroup
from app.settings.rules_lists import KeptList


@command
def change(group: SettingsGroup, *, by: Base | None, at: datetime) -> bool:
    """A new version of a group, where it says something else than the one before; whether there is one.

    The audit log keeps what each setting that changed said before and says now.
    """
    queries.forget()
    before, after = asdict(queries.current(type(group))), asdict(group)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return False
    version = SettingsVersion(group=group.NAME, values=after, set_at=at, set_by_id=by.id if by else None)
    db.session.add(version)
    audit.write(
        Verb.CHANGED_SETTINGS,
        version,
        by=by,
        at=at,
        group=group.NAME,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    queries.forget()
    return True


@command
def go_back_to(group: type[SettingsGroup], version: SettingsVersion | None, *, by: Base, at: datetime) -> bool:
    """What a version said is said again, as a new version; without one, what stood before anything was set.

    A list keeps what records hold. Returns whether that changed anything.
    """
    queries.forget()
    wanted = queries.as_set(group, version)
    if isinstance(wanted, KeptList):
        wanted = wanted.keeping(queries.keys_in_use(type(wanted)), queries.current(type(wanted)))
    return change(wanted, by=by, at=at)
