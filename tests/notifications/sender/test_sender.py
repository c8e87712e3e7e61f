"""The page that says how mail is sent: a test to oneself, and what DNS says, asked of a name server on loopback."""

import contextlib
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from app import create_app
from app.audit.models import AuditEntry
from app.core.config import SettingWrong, read_settings
from app.core.database import db
from app.notifications.delivery.jobs import deliver
from app.notifications.models import LetterKind, MessageState
from app.notifications.sender import connection
from app.notifications.sender.refusals import TooSoonForATest
from tests.builders import a_manager, mail_to
from tests.conftest import NOW, clock_at, settings
from tests.page import Page, Visitor
from tests.servers import PostOffice
from tests.servers_mail import NameServer

SEND_ME_A_TEST, LOOK_THEM_UP = "Send me a test", "Look them up now"
OUTLOOK = {"MAIL_SERVER": "smtp.office365.com", "MAIL_USE_TLS": "yes"}


@contextlib.contextmanager
def sending(database: str, **more: str) -> Iterator[tuple[Flask, Visitor]]:
    application = create_app(settings(database, **more))
    with application.app_context():
        yield application, Visitor(application).sign_in(a_manager())
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def names() -> Iterator[NameServer]:
    with NameServer() as server:
        yield server


def looked_up(database: str, names: NameServer, **more: str) -> Page:
    with sending(database, **names.settings(), **more) as (_, team):
        return team.open_page("/outbox/sender").press(LOOK_THEM_UP)


# --- How, and a test ---


def test_the_page_says_how_mail_is_sent_and_never_a_secret(app: Flask, database: str) -> None:
    token = {
        "MAIL_OAUTH_TOKEN_URL": "https://login.example.org/token",
        "MAIL_OAUTH_CLIENT_ID": "an-application",
        "MAIL_OAUTH_CLIENT_SECRET": "hush-hush",
        "MAIL_USERNAME": "training@example.org",
    }
    password = {"MAIL_SERVER": "mail.example.org", "MAIL_USERNAME": "coursebook", "MAIL_PASSWORD": "open sesame"}
    for more, words in (
        (OUTLOOK | token, "STARTTLS Signs in by a token (OAuth 2.0), as training@example.org"),
        (
            password | {"MAIL_USE_SSL": "yes"},
            "port 465 Encryption TLS from the start Signs in by password, as coursebook",
        ),
        ({"MAIL_SERVER": "mail.example.org"}, "none: mail goes to the server in plain text Signs in not at all"),
    ):
        with sending(database, **more) as (_, team):
            page = team.open_page("/outbox").click("How mail is sent")
            assert words in page.words
            html = page.response.get_data(as_text=True)
            assert "hush-hush" not in html
            assert "sesame" not in html


def test_without_a_mail_server_the_page_says_so(app: Flask) -> None:
    page = Visitor(app).sign_in(a_manager()).open_page("/outbox/sender")
    assert "No mail server is set, so nothing is sent" in page.words


def test_a_test_goes_to_whoever_asks_and_the_page_shows_what_became_of_it(app: Flask, database: str) -> None:
    with PostOffice() as office, sending(database, **office.settings()) as (_, team):
        page = team.open_page("/outbox/sender").press(SEND_ME_A_TEST)
        assert page.notice.startswith("A test to person")
        assert "Your latest test, of Mon 23 Nov 2026, 10am: queued." in page.words
        deliver()
        page = team.open_page("/outbox/sender")
        assert "sent. The mail server has taken it. Look in your inbox" in page.words
        [received] = office.received
        assert received.header("Subject") == "A test from Coursebook"
        assert page.click("sent").h1 == "A test from Coursebook"
    assert db.session.query(AuditEntry).filter_by(verb="sent a test message").count() == 1


def test_what_the_server_says_to_a_test_stands_on_the_page(app: Flask, database: str) -> None:
    with PostOffice() as office, sending(database, **office.settings()) as (_, team):
        office.on_mail = lambda mail: "550 5.7.60 SMTP; Client does not have permissions to send as this sender"
        team.open_page("/outbox/sender").press(SEND_ME_A_TEST)
        deliver()
        page = team.open_page("/outbox/sender")
    assert "retrying" in page.words  # it speaks of us, not of this letter
    assert "What went wrong: 550 5.7.60 SMTP; Client does not have permissions to send as this sender" in page.words


def test_a_person_sends_one_test_a_minute(app: Flask) -> None:
    first, second = a_manager(), a_manager()
    page = Visitor(app).sign_in(first).open_page("/outbox/sender").press(SEND_ME_A_TEST)
    assert page.press(SEND_ME_A_TEST).refuses(TooSoonForATest)
    Visitor(app).sign_in(second).open_page("/outbox/sender").press(SEND_ME_A_TEST)
    with clock_at(NOW + timedelta(seconds=59)):
        assert page.press(SEND_ME_A_TEST).refuses(TooSoonForATest)
    with clock_at(NOW + timedelta(seconds=60)):
        page.press(SEND_ME_A_TEST)
    sent = [len(mail_to(email, LetterKind.TEST)) for email in (first.email, second.email)]
    assert sent == [2, 1]
    assert mail_to(first.email)[0].state is MessageState.QUEUED


# --- What DNS says ---


def test_nothing_is_looked_up_before_somebody_asks(app: Flask, database: str, names: NameServer) -> None:
    with sending(database, **names.settings()) as (_, team):
        team.open_page("/outbox/sender")
    assert names.asked == []


