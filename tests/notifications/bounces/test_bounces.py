"""Mail that came back is read from a real mailbox, put away, and what follows for an address is seen and undone."""

import contextlib
import socket
import ssl
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app import create_app
from app.audit.models import AuditEntry
from app.core import clock
from app.core.config import SettingWrong, read_settings
from app.core.database import db
from app.notifications.bounces import jobs, queries, services
from app.notifications.bounces.connection import HANDLED
from app.notifications.bounces.jobs import read_bounces
from app.notifications.bounces.models import Bounce, BounceKind, BounceMailbox
from app.notifications.bounces.rules_reading import read_mail
from app.notifications.delivery.emails import as_mail
from app.notifications.models import LetterKind, Message, MessageState
from app.notifications.models_pausing import PauseReason
from app.notifications.models_undeliverable import UndeliverableAddress
from app.notifications.oauth import connection as connection_oauth
from app.notifications.pausing.services import hold_mail, start_mail
from app.notifications.rules import NOT_SENT_TO_FLAGGED, WHY_NOT_SENT
from tests.builders import a_manager, a_message, mail_to, queries_counted
from tests.conftest import NOW, clock_at, settings
from tests.notifications.bounces.test_reading import sample
from tests.notifications.test_outbox import put
from tests.page import Visitor
from tests.servers import LOOPBACK
from tests.servers_mail import ImapOffice, a_token, a_token_office

TEAM = "training@example.org"


@pytest.fixture
def mailbox() -> Iterator[ImapOffice]:
    with ImapOffice() as office:
        yield office


@pytest.fixture
def reading(app: Flask, database: str, mailbox: ImapOffice) -> Iterator[Flask]:
    """The application in its context, with a mailbox to read."""
    with reading_from(database, **mailbox.settings()) as application:
        yield application


@contextlib.contextmanager
def reading_from(database: str, **more: str) -> Iterator[Flask]:
    application = create_app(settings(database, **more))
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


def came_back(name: str, message: Message, *, number: int = 0) -> bytes:
    """A sample, as a server would send it back about this message; `number` makes it another mail."""
    ours = f"coursebook-{message.id}-{message.created_at:%Y%m%d%H%M%S}@"
    raw = sample(name).replace(b"coursebook-12-20261123100000@", ours.encode())
    return f"X-Number: {number}\n".encode() + raw.replace(b"rosa@example.org", message.to_email.encode())


def keep(name: str, message: Message, *, number: int = 0) -> None:
    raw = came_back(name, message, number=number)
    assert services.keep_what_came_back(read_mail(raw), digest=f"{name} {number}", at=clock.now())


def flagged() -> list[str]:
    return [address.email for address in queries.flagged_addresses().items]


# --- The mailbox ---


def test_what_came_back_is_written_down_and_put_away_and_a_persons_mail_is_not_touched(
    reading: Flask, mailbox: ImapOffice
) -> None:
    gone, away = a_message(state=MessageState.SENT), a_message(state=MessageState.SENT)
    mailbox.put(
        came_back("postfix-no-such-user", gone),
        came_back("person-replies", away),
        came_back("out-of-office-exchange", away),
    )
    assert read_bounces() == "1 automatic reply, 1 left for the office, 1 permanent; the office is told of 1"
    assert mailbox.mails() == [("Re: Tomorrow: Complex neglect", "")]
    assert mailbox.mails(HANDLED) == [
        ("Undelivered Mail Returned to Sender", r"\Seen"),
        ("Automatic reply: Tomorrow: Complex neglect", r"\Seen"),
    ]
    kept = db.session.query(Bounce).order_by(Bounce.id).all()
    assert [(bounce.kind, bounce.to_email, bounce.message_id) for bounce in kept] == [
        (BounceKind.PERMANENT, gone.to_email, gone.id),
        (BounceKind.AUTOMATIC, away.to_email, away.id),
    ]
    assert kept[1].words == ""
    assert flagged() == [gone.to_email]


def test_a_copy_whose_mail_is_held_back_leaves_the_mailbox_alone(reading: Flask, mailbox: ImapOffice) -> None:
    """It has the original's settings: what it took away, the original would never see."""
    mailbox.put(came_back("postfix-no-such-user", a_message(state=MessageState.SENT)))
    hold_mail(reason=PauseReason.RESTORED, at=NOW)
    assert read_bounces() == ""
    assert len(mailbox.mails()) == 1
    assert db.session.query(BounceMailbox).count() == 0
    start_mail(by=a_manager(), at=NOW)
    assert read_bounces().startswith("1 permanent")


