"""The figures for Prometheus: behind a token, of the whole house, and of every process where a folder is given."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from app import create_app
from app.core.database import db
from app.notifications.models import MessageState
from app.operations.heartbeats.models import Process
from app.operations.heartbeats.rules import JobState
from app.operations.monitoring import pages
from tests.builders import a_booking, a_heartbeat
from tests.conftest import NOW, ROOT, settings
from tests.data.everything import a_message
from tests.servers import Browser, a_web_server, environment

pytestmark = pytest.mark.lasts_long

MINUTE = timedelta(minutes=1)
TOKEN = "a token of the test's own"
Figures = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@pytest.fixture
def measured(app: Flask, database: str) -> Iterator[Flask]:
    measured = create_app(settings(database, MAIL_SERVER="127.0.0.1", METRICS_TOKEN=TOKEN))
    with measured.app_context():
        yield measured
        db.session.remove()
        db.engine.dispose()


def figures_of(text: str) -> Figures:
    """Every sample by its name and labels."""
    return {
        (sample.name.removeprefix("coursebook_"), tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def scraped(app: Flask) -> Figures:
    pages.forget()
    response = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    assert response.content_type.startswith("text/plain")
    return figures_of(response.text)


def test_there_is_no_such_page_while_no_token_is_set(app: Flask) -> None:
    assert app.test_client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize(
    "given", [None, "", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN} ", TOKEN, "ü"]
)
def test_without_the_token_nothing_is_told(measured: Flask, given: str | None) -> None:
    response = measured.test_client().get("/metrics", headers={"Authorization": given} if given is not None else {})
    assert (response.status_code, "coursebook_" in response.text) == (401, False)


def test_the_figures_are_those_of_the_house(measured: Flask) -> None:
    done, failed = NOW - MINUTE, NOW - 2 * MINUTE
    jobs = {
        "tell_managers": JobState(300, done, done),
        "deliver": JobState(5, failed, failed_at=failed, error="OSError"),
    }
    a_heartbeat(Process.SCHEDULER, at=NOW - timedelta(seconds=20), **jobs)
    for key, state, minutes in [("1", "queued", 7), ("2", "queued", -1), ("3", "retrying", 2), ("4", "failed", 30)]:
        a_message(key, state=MessageState(state), next_attempt_at=NOW - minutes * MINUTE)
    a_booking(created_at=NOW)
    a_booking(created_at=NOW - timedelta(days=1))
    found = scraped(measured)
    expected: Figures = {
        ("messages_due", (("state", "queued"),)): 1,
        ("messages_due", (("state", "retrying"),)): 1,
        ("oldest_due_message_seconds", ()): 420,
        ("messages_failed_today", ()): 1,
        ("bookings_today", ()): 1,
        ("processes_alive", (("process", "scheduler"),)): 1,
        ("processes_alive", (("process", "mail worker"),)): 0,
        ("heartbeat_age_seconds", (("process", "scheduler"),)): 20,
        ("job_last_success_timestamp_seconds", (("job", "tell_managers"),)): done.timestamp(),
        ("job_fault", (("fault", "fails"), ("job", "deliver"))): 1,
        ("mail_held_back", ()): 0,
        ("ready", (("check", "writable"),)): 1,
        ("ready", (("check", "mail worker"),)): 0,
    }
    assert {name: found.get(name) for name in expected} == expected
    assert found["database_bytes", ()] > 100_000
    folders = {labels for name, labels in found if name == "disk_free_bytes"}
    assert all(0 < found["disk_free_bytes", folder] < found["disk_bytes", folder] for folder in folders)
    assert folders


def test_requests_are_counted_by_view_and_what_strangers_invent_is_one(measured: Flask) -> None:
    def counted(view: str, method: str, status: str) -> float:
        labels = (("method", method), ("status", status), ("view", view))
        return scraped(measured).get(("request_seconds_count", labels), 0)

    asked = [("catalogue.programme_page", "GET", "200"), ("none", "GET", "404"), ("none", "other", "404")]
    before = [counted(*each) for each in asked]
    client = measured.test_client()
    client.get("/")
    client.get("/no-such-page/swordfish")
    client.open("/nowhere", method="BREW")
    assert [counted(*each) for each in asked] == [how_many + 1 for how_many in before]
    assert "swordfish" not in str(scraped(measured))


def test_a_database_that_does_not_answer_leaves_its_figures_out() -> None:
    app = create_app(settings("sqlite:////no/such/folder/coursebook.sqlite", METRICS_TOKEN=TOKEN))
    with app.app_context():
        found = scraped(app)
    assert found["ready", (("check", "database"),)] == 0
    assert not {name for name, _ in found} & {"messages_due", "database_bytes", "processes_alive"}


def test_where_a_folder_is_given_each_process_answers_for_all(database: str, tmp_path: Path) -> None:
    env = environment(database, METRICS_TOKEN=TOKEN, PROMETHEUS_MULTIPROC_DIR=str(tmp_path))
    labels = (("method", "GET"), ("status", "200"), ("view", "operations_monitoring.healthz"))
    with a_web_server(env, workers=1) as one, a_web_server(env, workers=1) as other:
        browsers = [Browser(one), Browser(other)]  # each asked once already, when it was started
        for browser in (browsers[0], browsers[1], browsers[1]):
            browser.open_address("/healthz")
        counted = []
        for browser in browsers:
            browser.headers.append(("Authorization", f"Bearer {TOKEN}"))
            counted.append(figures_of(browser.open_address("/metrics")[3].decode())["request_seconds_count", labels])
    assert counted == [5, 5]


def test_rules_and_docs_name_figures_that_there_are(measured: Flask) -> None:
    done = JobState(15, NOW, NOW, failed_at=NOW - MINUTE)
    a_heartbeat(Process.SCHEDULER, since=NOW - timedelta(hours=1), well=done, fails=JobState(15, failed_at=NOW))
    scraped(measured)  # which is a request, too
    there = {f"coursebook_{name}" for name, _ in scraped(measured)} | {
        "coursebook_request_seconds",
        "coursebook_last_backup_timestamp_seconds",  # where there is one
    }
    for document in ("docs/serving/prometheus-alerts.yml", "docs/monitoring.md"):
        named = set(re.findall(r"coursebook_\w+", (ROOT / document).read_text(encoding="utf-8")))
        assert named
        assert named - there == set()
