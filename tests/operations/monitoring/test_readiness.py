"""What monitors ask: each fault that can befall the house is seen, and asking harms nobody."""

import contextlib
import json
import re
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.engine import make_url

from app import create_app
from app.core import clock
from app.core.database import db
from app.engines.postgresql import WAITS_AT_MOST
from app.notifications.models import Message, MessageState
from app.operations.heartbeats.models import Process
from app.operations.heartbeats.rules import JobState
from app.operations.monitoring import connection_inspecting, pages
from app.operations.monitoring.rules_checks import Space, Subject, disk, statements_for_role
from tests.builders import a_booking, a_heartbeat, a_manager, queries_counted
from tests.conftest import NOW, ROOT, fresh_database, settings
from tests.data.everything import a_message, everything_held
from tests.page import Visitor
from tests.servers import PostOffice, SharedClock, a_mail_worker, environment, running, wait_until

pytestmark = pytest.mark.lasts_long

MINUTE = timedelta(minutes=1)
TOKEN = "a token of the test's own"
WITH_TOKEN = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def at_work(app: Flask) -> Flask:
    """All processes are alive, and mail can be sent."""
    for process in Process:
        a_heartbeat(process)
    return app


@pytest.fixture
def monitor(app: Flask, database: str) -> Iterator[Flask]:
    """The application as a monitor asks it, with a mail server and a token set."""
    watched = create_app(settings(database, MAIL_SERVER="127.0.0.1", METRICS_TOKEN=TOKEN))
    yield watched
    with watched.app_context():
        db.session.remove()
        db.engine.dispose()


def asked(app: Flask, **headers: str) -> tuple[int, dict[str, str]]:
    """The status and each check's line, of a look that is taken now."""
    with app.app_context():
        pages.forget()
        response = app.test_client().get("/readyz", headers=headers)
    assert response.json
    assert (response.status_code == 200) is (response.json["status"] == "ready")
    return response.status_code, response.json["checks"]


def failing(app: Flask) -> dict[str, str]:
    return {subject: line for subject, line in asked(app)[1].items() if not line.startswith("ok")}


def test_all_is_well(monitor: Flask, at_work: Flask) -> None:
    status, lines = asked(monitor)
    assert (status, failing(monitor)) == (200, {})
    assert set(lines) == {subject.value for subject in Subject}
    assert lines["scheduler"] == "ok: last sign of life 0 s ago"
    assert lines["oldest due message"] == "ok: nothing is due"
    assert "MB free in" in lines["disk"]


def test_asking_leaves_nothing_behind(monitor: Flask, at_work: Flask) -> None:
    before = everything_held()
    asked(monitor)
    assert everything_held() == before


def test_a_process_answers_without_asking_its_database() -> None:
    app = create_app(settings("sqlite:////no/such/folder/coursebook.sqlite"))
    response = app.test_client().get("/healthz")
    assert (response.status_code, response.json) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    ("nowhere", "says"),
    [
        ("sqlite:////no/such/folder/coursebook.sqlite", "failed: there is no file"),
        ("postgresql://nobody@127.0.0.1:9/coursebook", "failed: OperationalError OperationalError"),
    ],
)
def test_a_database_that_does_not_answer_is_seen(nowhere: str, says: str) -> None:
    status, lines = asked(create_app(settings(nowhere)))
    assert (status, lines["database"], lines["writable"]) == (503, says, "failed: not known")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_unmigrated_database_is_seen_until_it_is_migrated(kind: str) -> None:
    with fresh_database(kind) as url:
        if kind == "sqlite":
            sqlite3.connect(str(make_url(url).database)).execute("CREATE TABLE a (b)").connection.commit()
        app = create_app(settings(url))
        _, lines = asked(app)
        assert lines["migrated"].startswith("failed: run db upgrade: the database is empty")
        with app.app_context():
            flask_migrate.upgrade(revision="0009")
            assert "the database is at 0009" in asked(app)[1]["migrated"]
            flask_migrate.upgrade()
            assert set(failing(app)) == {"scheduler"}
            db.session.remove()
            db.engine.dispose()


def test_a_write_lock_that_somebody_keeps_is_seen(monitor: Flask, at_work: Flask) -> None:
    with writing(at_work):
        began = time.monotonic()
        failed = failing(monitor)
        assert time.monotonic() - began < 4
    assert list(failed) == ["writable"]
    assert failed["writable"].startswith("failed: nothing can be written: OperationalError")
    assert failing(monitor) == {}


