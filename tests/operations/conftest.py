"""Applications to back up and restore, each with a database and uploads of its own."""

import inspect
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from app import create_app
from app.core import clock
from app.core.database import db
from tests.conftest import NOW, fresh_database, get_server, migrate, settings
from tests.data.everything import two_of_everything

KINDS = ["sqlite", "postgresql"]


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump and its like come with the server's wheel, unless the server is another."""
    monkeypatch.setenv("PATH", path_with_programs())


def path_with_programs() -> str:
    path = os.environ.get("PATH", os.defpath)
    if get_server is None or os.environ.get("TEST_DATABASE_URL"):
        return path
    *_, newest = programs_of_the_wheel()
    return f"{newest}{os.pathsep}{path}"


def programs_of_the_wheel() -> list[Path]:
    """A folder for each of the versions that it holds, the oldest first."""
    return sorted(Path(inspect.getfile(get_server)).parent.glob("pginstall*/bin"))


@dataclass
class Houses:
    """Applications on databases of their own, in their context one at a time."""

    kind: str
    folder: Path
    stack: ExitStack
    templates: "_Templates"
    made: list[Flask] = field(default_factory=list)

    def a_house(self, *, is_migrated: bool = True, filled: bool = False, **more: str) -> Flask:
        """On an empty database, or on a copy of one that is migrated, or filled with two of everything."""
        return self._on_a_copy_of(self.templates[self.kind, filled] if is_migrated else None, **more)

    def an_earlier_house(self, revision: str) -> Flask:
        """On a database that was filled, and then taken back to this schema."""
        return self._on_a_copy_of(self.templates.taken_back(self.kind, revision))

    def _on_a_copy_of(self, template: str | None, **more: str) -> Flask:
        url = self.stack.enter_context(a_copy(self.kind, template))
        uploads = self.folder / f"house-{len(self.made)}" / "uploads"
        app = create_app(settings(url, **{"UPLOADS": str(uploads), "BACKUP_TO": str(self.backups), **more}))
        self.made.append(app)
        return app

    @property
    def backups(self) -> Path:
        path = self.folder / "backups"
        path.mkdir(parents=True, exist_ok=True)
        return path


@contextmanager
def a_copy(kind: str, template: str | None) -> Iterator[str]:
    """A database like the template, which nobody is connected to; an empty one without a template."""
    with fresh_database(kind) as url:
        if template and kind == "sqlite":
            shutil.copyfile(str(make_url(template).database), str(make_url(url).database))
        elif template:
            copied_over(template, url)
        yield url


def copied_over(template: str, url: str) -> None:
    admin = create_engine(make_url(url).set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    name, like = make_url(url).database, make_url(template).database
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}"'))
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{like}"'))


@contextmanager
def in_house(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def _templates() -> Iterator["_Templates"]:
    """Migrated once, and filled once."""
    clock.freeze(NOW)
    with ExitStack() as stack:
        yield _Templates(stack)


class _Templates(dict[tuple[str, bool], str]):
    """Each is made when it is first wanted."""

    def __init__(self, stack: ExitStack) -> None:
        self.stack = stack
        self._taken_back: dict[str, tuple[str, str]] = {}

    def taken_back(self, kind: str, revision: str) -> str:
        """One filled database for all earlier schemas: newest first, each is a step on from the one before."""
        stands_at, url = self._taken_back.get(kind, ("", ""))
        if stands_at < revision:
            url = self.stack.enter_context(a_copy(kind, self[kind, True]))
        with in_house(create_app(settings(url))):
            flask_migrate.downgrade(revision=revision)
        self._taken_back[kind] = revision, url
        return url

    def __missing__(self, wanted: tuple[str, bool]) -> str:
        kind, is_filled = wanted
        self[wanted] = url = self.stack.enter_context(fresh_database(kind))
        migrate(url)
        if is_filled:
            with in_house(create_app(settings(url))):
                two_of_everything()
        return url


@pytest.fixture(params=KINDS)
def houses(request: pytest.FixtureRequest, tmp_path: Path, _templates: "_Templates") -> Iterator[Houses]:
    clock.freeze(NOW)
    with ExitStack() as stack:
        yield Houses(request.param, tmp_path, stack, _templates)
    clock.freeze(None)