def test_a_domain_that_is_set_up_for_microsoft_365_is_in_place(app: Flask, database: str, names: NameServer) -> None:
    key = "v=DKIM1; k=rsa; p=" + "A" * 380
    names.records = {
        ("example.org", "TXT"): ['"v=spf1 include:spf.protection.outlook.com -all"', '"ms=ms12345678"'],
        ("selector1._domainkey.example.org", "CNAME"): ["selector1-example-org._domainkey.example.com."],
        ("selector1._domainkey.example.org", "TXT"): [f'"{key[:200]}" "{key[200:]}"'],
        ("_dmarc.example.org", "TXT"): ['"v=DMARC1; p=reject; rua=mailto:dmarc@example.org"'],
    }
    page = looked_up(database, names, **OUTLOOK)
    assert "SPF In place It covers smtp.office365.com, by include:spf.protection.outlook.com." in page.words
    assert "DMARC In place Mail that neither SPF nor DKIM vouches for is refused." in page.words
    assert "selector1 In place" in page.words
    assert "There is no key under selector2, google, default." in page.words
    assert "turn on DKIM signatures for example.org in Microsoft Defender" in page.words


def test_a_domain_without_records_gets_the_ones_to_ask_for(app: Flask, database: str, names: NameServer) -> None:
    page = looked_up(database, names, **OUTLOOK)
    assert "SPF Missing" in page.words
    assert "DMARC Missing" in page.words
    assert "Missing There is no key under selector1, selector2, google, default. Yours may have" in page.words
    assert "v=spf1 include:spf.protection.outlook.com ~all" in page.words
    assert "v=DMARC1; p=none; rua=mailto:training@example.org" in page.words


def test_a_record_that_does_not_cover_us_is_given_back_with_our_server_in_it(
    app: Flask, database: str, names: NameServer
) -> None:
    names.records = {("example.org", "TXT"): ['"v=spf1 ip4:192.0.2.0/24 -all"']}
    page = looked_up(database, names, **OUTLOOK)
    assert "SPF Needs mending It doesn’t cover smtp.office365.com. It has to include spf.protection" in page.words
    assert "v=spf1 include:spf.protection.outlook.com ip4:192.0.2.0/24 -all" in page.words


def test_a_server_of_our_own_is_looked_for_by_its_address(app: Flask, database: str, names: NameServer) -> None:
    names.records = {
        ("example.org", "TXT"): ['"v=spf1 a:mail.example.org -all"'],
        ("mail.example.org", "A"): ["198.41.0.4"],
        ("inside.example.org", "A"): ["10.0.0.4"],
        ("other.example.org", "A"): ["198.41.0.9"],
    }
    by_name = looked_up(database, names, MAIL_SERVER="mail.example.org")
    inside = looked_up(database, names, MAIL_SERVER="inside.example.org")
    other = looked_up(database, names, MAIL_SERVER="other.example.org")
    assert "It covers mail.example.org, by a:mail.example.org." in by_name.words
    assert "it has no public address. Ask from which address its mail leaves." in inside.words
    assert "We can’t tell whether it covers other.example.org: it doesn’t name 198.41.0.9" in other.words


def test_a_selector_that_somebody_knows_is_looked_under_first(app: Flask, database: str, names: NameServer) -> None:
    names.records = {("k1._domainkey.example.org", "TXT"): ['"v=DKIM1; p=MIIB"']}
    with sending(database, **names.settings()) as (_, team):
        page = team.open_page("/outbox/sender").press(LOOK_THEM_UP, selector="K1")
    assert "k1 In place There is a key to check signatures by. There is no key under selector1" in page.words


@pytest.mark.parametrize("wrong", ["a b", "-x", "x/y", "<script>", "é", "x" * 63])
def test_a_selector_that_can_be_none_is_refused_and_nothing_is_asked(
    app: Flask, database: str, names: NameServer, wrong: str
) -> None:
    with sending(database, **names.settings()) as (_, team):
        page = team.open_page("/outbox/sender").press(LOOK_THEM_UP, selector=wrong)
    assert page.error_beside("selector")
    assert names.asked == []


def test_name_servers_that_fail_or_say_nothing_cost_little_time_and_the_page_says_what_to_ask_for(
    app: Flask, database: str, names: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "A_QUESTION", 0.2)
    monkeypatch.setattr(connection, "ALL_QUESTIONS", 0.5)
    names.broken = {"example.org"}
    names.silent = {f"{each}._domainkey.example.org" for each in ("selector1", "selector2", "google", "default")}
    began = time.monotonic()
    page = looked_up(database, names, **OUTLOOK)
    assert time.monotonic() - began < 3
    assert "SPF Can’t tell We can’t tell: the name servers don’t answer." in page.words
    assert "the name servers take too long" in page.words
    assert "v=spf1 include:spf.protection.outlook.com ~all" in page.words


def test_all_questions_together_are_bounded() -> None:
    assert connection.ALL_QUESTIONS <= 10


def test_a_test_asks_no_name_server_beyond_this_machine(app: Flask) -> None:
    page = Visitor(app).sign_in(a_manager()).open_page("/outbox/sender?check=1")
    assert "We can’t tell: a test asks its own name server." in page.words


@pytest.mark.parametrize(
    ("given", "read"),
    [("", None), ("192.0.2.53", ("192.0.2.53", 53)), ("127.0.0.1:5353", ("127.0.0.1", 5353)), ("::1", ("::1", 53))],
)
def test_a_name_server_of_ones_own_can_be_set(given: str, read: tuple[str, int] | None) -> None:
    assert read_settings({"DNS_SERVER": given})["DNS_SERVER"] == read
    with pytest.raises(SettingWrong, match="DNS_SERVER"):
        read_settings({"DNS_SERVER": "dns.example.org"})
