"""Settings are kept version by version."""

from dataclasses import dataclass, replace
from typing import ClassVar

from flask import Flask
from sqlalchemy import select

from app.audit.models import AuditEntry, Verb
from app.core.database import db
from app.settings import queries, services
from app.settings.models import SettingsVersion
from app.settings.rules import SettingsGroup
from tests.builders import a_manager
from tests.conftest import NOW


@dataclass(frozen=True)
class Tea(SettingsGroup):
    NAME: ClassVar[str] = "tea"

    minutes: int = 4
    milk: str = "after"


def test_what_was_never_set_has_its_default(app: Flask) -> None:
    assert queries.current(Tea) == Tea(minutes=4, milk="after")


def test_a_change_is_a_new_version_and_the_audit_log_says_before_and_after(app: Flask) -> None:
    manager = a_manager()
    assert services.change(Tea(minutes=5), by=manager, at=NOW)
    assert queries.current(Tea) == Tea(minutes=5)
    assert services.change(Tea(minutes=5, milk="before"), by=manager, at=NOW)
    assert [version.values["milk"] for version in queries.versions(Tea)] == ["before", "after"]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == Verb.CHANGED_SETTINGS)).all()[-1]
    assert entry.actor_id == manager.id
    assert entry.data == {"group": "tea", "before": {"milk": "after"}, "after": {"milk": "before"}}


def test_the_same_again_is_no_version(app: Flask) -> None:
    services.change(replace(Tea(), minutes=6), by=None, at=NOW)
    assert not services.change(Tea(minutes=6), by=None, at=NOW)
    assert db.session.query(SettingsVersion).count() == 1


def test_what_an_earlier_release_kept_is_passed_over(app: Flask) -> None:
    db.session.add(SettingsVersion(group="tea", values={"minutes": 3, "sugar": 2}, set_at=NOW))
    db.session.commit()
    queries.forget()
    assert queries.current(Tea) == Tea(minutes=3)