def test_a_second_run_reads_nothing_again(reading: Flask, mailbox: ImapOffice) -> None:
    message = a_message()
    mailbox.put(came_back("person-replies", message), came_back("postfix-expired", message))
    read_bounces()
    assert read_bounces() == ""
    mailbox.put(came_back("postfix-expired", message, number=1))
    assert read_bounces() == "1 temporary"
    assert db.session.query(Bounce).count() == 2


def test_a_mail_that_was_written_down_but_not_put_away_changes_nothing_the_second_time(
    reading: Flask, mailbox: ImapOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a crash between the two: the mailbox still holds it, and how far we read was not written down."""
    message = a_message()
    mailbox.put(came_back("postfix-expired", message))
    with monkeypatch.context() as crash:
        crash.setattr(jobs.ReturnMailbox, "put_away", lambda self, uids: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            read_bounces()
    assert db.session.query(Bounce).count() == 1
    read_bounces()
    assert db.session.query(Bounce).count() == 1
    assert mailbox.mails() == []


def test_many_mails_of_persons_do_not_keep_what_came_back_from_being_read(
    reading: Flask, mailbox: ImapOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MOST_A_RUN", 3)
    monkeypatch.setattr(jobs, "AT_A_TIME", 2)
    message = a_message()
    mailbox.put(*[came_back("person-replies", message, number=number) for number in range(4)])
    mailbox.put(came_back("postfix-expired", message))
    assert read_bounces() == "3 left for the office"
    assert read_bounces() == "1 left for the office, 1 temporary"
    assert len(mailbox.mails()) == 4


def test_a_run_ends_after_a_while_and_the_next_takes_up_there(
    reading: Flask, mailbox: ImapOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = a_message()
    mailbox.put(came_back("postfix-expired", message))
    monkeypatch.setattr(jobs, "LONGEST_RUN", -1)
    assert read_bounces() == ""
    monkeypatch.undo()
    assert read_bounces() == "1 temporary"


def test_a_server_that_cannot_move_mail_copies_and_marks_it(app: Flask, database: str) -> None:
    with ImapOffice(offers_move=False) as mailbox, reading_from(database, **mailbox.settings()):
        mailbox.put(came_back("postfix-expired", a_message()))
        assert read_bounces() == "1 temporary"
        assert mailbox.mails() == [("Undelivered Mail Returned to Sender", r"\Deleted \Seen")]
        assert mailbox.mails(HANDLED) == [("Undelivered Mail Returned to Sender", r"\Seen")]
        assert read_bounces() == ""


@pytest.mark.parametrize("offers_move", [True, False])
def test_what_somebody_else_marked_for_deletion_is_not_deleted_by_us(
    app: Flask, database: str, offers_move: bool
) -> None:
    with ImapOffice(offers_move=offers_move) as mailbox, reading_from(database, **mailbox.settings()):
        mailbox.put(b"Subject: Half-way deleted\r\n\r\nHello", came_back("postfix-expired", a_message()))
        with mailbox._signed_in() as client:
            client.select()
            client.store("1", "+FLAGS", r"(\Deleted)")
        assert read_bounces() == "1 left for the office, 1 temporary"
        assert ("Half-way deleted", r"\Deleted") in mailbox.mails()


def test_of_a_large_mail_only_the_beginning_is_fetched(
    reading: Flask, mailbox: ImapOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[int] = []
    monkeypatch.setattr(jobs, "read_mail", lambda raw: fetched.append(len(raw)) or read_mail(raw))  # type: ignore[func-returns-value]
    whole = came_back("postfix-no-such-user", a_message()).replace(b"--=_b1--", b"")
    mailbox.put(
        whole + b"--=_b1\r\nContent-Type: application/pdf\r\n\r\n" + b"JVBERi0x" * 655_360 + b"\r\n--=_b1--\r\n"
    )
    began = time.monotonic()
    assert read_bounces().startswith("1 permanent")
    assert fetched == [256 * 1024]
    assert time.monotonic() - began < 5


def test_another_folder_is_read_where_it_is_set(app: Flask, database: str, mailbox: ImapOffice) -> None:
    with reading_from(database, **mailbox.settings(BOUNCES_IMAP_FOLDER="Bounces")):
        assert "Bounces" in read_bounces()  # there is none
        assert "Bounces" in db.session.query(BounceMailbox).one().last_error
    with mailbox._signed_in() as client:
        client.create("Bounces")
    mailbox.put(came_back("postfix-expired", a_message()), folder="Bounces")
    with reading_from(database, **mailbox.settings(BOUNCES_IMAP_FOLDER="Bounces")):
        assert read_bounces() == "1 temporary"
        assert db.session.query(BounceMailbox).one().last_error == ""


def test_without_a_mailbox_nothing_is_read(app: Flask) -> None:
    assert read_bounces() == ""


# --- Signing in ---


def test_the_mailbox_is_read_over_tls_with_its_certificate_checked(
    app: Flask, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(LOOPBACK).configure_cert(context)
    with ImapOffice(tls=context) as mailbox, reading_from(database, **mailbox.settings()):
        mailbox.put(came_back("postfix-expired", a_message()))
        assert "certificate verify failed" in read_bounces()
        authority.cert_pem.write_to_path(tmp_path / "trusted.pem")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))
        assert read_bounces() == "1 temporary"


def test_the_mailbox_is_signed_in_to_by_a_token_and_by_a_new_one_when_it_is_taken_no_longer(
    app: Flask, database: str, mailbox: ImapOffice
) -> None:
    connection_oauth._tokens.clear()
    mailbox.tokens = {"first"}
    with a_token_office(lambda: a_token("first")) as tokens:
        signing_in = tokens.settings(MAIL_SERVER=LOOPBACK) | mailbox.settings(BOUNCES_IMAP_PASSWORD="")
        with reading_from(database, **signing_in):
            mailbox.put(came_back("postfix-expired", a_message()))
            assert read_bounces() == "1 temporary"
            mailbox.tokens, tokens.answers = {"second"}, lambda: a_token("second")
            assert read_bounces() == ""
            assert mailbox.shown_tokens == ["first", "first", "second"]
            mailbox.tokens = set()
            connection_oauth._tokens.clear()
            assert "can't be read" in read_bounces()


@pytest.mark.parametrize("server", ["down", "silent", "wrong password", "elsewhere"])
def test_a_mailbox_that_cannot_be_read_says_why_and_the_page_shows_it(
    app: Flask, database: str, mailbox: ImapOffice, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.notifications.bounces.connection.SOCKET_TIMEOUT", 0.3)
    with socket_that_says_nothing() as silent_port:
        wrong, words = {
            "down": ({"BOUNCES_IMAP_PORT": "9"}, "Connection refused"),
            "silent": ({"BOUNCES_IMAP_PORT": str(silent_port)}, "timed out"),
            "wrong password": ({"BOUNCES_IMAP_PASSWORD": "sesame"}, "Invalid authentication credentials"),
            "elsewhere": ({"BOUNCES_IMAP_SERVER": "imap.example.org"}, "a test may not read mail at imap.example.org"),
        }[server]
        with reading_from(database, **mailbox.settings(**wrong)) as application:
            assert words in read_bounces()
            page = Visitor(application).sign_in(a_manager()).open_page("/outbox/bounces")
            assert "The mailbox can’t be read" in page.words
            assert words in page.words


@contextlib.contextmanager
def socket_that_says_nothing() -> Iterator[int]:
    with socket.create_server((LOOPBACK, 0)) as silent:
        yield silent.getsockname()[1]


@pytest.mark.parametrize("missing", ["BOUNCES_IMAP_USERNAME", "BOUNCES_IMAP_PASSWORD"])
def test_a_mailbox_that_nobody_could_sign_in_to_is_named(missing: str) -> None:
    given = {"BOUNCES_IMAP_SERVER": "imap.example.org", "BOUNCES_IMAP_USERNAME": TEAM, "BOUNCES_IMAP_PASSWORD": "x"}
    assert read_settings(given)["BOUNCES_IMAP_PORT"] == 993
    with pytest.raises(SettingWrong, match=missing):
        read_settings(given | {missing: ""})


# --- What follows for an address ---


def test_our_own_message_id_is_what_is_looked_for(app: Flask) -> None:
    """As delivery writes it into the mail: the two can't drift apart."""
    message = a_message()
    raw = b"Auto-Submitted: auto-replied\r\nFrom: x@example.org\r\n\r\n> " + as_mail(message, at=NOW)
    assert queries.message_named(read_mail(raw).message_ids) == message


def test_a_made_up_number_is_no_message_of_ours(app: Flask) -> None:
    message = a_message()
    assert queries.message_named(((message.id, "20200101000000"), (9_999_999_999, "20261123100000"))) is None


def test_a_report_that_names_no_message_is_about_the_address_if_we_have_written_to_it(app: Flask) -> None:
    known = a_message(to_email="rosa@example.org")
    reading = read_mail(sample("broken-report-in-base64"))
    assert services.keep_what_came_back(reading, digest="one", at=NOW)
    assert flagged() == [known.to_email]


def test_a_report_about_mail_that_the_office_wrote_itself_is_the_offices(app: Flask) -> None:
    assert not services.keep_what_came_back(read_mail(sample("postfix-no-such-user")), digest="one", at=NOW)
    assert db.session.query(Bounce).count() == 0


def test_what_may_pass_flags_after_three_in_fourteen_days(app: Flask) -> None:
    message = a_message()
    for number, days in enumerate((0, 1, 15, 16)):
        with clock_at(NOW + timedelta(days=days)):
            keep("postfix-mailbox-full", message, number=number)
            assert flagged() == []
    with clock_at(NOW + timedelta(days=17)):
        keep("postfix-expired", message)
        assert flagged() == [message.to_email]


@pytest.mark.parametrize("name", ["postfix-delayed", "out-of-office-exchange", "postfix-delivered"])
def test_a_delay_or_an_automatic_reply_never_flags(app: Flask, name: str) -> None:
    message = a_message()
    for number in range(5):
        keep(name, message, number=number)
    assert flagged() == []


def test_a_list_whose_member_is_gone_is_not_flagged_for_it(app: Flask) -> None:
    to_a_list = a_message(to_email="all-staff@example.org")
    ours = f"coursebook-{to_a_list.id}-{to_a_list.created_at:%Y%m%d%H%M%S}@".encode()
    raw = sample("postfix-no-such-user").replace(b"coursebook-12-20261123100000@", ours)
    services.keep_what_came_back(read_mail(raw), digest="one", at=NOW)
    assert db.session.query(Bounce).one().to_email == "all-staff@example.org"
    assert flagged() == []


def test_the_database_keeps_each_mail_and_each_address_once(app: Flask) -> None:
    kept = {"digest": "one", "received_at": NOW, "kind": BounceKind.DELAYED, "to_email": "", "status": "", "words": ""}
    for twice in (
        lambda: Bounce(**kept),
        lambda: UndeliverableAddress(email="a@example.org", words="", flagged_at=NOW),
        lambda: BounceMailbox(name="a mailbox"),
    ):
        db.session.add_all([twice(), twice()])
        with pytest.raises(IntegrityError):
            db.session.commit()
        db.session.rollback()


# --- What isn't sent to it ---


@pytest.mark.parametrize("kind", list(LetterKind))
def test_reminders_questionnaires_and_invitations_alone_are_kept_from_a_flagged_address(
    app: Flask, kind: LetterKind
) -> None:
    keep("postfix-no-such-user", a_message(to_email="ann@example.org"))
    put(kind=kind, about="booking-77")
    *_, message = mail_to("ann@example.org", kind)
    is_kept_back = message.state is MessageState.UNDELIVERABLE
    assert is_kept_back == (kind in NOT_SENT_TO_FLAGGED)
    assert message.last_error == (WHY_NOT_SENT if is_kept_back else "")


def test_what_waits_when_an_address_is_flagged_is_kept_from_it_too(app: Flask) -> None:
    message = a_message(to_email="ann@example.org", kind=LetterKind.CONFIRMED, state=MessageState.SENT)
    put(kind=LetterKind.REMINDER)
    put(kind=LetterKind.WITHDRAWN)
    keep("postfix-no-such-user", message)
    assert [each.state for each in mail_to("ann@example.org")] == [
        MessageState.SENT,
        MessageState.UNDELIVERABLE,
        MessageState.QUEUED,
    ]


def test_an_address_that_works_again_gets_all_mail_and_what_comes_back_later_flags_it_anew(app: Flask) -> None:
    message, manager = a_message(to_email="ann@example.org"), a_manager()
    keep("postfix-no-such-user", message)
    put(kind=LetterKind.REMINDER, about="booking-1")
    page = Visitor(app).sign_in(manager).open_page("/outbox/bounces")
    assert "There is no mailbox of this name." in page.words
    assert "550 5.1.1 <ann@example.org>: Recipient address rejected" in page.words
    page = page.press("It works again for ann@example.org")
    assert page.notice == "All mail goes out to ann@example.org again, from now on."
    assert flagged() == []
    assert db.session.query(AuditEntry).filter_by(verb="said that an address works again").one().actor_id == manager.id

    [kept_back] = mail_to("ann@example.org", LetterKind.REMINDER)
    page = Visitor(app).sign_in(manager).open_page(f"/outbox/{kept_back.id}")
    assert WHY_NOT_SENT in page.words
    page.press("Send it again")
    assert mail_to("ann@example.org", LetterKind.REMINDER)[0].state is MessageState.QUEUED

    with clock_at(NOW + timedelta(days=1)):
        for number in range(2):
            keep("postfix-expired", message, number=number)
        assert flagged() == []  # what came back before doesn't count
        keep("postfix-no-such-user", message, number=9)
        assert flagged() == ["ann@example.org"]


# --- The office is told ---


def told() -> list[Message]:
    return mail_to(TEAM, LetterKind.MAIL_CAME_BACK)


def test_one_letter_a_day_tells_of_all_addresses_flagged_since_the_last(reading: Flask) -> None:
    keep("postfix-no-such-user", a_message(to_email="one@example.org"))
    keep("postfix-no-such-user", a_message(to_email="two@example.org"), number=1)
    read_bounces()
    keep("postfix-no-such-user", a_message(to_email="three@example.org"), number=2)
    read_bounces()
    [letter] = told()
    assert letter.subject == "Mail comes back from 2 addresses"
    assert "- one@example.org\n  550 5.1.1 <one@example.org>: Recipient address rejected" in letter.text
    assert "http://coursebook.test/outbox/bounces" in letter.text
    assert "three@" not in letter.text
    with clock_at(NOW + timedelta(days=1)):
        read_bounces()
        read_bounces()
    assert [letter.subject for letter in told()[1:]] == ["Mail comes back from 1 address"]
    assert "three@example.org" in told()[1].text


def test_a_day_without_new_addresses_brings_no_letter(reading: Flask) -> None:
    keep("out-of-office-exchange", a_message())
    keep("postfix-delayed", a_message())
    read_bounces()
    assert told() == []


def test_our_own_letter_in_the_mailbox_is_left_to_the_office(reading: Flask, mailbox: ImapOffice) -> None:
    keep("postfix-no-such-user", a_message(to_email="one@example.org"))
    read_bounces()
    mailbox.put(as_mail(told()[0], at=NOW))
    assert read_bounces() == "1 left for the office"


# --- Pages ---


def test_the_page_says_what_to_do_when_there_is_nothing(app: Flask, reading: Flask) -> None:
    without, with_a_mailbox = (Visitor(each).sign_in(a_manager()) for each in (app, reading))
    assert "No mailbox is set to be read" in without.open_page("/outbox/bounces").words
    assert "will stand here once the mailbox is read" in with_a_mailbox.open_page("/outbox/bounces").words
    read_bounces()
    assert "Every address works, as far as anybody has told us." in with_a_mailbox.open_page("/outbox/bounces").words
    assert "Nothing has come back." in with_a_mailbox.open_page("/outbox/bounces/all").words


def test_everything_that_came_back_is_listed_with_its_message_but_automatic_replies_are_only_counted(
    reading: Flask,
) -> None:
    message = a_message(to_email="ann@example.org")
    for name in ("postfix-delayed", "postfix-expired", "out-of-office-exchange"):
        keep(name, message)
    team = Visitor(reading).sign_in(a_manager())
    page = team.open_page("/outbox").click("Mail that came back")
    assert "1 automatic reply, such as out of office, arrived in the last 30 days." in page.words
    page = page.click("Everything that came back")
    rows = [" ".join(row.get_text(" ").split()) for row in page.soup.select("tbody tr")]
    assert len(rows) == 2
    assert "The mail server doesn’t know this address, or doesn’t answer." in rows[0]
    assert page.click("Read it").h1 == message.subject


def test_long_lists_have_pages_and_cost_the_same(reading: Flask) -> None:
    for number in range(101):
        details: dict[str, Any] = {"words": "550 no such user", "flagged_at": NOW}
        db.session.add(UndeliverableAddress(email=f"reader{number}@example.org", **details))
        kept = {"received_at": NOW, "kind": BounceKind.PERMANENT, "status": "5.1.1", "words": "550 no such user"}
        db.session.add(Bounce(digest=str(number), to_email=f"reader{number}@example.org", **kept))
    db.session.commit()
    team, costs = Visitor(reading).sign_in(a_manager()), []
    for address in ("/outbox/bounces", "/outbox/bounces/all"):
        page = team.open_page(address)
        assert len(page.soup.select("tbody tr")) == 50
        with queries_counted() as statements:
            page = page.click("Older").click("Older")
        assert len(page.soup.select("tbody tr")) == 1
        costs.append(len([words for words in statements if words.startswith("SELECT")]))
    assert max(costs) <= 24


def test_an_address_leads_to_the_person_behind_it(reading: Flask) -> None:
    keep("postfix-no-such-user", a_message(to_email="ann@example.org"))
    page = Visitor(reading).sign_in(a_manager()).open_page("/outbox/bounces")
    page = page.press("Find the person with ann@example.org")
    assert page.address == "/manage/people"
    assert page.soup.find(id="q")["value"] == "ann@example.org"