@contextlib.contextmanager
def writing(app: Flask) -> Iterator[None]:
    """A transaction that keeps others from writing: on SQLite any, on PostgreSQL one that alters a table."""
    with db.engine.connect().execution_options(writes=True) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE booking IN SHARE ROW EXCLUSIVE MODE"))
        else:
            connection.execute(text("SELECT 1"))
        yield
        connection.rollback()


def test_a_database_that_can_only_be_read_is_seen(monitor: Flask, at_work: Flask, database: str) -> None:
    """A standby, or one set so; a file that is somebody else's, asked about by somebody who isn't root."""
    if "postgresql" in database:
        name = make_url(database).database
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as admin:
            admin.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
            failed = failing(monitor)
            admin.execute(text(f'ALTER DATABASE "{name}" RESET default_transaction_read_only'))
        assert failed["writable"].endswith("25006")
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.sqlite"
        with contextlib.closing(sqlite3.connect(str(make_url(database).database))) as whole:
            whole.execute("VACUUM INTO ?", [str(copy)])
        copy.chmod(0o444)
        Path(folder).chmod(0o555)
        lines = asked_by_itself(f"sqlite:///{copy}", "nobody")
    assert lines["writable"] == "failed: nothing can be written: OperationalError OperationalError SQLITE_READONLY"
    assert lines["disk"].startswith("failed: nothing can be written in")


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_pooler_whose_role_lets_somebody_wait_for_ever_is_seen_with_what_to_do(at_work: Flask, database: str) -> None:
    """Coursebook's own options bound it elsewhere; an address with others, or a pooler, loses them."""
    assert failing(create_app(settings(database))) == {}
    behind = settings(database, DATABASE_POOLER="yes")
    role = make_url(database).username
    assert failing(create_app(behind)) == {
        "waits": f"failed: somebody may wait for ever: run ALTER ROLE {role} SET lock_timeout = '15s'; "
        f"ALTER ROLE {role} SET idle_in_transaction_session_timeout = '5min'; "
        "and let the pooler connect anew, or restart Coursebook"
    }
    half = f"{database}{'&' if '?' in database else '?'}options=-c%20lock_timeout%3D2s"
    assert "lock_timeout" not in failing(create_app(settings(half)))["waits"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_the_answer_says_bounds_the_waits(at_work: Flask, database: str) -> None:
    """By the database, where the tests share their role."""
    name = make_url(database).database
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as admin:
        for statement in statements_for_role("nobody"):
            admin.execute(text(statement.replace("ROLE nobody", f'DATABASE "{name}"')))
        failed = failing(create_app(settings(database, DATABASE_POOLER="yes")))
        for wait in WAITS_AT_MOST:
            admin.execute(text(f'ALTER DATABASE "{name}" RESET {wait}'))
    assert failed == {}


def test_the_page_about_poolers_has_the_lines_that_the_answer_gives() -> None:
    page = (ROOT / "docs" / "more-than-one-machine.md").read_text(encoding="utf-8")
    assert "\n".join(["```sql", *statements_for_role("coursebook"), "```"]) in page


def test_a_disk_that_is_nearly_full_is_seen(at_work: Flask, database: str) -> None:
    failed = failing(create_app(settings(database, LOW_DISK_PERCENT="100")))
    assert failed["disk"].startswith("failed: ")
    assert "MB free in" in failed["disk"]


def test_where_nothing_is_written_nothing_is_looked_at(at_work: Flask, database: str, tmp_path: Path) -> None:
    """A server's code is read-only: with a folder for backups, the instance in it keeps nothing."""
    for more, wanted in ({}, True), ({"BACKUP_TO": str(tmp_path)}, False):
        looking = create_app(settings(database, UPLOADS=str(tmp_path), **more))
        with looking.app_context():
            assert (looking.instance_path in pages._other_folders()) is wanted
            db.engine.dispose()


@pytest.mark.parametrize(
    ("free", "total", "is_good"),
    [(200, 10_000, True), (199, 1_000, False), (200, 10_001, False), (500, 20_000, True), (300, 20_000, False)],
)
def test_a_disk_is_nearly_full_below_200_mb_or_2_percent(free: int, total: int, is_good: bool) -> None:
    roomy = Space("/elsewhere", 900_000_000_000, 900_000_000_000)
    space = Space("/here", free * 1_000_000, total * 1_000_000)
    check = disk([roomy, space], low_mb=200, low_percent=2)
    assert (check.is_good, check.says) == (is_good, f"{free} MB free in /here")


def test_a_disk_that_takes_nothing_more_is_seen(app: Flask, database: str) -> None:
    assert re.match(r"failed: nothing can be written in .*: OSError EFBIG", asked_by_itself(database, "full")["disk"])


def asked_by_itself(database: str, hand: str) -> dict[str, str]:
    """Each check's line, of a process with a hand tied."""
    env = environment(database, PYTHONDONTWRITEBYTECODE="1")
    with running("tests.operations.monitoring.asking", hand, environment=env) as process:
        assert process.wait() == 0, process.said
        lines: dict[str, str] = json.loads(process.said.splitlines()[-1])
        return lines


@pytest.mark.parametrize("process", [*Process])
def test_a_process_that_is_killed_is_seen_within_a_minute(
    app: Flask, monitor: Flask, database: str, tmp_path: Path, process: Process
) -> None:
    a_heartbeat(next(other for other in Process if other is not process), at=NOW + MINUTE)
    shared = SharedClock(tmp_path / "clock", NOW)
    env = environment(database, COURSEBOOK_CLOCK=str(shared.file))
    with running("tests.operations.heartbeats.beating", process.value, environment=env) as beating:
        wait_until(lambda: process.value not in failing(monitor), f"the {process} beats")
        shared.move(timedelta(minutes=1))
        wait_until(lambda: "life 0 s ago" in asked(monitor)[1][process.value], "it beats again")
        beating.kill()
        beating.wait()
    shared.move(timedelta(seconds=30))
    assert failing(monitor) == {}
    shared.move(timedelta(seconds=31))
    assert failing(monitor)[process.value] == "failed: last sign of life 61 s ago"


def test_a_mail_worker_is_missed_only_where_mail_is_sent(app: Flask, monitor: Flask) -> None:
    a_heartbeat(Process.SCHEDULER)
    assert failing(monitor) == {"mail worker": "failed: none has been seen"}
    assert asked(app)[1]["mail worker"] == "ok: no mail server is set"


def test_a_job_that_hangs_fails_or_is_late_is_seen(monitor: Flask, at_work: Flask) -> None:
    long_ago, done = NOW - 11 * MINUTE, NOW - MINUTE
    a_heartbeat(
        Process.SCHEDULER,
        since=NOW - timedelta(hours=1),
        tell_managers=JobState(15, started_at=long_ago, finished_at=long_ago - MINUTE),
        issue_certificates=JobState(15, started_at=done, failed_at=done, error="OperationalError"),
        forget_what_is_due=JobState(15, started_at=long_ago - MINUTE, finished_at=long_ago),
        free_lapsed_places=JobState(15, started_at=done, finished_at=done),
    )
    assert failing(monitor) == {
        "jobs": "failed: forget_what_is_due is late; issue_certificates fails OperationalError; tell_managers hangs"
    }


def test_a_message_that_has_been_due_for_a_quarter_of_an_hour_is_seen(monitor: Flask, at_work: Flask) -> None:
    a_message("1", next_attempt_at=NOW - 15 * MINUTE)
    a_message("2", next_attempt_at=NOW - 20 * MINUTE, state=MessageState.SENT)
    assert failing(monitor) == {}
    a_message("3", next_attempt_at=NOW - 16 * MINUTE)
    assert failing(monitor) == {"oldest due message": "failed: due for 960 s"}
    assert asked(at_work)[1]["oldest due message"] == "ok: no mail server is set"


def test_a_mail_server_that_is_down_is_seen_though_a_worker_tries_and_tries(
    app: Flask, database: str, tmp_path: Path
) -> None:
    shared = SharedClock(tmp_path / "clock", NOW)
    a_heartbeat(Process.SCHEDULER, at=NOW + 20 * MINUTE)
    for key in ("1", "2", "3"):
        a_message(key)
    with PostOffice() as office:
        office.close()  # so that nobody listens there
    env = environment(database, COURSEBOOK_CLOCK=str(shared.file), METRICS_TOKEN=TOKEN, **office.settings())
    with a_mail_worker(env) as worker:
        for minutes in (0, 2, 10, 20):
            shared.set(NOW + minutes * MINUTE)
            clock.freeze(NOW + minutes * MINUTE)
            wait_until(all_were_tried_and_wait, f"the try after {minutes} minutes", seconds=30)
        watched = create_app(settings(database, METRICS_TOKEN=TOKEN, **office.settings()))
        assert failing(watched)["oldest due message"] == "failed: due for 1200 s"
        figures = watched.test_client().get("/metrics", headers=WITH_TOKEN).text
        assert worker.end() == 0, worker.said
        with watched.app_context():
            db.engine.dispose()
    assert 'coursebook_messages_due{state="retrying"} 3.0' in figures
    assert "coursebook_oldest_due_message_seconds 1200.0" in figures
    db.session.rollback()
    page = Visitor(app).sign_in(a_manager()).open_page("/running")
    assert "Due 3 the oldest since 10am, Monday 23 November" in page.words


def all_were_tried_and_wait() -> bool:
    """After a try, the next one lies ahead."""
    db.session.rollback()
    messages = db.session.query(Message).all()
    return all(each.state is MessageState.RETRYING and each.next_attempt_at > clock.now() for each in messages)


def test_a_long_queue_that_may_only_leave_slowly_is_no_standstill(app: Flask, at_work: Flask, database: str) -> None:
    for number in range(10):
        a_message(f"{number}", next_attempt_at=NOW - 19 * MINUTE)
    for a_minute, is_good in (("2", True), ("5", False), ("0", False)):
        slow = create_app(settings(database, MAIL_SERVER="127.0.0.1", MAIL_PER_MINUTE=a_minute))
        assert (failing(slow) == {}) is is_good
        with slow.app_context():
            db.engine.dispose()


# --- Who is told what, how often, and how soon ---


def test_strangers_are_told_words_alone(monitor: Flask, at_work: Flask) -> None:
    for stranger in ({"X-Forwarded-For": "203.0.113.9"}, {"X-Forwarded-For": "127.0.0.1"}):
        assert set(asked(monitor, **stranger)[1].values()) == {"ok"}
        assert "MB" in asked(monitor, **stranger, **WITH_TOKEN)[1]["disk"]
    with monitor.app_context():
        far = monitor.test_client().get("/readyz", environ_base={"REMOTE_ADDR": "203.0.113.9"})
        wrong = monitor.test_client().get(
            "/readyz", environ_base={"REMOTE_ADDR": "203.0.113.9"}, headers={"Authorization": "Bearer ü"}
        )
        at_the_socket = monitor.test_client().get("/readyz", environ_base={"REMOTE_ADDR": ""})
    assert "MB" in at_the_socket.json["checks"]["disk"]  # type: ignore[index]
    assert set(far.json["checks"].values()) == set(wrong.json["checks"].values()) == {"ok"}  # type: ignore[index]


def test_however_many_ask_it_is_looked_at_once_in_ten_seconds(
    monitor: Flask, at_work: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(monitor)
    with monitor.app_context():
        with queries_counted() as statements:
            for _ in range(20):
                assert monitor.test_client().get("/readyz").status_code == 200
        assert statements == []
        monkeypatch.setattr(connection_inspecting, "KEPT", 0)
        with queries_counted() as statements:
            monitor.test_client().get("/readyz")
        assert statements


def test_what_does_not_answer_holds_nobody_up(monitor: Flask, at_work: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that hangs, say: what was to be found out after it is said not to have answered."""
    monkeypatch.setattr(connection_inspecting, "WAITED", 0.2)
    monkeypatch.setattr(pages, "WAITED", 0.2)
    monkeypatch.setattr(pages.connection, "database_size", lambda own: time.sleep(3))
    began = time.monotonic()
    failed = failing(monitor)
    with monitor.app_context():
        again = monitor.test_client().get("/readyz")
    assert time.monotonic() - began < 2
    assert again.status_code == 503
    assert failed["jobs"] == "failed: no answer within 0.2 s"
    assert not {"disk", "database"} & set(failed)
    time.sleep(3)  # the thread that looked asks this database no more


def test_a_look_costs_the_same_whatever_is_kept(monitor: Flask, at_work: Flask) -> None:
    def statements() -> int:
        with monitor.app_context(), queries_counted() as sent:
            asked(monitor)
        return len([statement for statement in sent if not statement.startswith("BEGIN")])

    before = statements()
    for number in range(10):
        a_message(f"{number}")
        a_booking()
    assert statements() == before == 8 + (db.engine.name == "postgresql")  # which says what bounds its waits
