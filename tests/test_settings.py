"""Settings come from the environment; a wrong one is named before anything starts."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.accounts.models import AddressProof
from app.booking.states import Outcome
from app.core import clock
from app.core.config import INSTANCE, SettingWrong, read_settings
from app.core.database import db
from app.core.links import six_digit_code
from app.notifications.models import Message
from app.schedule import EVERY_SECONDS
from tests.builders import a_booking, a_past_session, a_session, a_user
from tests.conftest import NOW, ROOT, fresh_database, settings
from tests.data.command_line import run
from tests.page import Visitor
from tests.words import BOOK_MY_PLACE, SEND_ME_A_CODE

PRODUCTION = {
    "COURSEBOOK_ENV": "production",
    "DATABASE_URL": "sqlite://",
    "SECRET_KEY": "a secret of some length, which nobody guesses",
    "PUBLIC_URL": "https://training.example.org",
    "MAIL_SERVER": "mail.example.org",
    "MAIL_DEFAULT_SENDER": "training@example.org",
}
NEEDED = [name for name in PRODUCTION if name != "COURSEBOOK_ENV"]


# --- Production ---


def test_production_starts_with_all_that_it_needs() -> None:
    app = create_app(PRODUCTION)
    assert not app.testing
    assert not app.debug


@pytest.mark.parametrize("missing", NEEDED)
@pytest.mark.parametrize("written", [None, ""])
def test_production_refuses_to_start_without_a_setting_and_names_it(missing: str, written: str | None) -> None:
    environ = {name: value for name, value in PRODUCTION.items() if name != missing}
    if written is not None:
        environ[missing] = written
    with pytest.raises(SettingWrong) as refused:
        create_app(environ)
    assert [name for name in NEEDED if name in str(refused.value)] == [missing]


def test_production_names_all_that_is_missing_at_once() -> None:
    with pytest.raises(SettingWrong) as refused:
        create_app({"COURSEBOOK_ENV": "production"})
    assert [name for name in NEEDED if name in str(refused.value)] == NEEDED


@pytest.mark.lasts_long
def test_the_real_command_says_in_words_what_is_missing_in_production() -> None:
    said = run("report", database="", COURSEBOOK_ENV="production", SECRET_KEY="")
    assert (said.code, said.out) == (1, "")
    for name in ("DATABASE_URL", "SECRET_KEY", "MAIL_SERVER", "MAIL_DEFAULT_SENDER"):
        assert name in said.err


@pytest.mark.lasts_long
def test_the_web_server_gives_up_instead_of_trying_for_ever() -> None:
    command = [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", "wsgi:app"]
    environ = {"PATH": os.environ.get("PATH", os.defpath), "COURSEBOOK_ENV": "production"}
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            command, cwd=ROOT, env=environ | {"HOME": home}, capture_output=True, text=True, timeout=30
        )
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr


def test_behind_https_cookies_travel_by_https_alone() -> None:
    app = create_app(PRODUCTION)
    assert app.config["SESSION_COOKIE_SECURE"] is True
    assert app.config["SESSION_COOKIE_HTTPONLY"] is True


@pytest.mark.parametrize("given", ["somebody", "a@b", "a b@example.org", "a@example.org, b@example.org"])
def test_the_first_manager_is_an_address(given: str) -> None:
    with pytest.raises(SettingWrong, match="FIRST_MANAGER"):
        read_settings({"FIRST_MANAGER": given})
    assert read_settings({"FIRST_MANAGER": " Mia@Example.org"})["FIRST_MANAGER"] == "mia@example.org"


# --- Elsewhere ---


def test_outside_production_every_setting_has_a_working_default() -> None:
    found = read_settings({})
    assert found["ENVIRONMENT"] == "development"
    assert found["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{INSTANCE / 'coursebook.sqlite'}"
    assert (found["PORT"], found["PUBLIC_URL"]) == (5000, "http://127.0.0.1:5000")
    assert found["MAIL_SERVER"] is None


def test_the_port_moves_the_address_in_links_with_it() -> None:
    assert read_settings({"PORT": "5050"})["PUBLIC_URL"] == "http://127.0.0.1:5050"
    assert read_settings({"PORT": "5050", "PUBLIC_URL": "http://here/"})["PUBLIC_URL"] == "http://here"


@pytest.mark.parametrize("name", ["PORT", "MAIL_PORT"])
@pytest.mark.parametrize("wrong", ["five", "-1", "80.5", "²", "٥", "70000", "1e3", " "])
def test_a_port_that_is_none_is_named(name: str, wrong: str) -> None:
    with pytest.raises(SettingWrong, match=f"^{name}|[^_]{name}"):
        read_settings({name: wrong})


def test_an_environment_that_there_is_not_is_named() -> None:
    with pytest.raises(SettingWrong, match="COURSEBOOK_ENV is 'staging'"):
        create_app({"COURSEBOOK_ENV": "staging"})


@pytest.mark.parametrize("wrong", ["coursebook.sqlite", "mysql://host/name", "postgresql://host:port/name", "://"])
def test_a_database_that_cannot_be_one_is_named(wrong: str) -> None:
    with pytest.raises(SettingWrong, match="DATABASE_URL"):
        create_app({"DATABASE_URL": wrong})


@pytest.mark.parametrize("given", ["postgres://u@h/n", "postgresql://u@h/n", "postgresql+psycopg://u@h/n"])
def test_postgresql_is_spoken_to_in_one_way(given: str) -> None:
    assert read_settings({"DATABASE_URL": given})["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://u@h/n"


@pytest.mark.parametrize(("written", "tls", "port"), [("true", True, 587), ("1", True, 587), ("", False, 25)])
def test_tls_is_turned_on_in_words_and_chooses_the_port(written: str, tls: bool, port: int) -> None:
    found = read_settings({"MAIL_USE_TLS": written})
    assert (found["MAIL_USE_TLS"], found["MAIL_PORT"]) == (tls, port)


# --- Links ---


def test_every_mailed_link_begins_with_public_url_whatever_host_was_asked(app: Flask) -> None:
    visitor, user, session = Visitor(app), a_user(), a_session()
    visitor.client.environ_base["HTTP_HOST"] = "evil.test"
    page = visitor.open_page("/sign-in").press(SEND_ME_A_CODE, email=user.email)
    page.press("Sign in", code=six_digit_code(db.session.scalars(select(AddressProof.id)).one()))
    assert visitor.open_page(f"/sessions/{session.id}").press(BOOK_MY_PLACE).status == 200
    over = a_past_session()
    a_booking(over, outcome=Outcome.ATTENDED)
    for job in EVERY_SECONDS:
        job()
    letters = db.session.scalars(select(Message)).all()
    assert {letter.kind for letter in letters} == {"sign-in", "confirmed", "after-questionnaire"}
    for letter in letters:
        text = letter.revealed_text() + (letter.calendar or "").replace("\\n", "\n")
        links = re.findall(r"\w+://[^\s/]+", text)
        assert set(links) == {"http://coursebook.test"}
        assert "evil.test" not in text


def test_no_redirect_leads_to_the_host_that_was_asked(visitor: Visitor) -> None:
    response = visitor.client.get("/today", headers={"Host": "evil.test"})
    assert response.location.startswith("/")


# --- The clock ---


@pytest.fixture
def stopped_clock(tmp_path: Path) -> Iterator[Path]:
    file = tmp_path / "clock"
    file.write_text(NOW.isoformat())
    clock.freeze(None)
    yield file
    clock.freeze_in_file(None)


def test_a_test_may_stop_the_clock_from_a_file(stopped_clock: Path) -> None:
    create_app(settings("sqlite://", COURSEBOOK_CLOCK=str(stopped_clock)))
    assert clock.now() == NOW


@pytest.mark.parametrize("environment", [{"COURSEBOOK_ENV": "development"}, PRODUCTION, {}])
def test_outside_tests_nobody_can_stop_the_clock(stopped_clock: Path, environment: dict[str, str]) -> None:
    create_app({"DATABASE_URL": "sqlite://", **environment, "COURSEBOOK_CLOCK": str(stopped_clock)})
    assert clock.now() != NOW


def test_only_in_tests_is_the_outside_world_out_of_reach(stopped_clock: Path) -> None:
    with fresh_database("sqlite") as database:
        assert create_app(settings(database)).testing
    assert not create_app({"DATABASE_URL": "sqlite://"}).testing


# --- Finding 6: a key that anybody guesses ---


@pytest.mark.parametrize("key", ["a", "x" * 31])
def test_finding_6_production_does_not_start_with_a_short_key_and_says_what_to_do(key: str) -> None:
    """Found: production accepted SECRET_KEY=a. An upgrade keeps what the old key has signed."""
    with pytest.raises(SettingWrong, match="put the old one in SECRET_KEY_FALLBACKS"):
        create_app(PRODUCTION | {"SECRET_KEY": key})
    assert create_app(PRODUCTION | {"SECRET_KEY_FALLBACKS": key}).config["SECRET_KEY_FALLBACKS"] == [key]
    assert read_settings({"SECRET_KEY": key})["SECRET_KEY"] == key  # elsewhere than in production


def test_finding_6_a_key_is_measured_in_bytes() -> None:
    assert read_settings(PRODUCTION | {"SECRET_KEY": "ß" * 16})["SECRET_KEY"] == "ß" * 16


def test_behind_a_pooler_nothing_is_prepared_and_nothing_is_asked_of_a_connection_for_its_life() -> None:
    def asked(**more: str) -> dict[str, object]:
        options = read_settings({"DATABASE_URL": "postgresql://u@h/n", **more})["SQLALCHEMY_ENGINE_OPTIONS"]
        return dict(options["connect_args"])

    assert "prepare_threshold" not in asked()
    assert "lock_timeout" in str(asked()["options"])
    behind = asked(DATABASE_POOLER="yes")
    assert behind["prepare_threshold"] is None
    assert "options" not in behind
