"""What is logged: a line a happening, by which everything about it is found again, and nobody's data."""

import json
import logging
import re
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from app import create_app
from app.booking.places.jobs import free_lapsed_places
from app.core import clock, logs
from app.core.database import db
from app.notifications import services as outbox
from app.notifications.delivery.jobs import deliver
from app.notifications.models import Message
from tests.builders import a_manager, a_session, code_in, link_in, mail_to
from tests.conftest import clock_at, settings
from tests.page import Visitor
from tests.servers import PostOffice

NAME, ADDRESS = "Zenobia Quill", "zenobia.quill@example.org"


@pytest.fixture
def lines() -> Iterator[list[dict[str, object]]]:
    """What is logged meanwhile, as production writes it."""
    written: list[dict[str, object]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(json.loads(logs.Json().format(record)))

    keep = Keep()
    logging.getLogger().addHandler(keep)
    yield written
    logging.getLogger().removeHandler(keep)


def test_a_request_is_one_line_without_its_address(visitor: Visitor, lines: list[dict[str, object]]) -> None:
    response = visitor.client.get("/outbox/12?secret=swordfish", headers={"X-Request-ID": "given-by-a-stranger"})
    [line] = lines
    assert (line["view"], line["method"], line["status"]) == ("notifications.show", "GET", 302)
    assert isinstance(line["milliseconds"], int)
    assert line["trace"] == response.headers["X-Request-ID"] != "given-by-a-stranger"
    assert re.fullmatch(r"[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}", str(line["trace"]))
    assert visitor.client.get("/").headers["X-Request-ID"] != line["trace"]
    assert logs.current_trace() is None


@pytest.mark.parametrize(
    ("proxies", "given", "taken"),
    [
        ("1", "0123456789abcdef0123456789abcdef", True),
        ("1", "short", False),
        ("1", "with spaces and <b>", False),
        ("1", "a" * 65, False),
        ("", "0123456789abcdef0123456789abcdef", False),
    ],
)
def test_a_trusted_proxys_number_is_taken_over_if_it_is_one(proxies: str, given: str, taken: bool) -> None:
    app = create_app(settings("sqlite://", TRUSTED_PROXIES=proxies))
    response = app.test_client().get("/healthz", headers={"X-Request-ID": given})
    assert (response.headers["X-Request-ID"] == given) is taken


def test_a_message_keeps_the_number_of_the_request_or_the_run_that_wrote_it(visitor: Visitor) -> None:
    manager = a_manager()
    visitor.open_page("/sign-in").press("Send me a code", email=manager.email)
    message = db.session.query(Message).one()
    assert message.trace
    with logs.new_trace("mail lane 1") as run:
        assert logs.current_trace() == run != message.trace
        with logs.trace_of(message.trace):
            assert logs.current_trace() == message.trace
        with logs.trace_of(None):
            assert logs.current_trace() == run
        assert logs.current_trace() == run
    assert logs.current_trace() is None


def test_a_run_of_a_job_names_itself_on_its_lines(app: Flask, lines: list[dict[str, object]]) -> None:
    with logs.new_trace("tell_managers") as trace:
        logging.getLogger("coursebook.jobs").info("2 told")
    logging.getLogger("coursebook.jobs").info("nothing under way")
    first, second = lines
    assert (first["job"], first["trace"], first["message"]) == ("tell_managers", trace, "2 told")
    assert not {"job", "trace"} & set(second)


def test_a_slow_query_is_written_down_without_its_values(database: str, lines: list[dict[str, object]]) -> None:
    app = create_app(settings(database, SLOW_QUERY_MS="50"))
    with app.app_context(), logs.new_trace("a job") as trace:
        if db.engine.dialect.name == "sqlite":
            with db.engine.connect() as connection:
                driver = connection.connection.dbapi_connection
                assert driver
                driver.create_function("wait", 1, time.sleep)
                connection.execute(text("SELECT wait(:long), :who"), {"long": 0.1, "who": ADDRESS})
        else:
            db.session.execute(text("SELECT pg_sleep(:long), CAST(:who AS text)"), {"long": 0.1, "who": ADDRESS})
        db.session.execute(text("SELECT 1"))
        db.session.remove()
        db.engine.dispose()
    [line] = [line for line in lines if line["message"] == "slow query"]
    assert str(line["statement"]).startswith("SELECT")
    assert (line["job"], line["trace"]) == ("a job", trace)
    assert int(str(line["milliseconds"])) >= 100
    assert ADDRESS not in json.dumps(line)


def test_an_error_names_its_kind_and_place_and_never_its_words() -> None:
    def fails() -> None:
        try:
            raise OSError(28, "No space left on device", f"/home/{NAME}")
        except OSError as error:
            raise ValueError(f"{ADDRESS} is no number") from error

    with pytest.raises(ValueError) as caught:
        fails()
    told = logs.fault(caught.value)
    assert "OSError ENOSPC" in told
    assert told.endswith("ValueError")
    assert "in fails" in told
    assert not {word for word in (NAME, ADDRESS) if word in told}


@pytest.mark.parametrize(
    ("words", "values", "told"),
    [
        ("Error handling request %s", (f"/reason/{ADDRESS}",), "Error handling request …"),
        ("Worker %d left after %s", (7, ADDRESS), "Worker 7 left after …"),
        (f"Invalid request from ip=192.0.2.1: {ADDRESS}", (), "Invalid request from ip"),
        (ValueError(ADDRESS), (), "ValueError"),
        ("%s %s", (ADDRESS,), "%s %s"),
    ],
)
def test_of_a_librarys_words_no_value_but_a_number_is_written(words: object, values: object, told: str) -> None:
    record = logging.LogRecord("gunicorn.error", logging.ERROR, "", 1, words, values, None)  # type: ignore[arg-type]
    assert logs.told(record)["message"] == told


def test_a_person_who_develops_reads_plain_lines() -> None:
    record = logging.getLogger().makeRecord(
        "coursebook.requests", logging.INFO, "", 1, "request", (), None, extra={"view": "catalogue.show", "status": 200}
    )
    with logs.new_trace("a job") as trace:
        line = logs.Plain().format(record)
    assert line.endswith(f"INFO requests: request a job catalogue.show 200 [{trace}]")


def test_the_page_of_a_fault_shows_the_number_that_the_logs_have(lines: list[dict[str, object]]) -> None:
    app = create_app(settings("sqlite:////no/such/folder/coursebook.sqlite"))
    app.config["PROPAGATE_EXCEPTIONS"] = False  # as on a server
    response = app.test_client().get("/")
    fault, request = lines
    assert response.status_code == request["status"] == 500
    assert f"tell us this number: <strong>{request['trace']}</strong>" in response.text
    assert (fault["logger"], fault["view"]) == ("coursebook.faults", "catalogue.programme_page")
    assert fault["trace"] == request["trace"] == response.headers["X-Request-ID"]
    assert str(fault["error"]).endswith("OperationalError OperationalError SQLITE_CANTOPEN")


@pytest.fixture
def office(database: str) -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


@pytest.fixture
def posting(app: Flask, database: str, office: PostOffice) -> Iterator[Flask]:
    """The application as it runs on a server, with mail."""
    posting = create_app(settings(database, LOG_FORMAT="json", **office.settings()))
    posting.config["PROPAGATE_EXCEPTIONS"] = False
    with posting.app_context():
        yield posting
        db.session.remove()
        db.engine.dispose()


def test_the_logs_of_a_whole_journey_hold_nobodys_data(
    posting: Flask, office: PostOffice, lines: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Booking by a visitor, jobs, mail, a refused mail, signing in, and a fault of ours."""
    visitor, session = Visitor(posting), a_session()
    visitor.client.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    office.refuses[ADDRESS] = f"550 {ADDRESS} is not here"
    typed = {"name": NAME, "email": ADDRESS, "job_role": "Nurse", "agency_not_listed": "y", "agency_other": "Quillers"}
    typed |= {"manager_name": "Ann Boss", "manager_email": "ann.boss@example.org", "accepts_terms": "y"}
    page = visitor.open_page(f"/sessions/{session.id}/book").press("Continue", **typed)
    page = page.press("Confirm my place", code=code_in(mail_to(ADDRESS)[0]))
    assert page.h1.startswith("You are booked")
    with logs.new_trace("mail lane 1"):
        assert deliver().refused == 1
    with logs.new_trace("free_lapsed_places"), clock_at(clock.now() + timedelta(hours=1)):
        free_lapsed_places()
    Visitor(posting).open_page("/sign-in").press("Send me a code", email=ADDRESS)
    link = link_in(mail_to(ADDRESS)[-1])
    Visitor(posting).open_page(link)
    secret = {NAME, "Zenobia", "Quill", ADDRESS, "zenobia", "Boss", "198.51.100.7", link} | codes_and_tokens()
    monkeypatch.setattr(outbox, "post_all", broken)
    assert Visitor(posting).open_page("/sign-in").press("Send me a code", email=ADDRESS).status == 500
    written = "\n".join(json.dumps(line) for line in lines)
    assert {line["status"] for line in lines if "status" in line} >= {200, 302, 500}
    assert "in broken" in written
    assert {word for word in secret if word in written} == set()


def broken(posts: object) -> int:
    raise ValueError(f"{ADDRESS} can't be written to: {posts!r}")


def codes_and_tokens() -> set[str]:
    """All that would let somebody act as the reader, of every message so far."""
    found = set()
    for message in db.session.query(Message):
        revealed, masked = message.revealed_text(), message.masked_text()
        found |= set(re.findall(r"[\w.-]{6,}", revealed)) - set(re.findall(r"[\w.-]{6,}", masked))
    assert found
    return found
