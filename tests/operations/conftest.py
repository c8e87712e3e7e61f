"""Applications to back up and restore, each with a database and uploads of its own."""

import inspect
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.core import clock
from app.core.database import db
from tests.conftest import NOW, fresh_database, get_server, migrate, settings

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
    made: list[Flask] = field(default_factory=list)

    def a_house(self, *, is_migrated: bool = True, **more: str) -> Flask:
        url = self.stack.enter_context(fresh_database(self.kind))
        if is_migrated:
            migrate(url)
        uploads = self.folder / f"house-{len(self.made)}" / "uploads"
        app = create_app(settings(url, **{"UPLOADS": str(uploads), "BACKUP_TO": str(self.backups), **more}))
        self.made.append(app)
        return app

    @property
    def backups(self) -> Path:
        path = self.folder / "backups"
        path.mkdir(exist_ok=True)
        return path


@contextmanager
def in_house(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(params=KINDS)
def houses(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Houses]:
    clock.freeze(NOW)
    with ExitStack() as stack:
        yield Houses(request.param, tmp_path, stack)
    clock.freeze(None)
