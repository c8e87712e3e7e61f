"""How we speak to a mail server: TLS from the start or by STARTTLS, and a token in a password's place."""

import json
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from flask import Flask

from app.core.config import SettingWrong, read_settings
from app.core.database import db
from app.notifications.delivery import connection
from app.notifications.delivery.jobs import deliver
from app.notifications.models import Message, MessageState
from app.notifications.oauth import connection as connection_oauth
from tests.builders import a_message
from tests.notifications.delivery.test_delivery import posting_to
from tests.servers import LOOPBACK, PostOffice
from tests.servers_mail import TokenOffice, a_token, a_token_office

pytestmark = pytest.mark.lasts_long


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """The one certificate authority that this machine trusts for the length of a test."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "trusted.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    return authority


@pytest.fixture
def tokens() -> Iterator[TokenOffice]:
    connection_oauth._tokens.clear()
    with a_token_office() as office:
        yield office


def tls_of(authority: trustme.CA, host: str = LOOPBACK) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(host).configure_cert(context)
    return context


def delivered(database: str, **settings: str) -> Message:
    """One message after a run with these settings: its state and the words that it kept."""
    with posting_to(database, **settings):
        message_id = a_message().id
        deliver()
    db.session.rollback()
    return db.session.get_one(Message, message_id)


# --- TLS ---


def test_tls_from_the_first_byte_takes_mail_and_password(app: Flask, database: str, authority: trustme.CA) -> None:
    with PostOffice(tls=tls_of(authority), speaks_tls_at_once=True) as office:
        password = {"MAIL_USERNAME": "coursebook", "MAIL_PASSWORD": "open sesame"}
        message = delivered(database, **office.settings(MAIL_USE_SSL="yes", **password))
        assert message.state is MessageState.SENT
        assert office.passwords == [("coursebook", "open sesame")]


def test_the_certificate_is_checked_with_tls_from_the_first_byte_too(
    app: Flask, database: str, authority: trustme.CA
) -> None:
    with PostOffice(tls=tls_of(authority, "mail.example.org"), speaks_tls_at_once=True) as office:
        message = delivered(database, **office.settings(MAIL_USE_SSL="yes"))
        assert message.state is MessageState.RETRYING
        assert "certificate verify failed: IP address mismatch" in message.last_error
        assert office.received == []


def test_a_server_without_tls_is_never_spoken_to_in_plain_text_instead(app: Flask, database: str) -> None:
    with PostOffice() as office:
        for_starttls = delivered(database, **office.settings(MAIL_USE_TLS="yes"))
        from_the_start = delivered(database, **office.settings(MAIL_USE_SSL="yes"))
        assert office.received == []
    assert for_starttls.last_error.startswith(f"{LOOPBACK} offers no STARTTLS on port {office.port}")
    assert "SSL" in from_the_start.last_error


# --- Tokens ---


def test_a_token_is_fetched_once_and_shown_at_every_connection(
    app: Flask, database: str, authority: trustme.CA, tokens: TokenOffice
) -> None:
    with PostOffice(tls=tls_of(authority), tokens={"a-token"}) as office:
        settings = office.settings(MAIL_USE_TLS="yes", **tokens.settings())
        messages = [delivered(database, **settings) for _ in range(2)]
        assert [message.state for message in messages] == [MessageState.SENT] * 2
        assert office.shown_tokens == ["a-token"] * 2
    assert tokens.asked == [
        {
            "grant_type": "client_credentials",
            "client_id": "an-application",
            "client_secret": "hush-hush",
            "scope": "https://outlook.office365.com/.default",
        }
    ]


def test_the_other_mechanism_for_tokens_is_spoken_where_only_that_is_offered(
    app: Flask, database: str, authority: trustme.CA, tokens: TokenOffice
) -> None:
    with PostOffice(
        tls=tls_of(authority), speaks_tls_at_once=True, tokens={"a-token"}, token_mechanism="OAUTHBEARER"
    ) as office:
        message = delivered(database, **office.settings(MAIL_USE_SSL="yes", **tokens.settings()))
        assert message.state is MessageState.SENT


@pytest.mark.parametrize("lasts", [60, 0, "59", None])
def test_a_token_isnt_used_in_the_last_minute_before_it_expires(
    app: Flask, database: str, tokens: TokenOffice, lasts: object
) -> None:
    tokens.answers = lambda: a_token(expires_in=lasts) if lasts is not None else (200, b'{"access_token": "a-token"}')
    with PostOffice(tokens={"a-token"}, takes_passwords_in_clear=True) as office:
        for _ in range(2):
            assert delivered(database, **office.settings(**tokens.settings())).state is MessageState.SENT
    assert len(tokens.asked) == 2


def test_a_token_that_the_server_takes_no_longer_is_fetched_anew_once(
    app: Flask, database: str, tokens: TokenOffice
) -> None:
    with PostOffice(tokens={"a-token"}, takes_passwords_in_clear=True) as office:
        settings = office.settings(**tokens.settings())
        delivered(database, **settings)
        office.tokens = {"another"}
        tokens.answers = lambda: a_token("another")
        assert delivered(database, **settings).state is MessageState.SENT
        assert office.shown_tokens == ["a-token", "a-token", "another"]
        assert len(tokens.asked) == 2


def test_a_new_token_that_is_refused_leaves_the_mail_waiting_with_the_servers_words(
    app: Flask, database: str, tokens: TokenOffice
) -> None:
    with PostOffice(tokens={"of somebody else"}, takes_passwords_in_clear=True) as office:
        message = delivered(database, **office.settings(**tokens.settings()))
        assert message.state is MessageState.RETRYING
        assert message.last_error.startswith("535 5.7.8 Authentication credentials invalid")
        assert office.shown_tokens == ["a-token"]
    assert len(tokens.asked) == 1


INVALID = {
    "error": "invalid_client",
    "error_description": "AADSTS7000215: Invalid client secret: hush-hush.\r\nTrace: 1",
}


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (401, json.dumps(INVALID).encode(), "The token server says: 401 invalid_client AADSTS7000215: Invalid client"),
        (503, b"<html>busy</html>", "The token server says: 503 Service Unavailable"),
        (302, b"https://login.example.org/", "The token server says: 302 Found"),
        (200, b"<html>welcome to the guest network</html>", "The token server answers with something that holds no"),
        (200, b'{"token": "x"}', "The token server answers with something that holds no token."),
        (200, b"[]", "The token server answers with something that holds no token."),
        (200, b'{"access_token": "x", "expires_in": "soon"}', "The token server answers with something that holds no"),
        (200, b'{"access_token": "a\\r\\nb", "expires_in": 9}', "The token server answers with something that is no"),
        (200, b'{"access_token": null, "expires_in": 9}', "The token server answers with something that is no token."),
        (200, b"x" * 70_000, "The token server can’t be reached: its answer is too long for a token"),
    ],
)
def test_what_the_token_server_says_instead_stands_in_the_outbox_without_our_secret(
    app: Flask, database: str, tokens: TokenOffice, status: int, body: bytes, words: str
) -> None:
    tokens.answers = lambda: (status, body)
    with PostOffice(tokens={"a-token"}, takes_passwords_in_clear=True) as office:
        message = delivered(database, **office.settings(**tokens.settings()))
        assert office.shown_tokens == []
    assert message.state is MessageState.RETRYING
    assert message.last_error.startswith(words)
    assert "hush-hush" not in message.last_error


def test_a_token_server_that_is_down_or_slow_leaves_the_mail_waiting(
    app: Flask, database: str, tokens: TokenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_oauth, "TOKEN_TIMEOUT", 0.2)
    with PostOffice(tokens={"a-token"}, takes_passwords_in_clear=True) as office:

        def answer_late() -> tuple[int, bytes]:
            time.sleep(0.5)
            return a_token()

        tokens.answers = answer_late
        slow = delivered(database, **office.settings(**tokens.settings()))
        nowhere = tokens.settings(MAIL_OAUTH_TOKEN_URL=f"http://{LOOPBACK}:9/token")
        down = delivered(database, **office.settings(**nowhere))
    assert slow.state is down.state is MessageState.RETRYING
    assert slow.last_error == "The token server can’t be reached: timed out"
    assert "Connection refused" in down.last_error


def test_a_server_that_takes_no_token_gets_none(app: Flask, database: str, tokens: TokenOffice) -> None:
    with PostOffice(takes_passwords_in_clear=True) as office:
        message = delivered(database, **office.settings(**tokens.settings()))
        assert message.last_error == "The mail server takes no token: it offers LOGIN PLAIN."
    assert tokens.asked == []


def test_a_test_asks_nobody_beyond_this_machine_for_a_token(app: Flask, database: str, tokens: TokenOffice) -> None:
    with PostOffice(tokens={"a-token"}, takes_passwords_in_clear=True) as office:
        elsewhere = tokens.settings(MAIL_OAUTH_TOKEN_URL="https://login.example.org/token")
        message = delivered(database, **office.settings(**elsewhere))
    assert message.last_error == "a test may not ask https://login.example.org/token for a token"


def test_neither_token_nor_secret_is_written_where_an_account_is_printed() -> None:
    account = connection_oauth.OAuthAccount("https://x", "id", "hush-hush", "scope", "ann@example.org")
    token = connection_oauth.AccessToken("a-token", 1.0)
    assert "hush" not in repr(account)
    assert "a-token" not in repr(token)


def test_the_steps_of_signing_in_are_bounded() -> None:
    assert connection_oauth.TOKEN_TIMEOUT <= connection.SOCKET_TIMEOUT == 10


# --- Settings ---

OAUTH = {
    "MAIL_SERVER": "smtp.office365.com",
    "MAIL_USE_TLS": "yes",
    "MAIL_USERNAME": "training@example.org",
    "MAIL_OAUTH_TOKEN_URL": "https://login.example.org/token",
    "MAIL_OAUTH_CLIENT_ID": "an-application",
    "MAIL_OAUTH_CLIENT_SECRET": "hush-hush",
}


def test_the_port_follows_from_the_way_of_tls() -> None:
    ports = [read_settings({name: "yes"} if name else {})["MAIL_PORT"] for name in ("MAIL_USE_SSL", "MAIL_USE_TLS", "")]
    assert ports == [465, 587, 25]
    assert read_settings({"MAIL_USE_SSL": "yes", "MAIL_PORT": "2465"})["MAIL_PORT"] == 2465
    assert read_settings(OAUTH)["MAIL_OAUTH_SCOPE"] == "https://outlook.office365.com/.default"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"MAIL_USE_SSL": "yes"}, "not both"),
        ({"MAIL_USE_TLS": "y"}, "MAIL_USE_TLS is 'y'; it can be yes or no"),
        ({"MAIL_PASSWORD": "open sesame"}, "Set MAIL_PASSWORD or"),
        ({"MAIL_OAUTH_CLIENT_SECRET": ""}, "set these too: MAIL_OAUTH_CLIENT_SECRET"),
        ({"MAIL_USERNAME": "", "MAIL_OAUTH_CLIENT_ID": ""}, "set these too: MAIL_OAUTH_CLIENT_ID, MAIL_USERNAME"),
        ({"MAIL_OAUTH_TOKEN_URL": "http://login.example.org/token"}, "MAIL_OAUTH_TOKEN_URL must begin with https"),
        ({"MAIL_OAUTH_TOKEN_URL": "login"}, "MAIL_OAUTH_TOKEN_URL must begin with https"),
        ({"MAIL_USE_TLS": ""}, "a token isn't sent in plain text"),
    ],
)
def test_settings_that_contradict_each_other_are_named(wrong: dict[str, str], words: str) -> None:
    with pytest.raises(SettingWrong, match=words):
        read_settings(OAUTH | wrong)
