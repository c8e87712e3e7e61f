"""MailRun to a real SMTP server on loopback: sent once, refused, down, stale, hung, and never in the clear."""

import contextlib
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
import trustme
from flask import Flask
from sqlalchemy import select, update

from app import create_app
from app.booking.claims.services_delegates import delegate_of
from app.booking.leaving.services import withdraw
from app.booking.models import Booking
from app.booking.places.services import book_place, book_several, hold_place
from app.core import clock, links
from app.core.clock import freeze
from app.core.database import db
from app.notifications.delivery import connection
from app.notifications.delivery.connection import SOCKET_TIMEOUT
from app.notifications.delivery.jobs import MailRun, deliver
from app.notifications.delivery.rules import BATCH
from app.notifications.delivery.services import claim, renew_lease
from app.notifications.models import LEASE, WAITS, LetterKind, Message, MessageState
from app.notifications.services import withdraw_queued
from app.programme.models_sessions import Day
from app.settings import queries as settings_queries
from app.settings import services as settings_services
from app.settings.rules_partnership import MailSender, PartnershipDetails
from tests import builders
from tests.builders import a_message, queries_counted
from tests.conftest import NOW, settings
from tests.page import Visitor
from tests.servers import HANG_UP, LOOPBACK, PostOffice, Received
from tests.words import BOOK_MY_PLACE, NO_MAIL_SERVER, SEND_IT_AGAIN, YOU_HAVE_WITHDRAWN

MINUTE = timedelta(minutes=1)


@pytest.fixture
def smtp(request: pytest.FixtureRequest) -> Iterator[PostOffice]:
    with getattr(request, "param", PostOffice)() as office:
        yield office


@pytest.fixture
def posting(app: Flask, database: str, smtp: PostOffice) -> Iterator[Flask]:
    """The application in its context, with a mail server."""
    with posting_to(database, **smtp.settings()) as application:
        yield application


@contextlib.contextmanager
def posting_to(database: str, **mail: str) -> Iterator[Flask]:
    """The application in its context, with these settings of its mail."""
    application = create_app(settings(database, **mail))
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


# --- Delivered ---


def test_a_confirmation_arrives_with_its_links_and_its_calendar_entry(posting: Flask, smtp: PostOffice) -> None:
    booking = a_place(builders.a_session(builders.a_course("Neglect")))
    deliver()
    (received,) = smtp.received
    text = received.part("text/plain").get_content()
    assert received.sender == "training@example.org"
    assert received.recipients == (booking.practitioner.email,)
    assert received.header("Subject") == "You are booked: Neglect, Mon 21 Dec 2026"
    assert received.header("From") == "Anyshire Safeguarding Children Partnership <training@example.org>"
    assert received.header("To") == f"{booking.name} <{booking.practitioner.email}>"
    assert "{secret" not in text
    assert b"\r\r\n" not in received.raw
    assert links.Secret("before", booking.id).reveal() in text.split()
    html = received.part("text/html").get_content()
    assert f'href="{links.Secret("before", booking.id).reveal()}"' in html
    assert "<h1>You are booked: Neglect, Mon 21 Dec 2026</h1>" in html
    assert [part.get_content_type() for part in message_from_bytes(received.raw).walk()][1:] == [
        *("multipart/alternative", "text/plain", "text/html", "text/calendar")
    ]
    calendar = received.part("text/calendar")
    assert calendar.get_content_type() == "text/calendar"
    assert calendar.get_param("method") == "REQUEST"
    assert f"UID:booking-{booking.id}-day-1@coursebook" in calendar.get_content()


def test_the_entries_of_several_arrive_as_a_file_to_add_and_a_second_day_by_itself(
    posting: Flask, smtp: PostOffice
) -> None:
    person, week = builders.a_user(), builders.a_learning_week(NOW.date() + timedelta(days=14))
    dates = (week.starts_on, week.ends_on)
    several = [builders.a_session(on=on, learning_week_id=week.id) for on in dates]
    book_several(several, delegate_of(person), by=person, at=NOW)
    two_days = [Day(NOW.date() + timedelta(days=days), *builders.FULL_DAY) for days in (30, 31)]
    book_place(builders.a_session(days=two_days), delegate_of(person), by=person, at=NOW)
    deliver()
    parts = [received.part("text/calendar") for received in smtp.received]
    found = [
        (part.get_param("method"), part.get_content().count("BEGIN:VEVENT"), part.get_filename()) for part in parts
    ]
    assert sorted(found, key=str) == [("PUBLISH", 2, "training.ics"), ("REQUEST", 1, None), ("REQUEST", 1, None)]


def test_what_a_subscription_brings_can_be_stopped_with_one_click(
    posting: Flask, smtp: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 8058: both headers, the address in one piece however long it is, and also in the text."""
    host = "https://training.the-safeguarding-children-partnership-of-anyshire.example.org"
    monkeypatch.setitem(posting.config, "PUBLIC_URL", host)
    subscription = builders.a_subscription("series-how-to")
    stop = links.Secret("unsubscribe", subscription.id)
    a_message(subscription_id=subscription.id, text="Stop: {secret-0}", secrets=[list(stop)])
    a_message()
    deliver()
    brought, other = smtp.received
    assert stop.reveal().startswith(f"{host}/subscriptions/end/")
    assert f"\r\nList-Unsubscribe: <{stop.reveal()}>\r\n".encode() in brought.raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in brought.raw
    assert stop.reveal() in brought.part("text/plain").get_content()
    assert b"List-Unsubscribe" not in other.raw


def test_a_code_and_a_link_are_revealed_in_subject_and_text(posting: Flask, smtp: PostOffice) -> None:
    booking = hold_place(builders.a_session(), builders.a_delegate(), at=NOW)
    assert booking.proof_id
    deliver()
    (received,) = smtp.received
    code = links.six_digit_code(booking.proof_id)
    text = received.part("text/plain").get_content()
    assert received.header("Subject").startswith(f"{code} is your code for")
    assert f"Your code is {code}" in text
    assert links.Secret("confirm", booking.id, booking.proof_id).reveal() in text.split()


@pytest.mark.parametrize("name", ["Zoë Ní Bhriain", "Smith, Jane (HV) <jane>", "Ann" + " of Somewhere Else" * 10])
def test_mail_arrives_whatever_its_reader_is_called(posting: Flask, smtp: PostOffice, name: str) -> None:
    a_message(to_email="reader@example.org", to_name=name)
    deliver()
    (received,) = smtp.received
    assert received.recipients == ("reader@example.org",)
    assert parseaddr(received.header("To")) == (name, "reader@example.org")


def test_mail_comes_from_a_partnership_with_commas_in_its_name(app: Flask, database: str, smtp: PostOffice) -> None:
    name = "Bournemouth, Christchurch and Poole Safeguarding Children Partnership"
    with posting_to(database, **smtp.settings(PARTNERSHIP_NAME=name)):
        a_message()
        deliver()
    (received,) = smtp.received
    assert received.sender == "training@example.org"
    assert parseaddr(received.header("From")) == (name, "training@example.org")


@pytest.mark.parametrize(
    ("details", "sender", "name", "replies_to"),
    [
        ({}, {}, "Anyshire Safeguarding Children Partnership", None),
        ({"name": "Newshire", "mailbox": "team@example.org"}, {}, "Newshire", "team@example.org"),
        ({"mailbox": "training@example.org"}, {"sender_name": "Newshire training"}, "Newshire training", None),
        ({"mailbox": "team@example.org"}, {"reply_to": "answers@example.org"}, None, "answers@example.org"),
    ],
)
def test_mail_is_from_whom_the_settings_say_and_answers_go_where_they_say(
    posting: Flask,
    smtp: PostOffice,
    details: dict[str, str],
    sender: dict[str, str],
    name: str | None,
    replies_to: str | None,
) -> None:
    for group, values in ((PartnershipDetails, details), (MailSender, sender)):
        settings_services.change(replace(settings_queries.current(group), **values), by=None, at=NOW)
    a_message()
    deliver()
    (received,) = smtp.received
    assert message_from_bytes(received.raw)["Reply-To"] == replies_to
    assert parseaddr(received.header("From"))[1] == "training@example.org"
    assert name in (None, parseaddr(received.header("From"))[0])


def test_a_repeated_run_sends_nothing(posting: Flask, smtp: PostOffice) -> None:
    message = a_message()
    deliver()
    freeze(NOW + timedelta(days=1))
    deliver()
    assert len(smtp.received) == 1
    assert_stands(message, MessageState.SENT)
    assert message.sent_at == NOW


def test_a_message_has_the_same_message_id_at_each_attempt(posting: Flask, smtp: PostOffice) -> None:
    first, second = a_message(to_email="one@example.org"), a_message(to_email="two@example.org")
    seen: list[str] = []

    def refuse_the_first_time(mail: Received) -> str | None:
        seen.append(mail.message_id)
        return "451 4.3.0 Try again later" if len(seen) <= 2 else None

    smtp.on_mail = refuse_the_first_time
    deliver()
    freeze(NOW + WAITS[0])
    deliver()
    assert seen[:2] == seen[2:] == smtp.message_ids
    assert len(set(seen)) == 2
    assert seen[0] == f"<coursebook-{first.id}-20261123100000@example.org>"
    assert_stands(second, MessageState.SENT)


def test_one_connection_carries_all_that_is_due(posting: Flask, smtp: PostOffice) -> None:
    addresses = [a_message(to_email=f"reader{number}@example.org").to_email for number in range(2 * BATCH + 10)]
    assert deliver().sent == len(addresses)
    assert smtp.recipients == addresses
    assert smtp.connections == 1


def test_the_server_is_not_called_while_nothing_is_due(posting: Flask, smtp: PostOffice) -> None:
    a_message(next_attempt_at=NOW + MINUTE)
    deliver()
    assert smtp.connections == 0


def test_a_mail_costs_two_statements(posting: Flask, smtp: PostOffice) -> None:
    """The mark of the one just sent and the lease of the next, in one transaction; a batch costs a few more."""
    costs = []
    for how_many in (10, 30):
        for _ in range(how_many):
            a_message()
        settings_queries.forget()  # as at the beginning of a run
        with queries_counted() as statements:
            deliver()
        costs.append(len([words for words in statements if not words.startswith("BEGIN")]))
    assert costs[1] - costs[0] == 2 * 20


@pytest.mark.parametrize("subject", ["Your feedback on “Neglect”", "A long subject " * 15, "Ключові зміни " * 10])
def test_a_subject_arrives_as_it_was_written(posting: Flask, smtp: PostOffice, subject: str) -> None:
    a_message(subject=subject)
    deliver()
    (received,) = smtp.received
    assert received.header("Subject") == subject.strip()
    headers = received.raw.partition(b"\r\n\r\n")[0]
    assert headers.isascii()
    assert max(map(len, headers.split(b"\r\n"))) <= 78


def test_a_mail_is_dated_when_it_leaves(posting: Flask, smtp: PostOffice) -> None:
    a_message(next_attempt_at=NOW + MINUTE)
    freeze(NOW + MINUTE)
    deliver()
    (received,) = smtp.received
    assert parsedate_to_datetime(received.header("Date")) == NOW + MINUTE


# --- Refused ---


def test_a_reader_refused_for_good_fails_with_the_servers_words(posting: Flask, smtp: PostOffice) -> None:
    smtp.refuses["gone@example.org"] = "550 5.1.1 No such person here"
    gone, other = a_message(to_email="gone@example.org"), a_message(to_email="other@example.org")
    deliver()
    assert_stands(gone, MessageState.FAILED, words="550 5.1.1 No such person here")
    assert_stands(other, MessageState.SENT)
    assert smtp.recipients == ["other@example.org"]
    freeze(NOW + timedelta(days=2))
    deliver()
    assert smtp.recipients == ["other@example.org"]


def test_a_reader_refused_for_now_gets_it_when_its_time_comes(posting: Flask, smtp: PostOffice) -> None:
    smtp.refuses["busy@example.org"] = "451 4.7.1 Greylisted, come back"
    busy, other = a_message(to_email="busy@example.org"), a_message(to_email="other@example.org")
    deliver()
    assert_stands(busy, MessageState.RETRYING, words="451 4.7.1 Greylisted, come back")
    assert_stands(other, MessageState.SENT)
    smtp.refuses.clear()
    freeze(NOW + WAITS[0] - timedelta(seconds=1))
    deliver()
    assert smtp.recipients == ["other@example.org"]
    freeze(NOW + WAITS[0])
    deliver()
    assert smtp.recipients == ["other@example.org", "busy@example.org"]
    assert_stands(busy, MessageState.SENT, words="")


def test_the_waits_grow_and_after_the_last_the_message_fails(posting: Flask, smtp: PostOffice) -> None:
    smtp.refuses["busy@example.org"] = "451 Busy"
    message, at = a_message(to_email="busy@example.org"), NOW
    for wait in WAITS:
        deliver()
        assert_stands(message, MessageState.RETRYING, words="451 Busy")
        assert message.next_attempt_at == at + wait
        at += wait
        freeze(at)
    deliver()
    assert_stands(message, MessageState.FAILED, words="451 Busy")
    assert list(WAITS) == sorted(WAITS)


class RefusesSenders(PostOffice):
    """It answers the sender's line with these words."""

    says = "550 5.7.60 Not allowed to send as this sender"

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        envelope.mail_from = address
        return self.says


@pytest.mark.parametrize("smtp", [RefusesSenders], indirect=True)
@pytest.mark.parametrize("says", [RefusesSenders.says, "451 4.7.500 Server busy", "550 5.1.8 Bad outbound sender"])
def test_a_server_that_takes_nothing_from_our_sender_costs_no_message_its_life(
    posting: Flask, smtp: RefusesSenders, says: str
) -> None:
    """Our account is blocked, or set up wrongly: the whole outbox waits, and nothing in it fails."""
    smtp.says, messages = says, [a_message(), a_message()]
    for _ in range(2 * len(WAITS)):
        deliver()
        for message in messages:
            assert_stands(message, MessageState.RETRYING, words=says)
        freeze(clock.now() + timedelta(hours=12))
    smtp.says = "250 OK"
    deliver()
    assert len(smtp.received) == 2


@pytest.mark.parametrize(
    "says",
    [
        "554 5.2.252 SendAsDenied; training@example.org not allowed to send as other@example.org",
        "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
        "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
        "550 5.7.233 Your message can't be sent because your tenant exceeded its daily limit",
    ],
)
def test_what_a_server_says_of_us_only_after_the_letter_costs_no_message_its_life(
    posting: Flask, smtp: PostOffice, says: str
) -> None:
    """As Exchange Online does: it is told whose mail it is at the beginning, and looks at the end."""
    offered: list[Received] = []

    def refuse(mail: Received) -> str:
        offered.append(mail)
        return says

    smtp.on_mail, messages = refuse, [a_message(), a_message()]
    deliver()
    assert len(offered) == 1  # the next would fare alike
    for message in messages:
        assert_stands(message, MessageState.RETRYING, words=says)
    smtp.on_mail = lambda mail: None
    freeze(clock.now() + WAITS[0])
    deliver()
    assert states() == [MessageState.SENT] * 2


@pytest.mark.parametrize("smtp", [RefusesSenders], indirect=True)
def test_a_mail_too_large_for_the_server_fails_alone(posting: Flask, smtp: RefusesSenders) -> None:
    """It is told how large the mail is with the sender, and refuses it there."""
    smtp.says, message = "552 5.3.4 Message too big for system", a_message()
    deliver()
    assert_stands(message, MessageState.FAILED, words="552 5.3.4 Message too big for system")


def test_a_mail_too_much_for_the_server_keeps_its_words(posting: Flask, smtp: PostOffice) -> None:
    """Refused at the end of the letter rather than at the address."""
    smtp.on_mail = lambda mail: "554 5.6.0 We do not take this letter"
    message = a_message()
    deliver()
    assert_stands(message, MessageState.FAILED, words="554 5.6.0 We do not take this letter")


def test_a_failed_message_is_sent_again_when_the_office_says_so(posting: Flask, smtp: PostOffice) -> None:
    smtp.refuses["gone@example.org"] = "550 No such person"
    message = a_message(to_email="gone@example.org")
    deliver()
    smtp.refuses.clear()
    page = Visitor(posting).sign_in(builders.a_manager()).open_page(f"/outbox/{message.id}")
    assert "550 No such person" in page.words
    page.press(SEND_IT_AGAIN)
    deliver()
    assert smtp.recipients == ["gone@example.org"]
    assert_stands(message, MessageState.SENT)


def test_a_server_that_hangs_up_in_mid_batch_gets_the_rest_later_and_none_twice(
    posting: Flask, smtp: PostOffice
) -> None:
    messages = [a_message(to_email=f"reader{number}@example.org") for number in range(5)]
    smtp.on_mail = lambda mail: HANG_UP if len(smtp.received) == 2 else None
    deliver()
    assert len(smtp.received) == 2
    assert {stands(message) for message in messages[2:]} == {MessageState.RETRYING}
    smtp.on_mail = lambda mail: None
    freeze(NOW + WAITS[0])
    deliver()
    assert smtp.recipients == [f"reader{number}@example.org" for number in range(5)]


def test_a_server_that_wants_a_rest_is_quoted_in_its_own_words(posting: Flask, smtp: PostOffice) -> None:
    """421 says that the server closes the connection: what is left of the batch waits for that reason."""
    first, second, third = (a_message(to_email=f"reader{number}@example.org") for number in range(3))
    smtp.refuses["reader1@example.org"] = "421 4.7.0 Too many messages, slow down"
    deliver()
    assert_stands(first, MessageState.SENT)
    assert_stands(second, MessageState.RETRYING, words="421 4.7.0 Too many messages, slow down")
    assert_stands(third, MessageState.RETRYING, words="421 4.7.0 Too many messages, slow down")


def test_a_letter_that_cannot_be_written_holds_nobody_elses_up(posting: Flask, smtp: PostOffice) -> None:
    """A header can't hold two lines. Forms keep such a name out; an imported register or a script might not."""
    unwritable = a_message(to_email="ann@example.org", to_name="Ann\nBcc: all@example.org")
    other = a_message(to_email="other@example.org")
    with contextlib.suppress(Exception):
        deliver()
    freeze(NOW + LEASE)
    with contextlib.suppress(Exception):
        deliver()
    assert_stands(other, MessageState.SENT)
    assert_stands(unwritable, MessageState.FAILED)
    assert smtp.recipients == ["other@example.org"]


@pytest.mark.parametrize("answer", [HANG_UP, "421 4.3.2 Closing the connection"])
def test_a_letter_that_ends_the_connection_holds_nobody_elses_up_for_ever(
    posting: Flask, smtp: PostOffice, answer: str
) -> None:
    """Those behind it in the batch were never tried: their turn comes."""
    bad, other = a_message(to_email="bad@example.org"), a_message(to_email="other@example.org")
    smtp.on_mail = lambda mail: answer if mail.recipients == (bad.to_email,) else None
    for hours in range(0, 48, 2):
        freeze(NOW + timedelta(hours=hours))
        deliver()
    assert_stands(bad, MessageState.FAILED)
    assert_stands(other, MessageState.SENT)


# --- A server that takes so many over one connection ---


@pytest.mark.parametrize("answer", [HANG_UP, "421 4.7.0 Too many on one connection"])
def test_a_server_that_ends_the_connection_after_so_many_is_called_again_in_the_same_run(
    posting: Flask, smtp: PostOffice, answer: str
) -> None:
    """That was no fault of the message whose turn it was: its tries aren't counted."""
    messages = [a_message(to_email=f"reader{number}@example.org") for number in range(10)]
    taken: Counter[int] = Counter()

    def take_three(mail: Received) -> str | None:
        if taken[smtp.connections] == 3:
            return answer
        taken[smtp.connections] += 1
        return None

    smtp.on_mail = take_three
    assert deliver() == MailRun(sent=10)
    assert smtp.recipients == [message.to_email for message in messages]
    assert taken == {1: 3, 2: 3, 3: 3, 4: 1}
    assert {(stands(message), message.attempts) for message in messages} == {(MessageState.SENT, 0)}


def test_a_server_that_ends_a_connection_before_it_carried_anything_is_called_once_a_run(
    posting: Flask, smtp: PostOffice
) -> None:
    for number in range(BATCH + 3):
        a_message(to_email=f"reader{number}@example.org")
    smtp.on_mail = lambda mail: HANG_UP if len(smtp.received) == 2 else None
    assert deliver() == MailRun(sent=2, refused=BATCH - 2)
    assert smtp.connections == 2  # the first carried two, the second none
    assert states().count(MessageState.QUEUED) == 3


def test_a_server_that_falls_silent_after_some_is_not_called_again_in_the_same_run(
    posting: Flask, smtp: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may even have the mail; and each call would cost its ten seconds."""
    monkeypatch.setattr(connection, "SOCKET_TIMEOUT", 0.2)
    smtp.on_mail = lambda mail: time.sleep(0.4) if smtp.received else None  # type: ignore[func-returns-value]
    sent, message, behind = a_message(), a_message(), a_message()
    deliver()
    time.sleep(0.4)  # so that the server could notice a second call
    assert smtp.connections == 1
    assert_stands(sent, MessageState.SENT)
    for waiting in (message, behind):
        assert_stands(waiting, MessageState.RETRYING, words="timed out")


# --- Down, and up again ---


def test_with_the_server_down_bookings_go_on_and_the_outbox_says_why_mail_does_not(
    posting: Flask, smtp: PostOffice
) -> None:
    session, agency = builders.a_session(places=5), builders.an_agency()
    people = [builders.a_user(agency=agency) for _ in range(3)]
    smtp.close()
    for person in people:
        page = Visitor(posting).sign_in(person).open_page(f"/sessions/{session.id}/book")
        assert page.press(BOOK_MY_PLACE, accepts_terms="y").h1 == f"You are booked: {session.title}"
        deliver()
    assert states() == [MessageState.RETRYING] * 3
    outbox = Visitor(posting).sign_in(builders.a_manager()).open_page("/outbox")
    assert outbox.words.count("Connection refused") == 3
    assert outbox.words.count("Retrying") == 3 + 1  # and the tab above

    smtp.open()
    freeze(NOW + WAITS[0])
    deliver()
    assert sorted(smtp.recipients) == sorted(person.email for person in people)
    assert states() == [MessageState.SENT] * 3


def test_a_mail_server_that_is_down_for_a_long_weekend_loses_no_mail(posting: Flask, smtp: PostOffice) -> None:
    """Nothing was wrong with the messages; only what the server says of a message counts against it."""
    message = a_message()
    smtp.close()
    for hours in range(0, 72, 3):
        freeze(NOW + timedelta(hours=hours))
        deliver()
    assert_stands(message, MessageState.RETRYING, words="Connection refused")
    smtp.open()
    freeze(NOW + timedelta(hours=72))
    deliver()
    assert_stands(message, MessageState.SENT)


def test_a_server_that_is_away_is_asked_once_a_run_so_that_other_jobs_get_their_turn(
    app: Flask, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scheduler has one thread: twenty seconds for each batch of a long queue would keep holds from lapsing."""
    monkeypatch.setattr(connection, "SOCKET_TIMEOUT", 0.2)
    with a_silent_server() as silent, posting_to(database, **address_of(silent)):
        for _ in range(BATCH + 10):
            a_message()
        deliver()
        assert calls(silent) == 1


def test_a_message_whose_time_passed_while_the_server_was_down_is_missed(posting: Flask, smtp: PostOffice) -> None:
    smtp.close()
    hold_place(builders.a_session(), builders.a_delegate(), at=NOW)
    still_wanted = a_message(to_email="later@example.org")
    deliver()
    smtp.open()
    freeze(NOW + 30 * MINUTE)
    deliver()
    assert states() == [MessageState.MISSED, MessageState.SENT]
    assert smtp.recipients == [still_wanted.to_email]


def test_a_message_whose_time_passed_after_a_crash_in_mid_delivery_is_missed(posting: Flask, smtp: PostOffice) -> None:
    message = a_message(stale_at=NOW + 30 * MINUTE)
    claim(owner="a process that died", at=NOW)
    freeze(NOW + 30 * MINUTE)
    deliver()
    assert_stands(message, MessageState.MISSED)
    assert smtp.received == []


def test_without_a_mail_server_messages_stay_queued_and_the_outbox_says_so(app: Flask) -> None:
    message = a_message()
    assert deliver().sent == 0
    assert_stands(message, MessageState.QUEUED)
    outbox = Visitor(app).sign_in(builders.a_manager()).open_page("/outbox")
    assert NO_MAIL_SERVER in outbox.words


def test_what_was_queued_before_a_mail_server_was_set_is_sent_then(app: Flask, database: str, smtp: PostOffice) -> None:
    message = a_message()
    deliver()
    with posting_to(database, **smtp.settings()):
        deliver()
    assert_stands(message, MessageState.SENT)


def test_a_message_withdrawn_while_a_process_holds_it_is_not_sent(posting: Flask, smtp: PostOffice) -> None:
    """Its turn in the batch had not come when the person withdrew: the confirmation is overtaken."""
    first = a_message(to_email="first@example.org")
    booking = a_place(builders.a_session())
    withdrawn_by, booking_id = booking.practitioner, booking.id

    def withdraw_meanwhile(mail: Received) -> None:
        with posting.app_context():
            meant = db.session.get_one(Booking, booking_id)
            withdraw(meant, by=meant.practitioner, at=NOW)

    smtp.on_mail = lambda mail: withdraw_meanwhile(mail) if mail.recipients == (first.to_email,) else None
    address = withdrawn_by.email
    deliver()
    subjects = [mail.header("Subject") for mail in smtp.received if address in mail.recipients]
    assert [subject.partition(":")[0] for subject in subjects] == [YOU_HAVE_WITHDRAWN]


def test_the_next_of_a_batch_is_not_sent_if_it_is_withdrawn_while_the_one_before_is_being_sent(
    posting: Flask, smtp: PostOffice
) -> None:
    messages = [a_message(to_email=f"reader{number}@example.org", subject_key=f"booking-{number}") for number in "123"]

    def withdraw_the_second(mail: Received) -> None:
        if not smtp.received:
            with posting.app_context():
                withdraw_queued(about="booking-2")

    smtp.on_mail = withdraw_the_second
    deliver()
    assert smtp.recipients == ["reader1@example.org", "reader3@example.org"]
    sent, withdrawn = MessageState.SENT, MessageState.WITHDRAWN
    assert [stands(message) for message in messages] == [sent, withdrawn, sent]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite has one writer at a time
def test_a_message_that_somebody_is_just_changing_is_left_alone_and_not_waited_for(
    posting: Flask, smtp: PostOffice
) -> None:
    """Somebody may have this row and want the one that we mark in the same transaction: both would wait for ever."""
    _, second, _ = (a_message(to_email=f"reader{number}@example.org") for number in range(3))
    change = update(Message).where(Message.id == second.id).values(state=MessageState.WITHDRAWN)
    with db.engine.connect() as somebody:
        thinking_better_of_it = threading.Timer(3, somebody.rollback)

        def change_the_second(mail: Received) -> None:
            if not smtp.received:
                somebody.execute(change)
                thinking_better_of_it.start()

        smtp.on_mail = change_the_second
        deliver()
        assert smtp.recipients == ["reader0@example.org", "reader2@example.org"]
        thinking_better_of_it.join()
    freeze(NOW + LEASE)
    deliver()
    assert smtp.recipients[2:] == ["reader1@example.org"]


@pytest.mark.parametrize("answer", [HANG_UP, "451 4.3.0 Try again later"])
def test_a_message_withdrawn_while_a_process_holds_it_stays_withdrawn_when_the_server_refuses(
    posting: Flask, smtp: PostOffice, answer: str
) -> None:
    """The refusal comes for a message that nobody wants any more, in its own turn or in that of one before it."""
    before, about = a_message(), "booking-1"
    overtaken = a_message(subject_key=about, kind="confirmed")
    address = overtaken.to_email if answer != HANG_UP else before.to_email

    def withdraw_and_refuse(mail: Received) -> str | None:
        if mail.recipients != (address,):
            return None
        with posting.app_context():
            withdraw_queued(about=about, kinds=(LetterKind.CONFIRMED,))
        return answer

    smtp.on_mail = withdraw_and_refuse
    deliver()
    assert_stands(overtaken, MessageState.WITHDRAWN)


# --- Leases ---


def test_a_message_that_another_process_holds_is_left_to_it_until_its_lease_is_over(
    posting: Flask, smtp: PostOffice
) -> None:
    message = a_message()
    assert claim(owner="another", at=NOW) == [message.id]
    freeze(NOW + LEASE - timedelta(seconds=1))
    deliver()
    assert smtp.received == []
    freeze(NOW + LEASE)
    deliver()
    assert smtp.recipients == [message.to_email]


def test_a_lease_from_a_clock_that_was_set_back_since_is_not_waited_out(posting: Flask, smtp: PostOffice) -> None:
    """Nobody would send it for a day. Clocks of two machines may differ by as much as a lease."""
    held = {"state": MessageState.SENDING, "lease_owner": "another"}
    tomorrow = a_message(lease_until=NOW + timedelta(days=1), **held)
    a_message(lease_until=NOW + 2 * LEASE, **held)
    deliver()
    assert smtp.recipients == [tomorrow.to_email]


def test_what_a_run_could_not_mark_as_sent_is_marked_by_the_next_before_anybody_takes_it_up(
    posting: Flask, smtp: PostOffice
) -> None:
    """The database was away just then; the worker's lane hands on what it knows."""
    message = a_message()
    assert claim(owner="the lane before", at=NOW) == [message.id]
    freeze(NOW + LEASE)
    deliver(MailRun(unmarked={message.id}))
    assert_stands(message, MessageState.SENT)
    assert smtp.received == []


def test_a_message_taken_over_by_another_process_is_not_sent_by_the_first(posting: Flask, smtp: PostOffice) -> None:
    """While the first was busy with one mail, the lease on its other messages ran out."""
    messages = [a_message(to_email=f"reader{number}@example.org") for number in range(3)]
    ids = [message.id for message in messages]

    def take_over(mail: Received) -> None:
        freeze(NOW + LEASE)
        with posting.app_context():
            claim(owner="another", at=clock.now())

    smtp.on_mail = take_over
    deliver()
    assert smtp.recipients == ["reader0@example.org"]
    assert [(stands(message), message.lease_owner) for message in messages] == [
        (MessageState.SENT, None),
        (MessageState.SENDING, "another"),
        (MessageState.SENDING, "another"),
    ]
    assert not any(renew_lease(message_id, owner="the first", at=clock.now()) for message_id in ids)


def test_a_lease_is_renewed_just_before_its_mail_so_that_no_two_processes_send_it(
    posting: Flask, smtp: PostOffice
) -> None:
    for number in range(4):
        a_message(to_email=f"reader{number}@example.org")
    taken_by_others: list[int] = []

    def half_a_lease_passes(mail: Received) -> None:
        freeze(clock.now() + LEASE / 2)
        with posting.app_context():
            taken_by_others.extend(claim(owner="another", at=clock.now()))

    smtp.on_mail = half_a_lease_passes
    deliver()
    assert len(smtp.message_ids) == len(set(smtp.message_ids))
    # Those whose turn comes too late go to the other process, but none that the first is sending.
    assert len(smtp.received) + len(taken_by_others) == 4


def test_a_hung_server_cannot_outlast_the_lease() -> None:
    assert timedelta(seconds=SOCKET_TIMEOUT) < LEASE


def test_nor_can_a_server_that_is_slow_at_every_step_of_a_mail() -> None:
    """The time limit is for each answer, and one mail is five of them: EHLO, MAIL, RCPT, DATA, and the letter's end."""
    assert 5 * timedelta(seconds=SOCKET_TIMEOUT) < LEASE


def test_a_server_that_never_greets_leaves_the_mail_waiting(
    app: Flask, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "SOCKET_TIMEOUT", 0.2)
    with a_silent_server() as silent, posting_to(database, **address_of(silent)):
        message = a_message()
        deliver()
        assert_stands(message, MessageState.RETRYING, words="timed out")


def test_a_server_that_hangs_in_mid_letter_leaves_the_mail_waiting(
    posting: Flask, smtp: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "SOCKET_TIMEOUT", 0.2)
    smtp.on_mail = lambda mail: time.sleep(0.6)  # type: ignore[func-returns-value]
    message, behind = a_message(), a_message()
    deliver()
    assert_stands(message, MessageState.RETRYING, words="timed out")
    assert_stands(behind, MessageState.RETRYING, words="timed out")


# --- Whom we speak to ---

PASSWORD = {"MAIL_USE_TLS": "true", "MAIL_USERNAME": "coursebook", "MAIL_PASSWORD": "open sesame"}


@pytest.fixture
def our_authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """The one certificate authority that this machine trusts for the length of a test."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "trusted.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    return authority


def test_mail_and_password_go_to_a_server_whose_certificate_is_good(
    app: Flask, database: str, our_authority: trustme.CA
) -> None:
    message = post_over_tls(database, server_with(our_authority.issue_cert(LOOPBACK)))
    assert_stands(message, MessageState.SENT)


def test_a_server_with_another_name_in_its_certificate_gets_neither_mail_nor_password(
    app: Flask, database: str, our_authority: trustme.CA
) -> None:
    message = post_over_tls(database, server_with(our_authority.issue_cert("mail.example.org")), is_good=False)
    assert_stands(message, MessageState.RETRYING, words="certificate verify failed: IP address mismatch")


def test_a_server_whose_certificate_nobody_vouches_for_gets_neither_mail_nor_password(
    app: Flask, database: str, our_authority: trustme.CA
) -> None:
    message = post_over_tls(database, server_with(trustme.CA().issue_cert(LOOPBACK)), is_good=False)
    assert_stands(message, MessageState.RETRYING, words="certificate verify failed")


def test_a_server_that_vouches_for_itself_gets_neither_mail_nor_password(
    app: Flask, database: str, our_authority: trustme.CA
) -> None:
    message = post_over_tls(database, server_with(trustme.CA()), is_good=False)
    assert_stands(message, MessageState.RETRYING, words="certificate verify failed: self-signed certificate")


def test_a_server_that_offers_no_tls_where_we_want_it_gets_neither_mail_nor_password(app: Flask, database: str) -> None:
    message = post_over_tls(database, PostOffice(takes_passwords_in_clear=True), is_good=False)
    assert_stands(message, MessageState.RETRYING, words="offers no STARTTLS")


@pytest.mark.parametrize("server", ["mail.example.org", "192.0.2.25", "127.0.0.1.example.org", "0.0.0.0"])
def test_a_test_posts_to_nobody_beyond_this_machine(
    app: Flask, database: str, monkeypatch: pytest.MonkeyPatch, server: str
) -> None:
    tried: list[object] = []
    monkeypatch.setattr(socket, "create_connection", lambda *where, **how: tried.append(where))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *where, **how: tried.append(where))
    with posting_to(database, MAIL_SERVER=server):
        message = a_message()
        deliver()
        assert_stands(message, MessageState.RETRYING, words=f"a test may not send mail to {server}")
    assert tried == []


# --- Making and looking ---


def a_place(session: object) -> Booking:
    """Booked by command, so with its confirmation in the outbox."""
    person = builders.a_user()
    return book_place(session, delegate_of(person), by=person, at=clock.now())  # type: ignore[arg-type]


def server_with(certificate: trustme.LeafCert | trustme.CA) -> PostOffice:
    """A server with STARTTLS; with an authority's own certificate it vouches for itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if isinstance(certificate, trustme.LeafCert):
        certificate.configure_cert(context)
    else:
        with certificate.cert_pem.tempfile() as cert, certificate.private_key_pem.tempfile() as key:
            context.load_cert_chain(cert, key)
    return PostOffice(tls=context)


def post_over_tls(database: str, server: PostOffice, *, is_good: bool = True) -> Message:
    """Deliver one message with a password, see that the server got both or neither, and hand the message back."""
    with server, posting_to(database, **server.settings(**PASSWORD)):
        message = a_message()
        deliver()
        db.session.refresh(message)
        assert server.passwords == ([("coursebook", "open sesame")] if is_good else [])
        assert len(server.received) == int(is_good)
        message_id = message.id
    return db.session.get_one(Message, message_id)


@contextlib.contextmanager
def a_silent_server() -> Iterator[socket.socket]:
    """It takes calls and says nothing. After ten seconds it gives up, so that a test can't hang on it."""
    with socket.create_server((LOOPBACK, 0)) as silent:
        giving_up = threading.Timer(10, silent.shutdown, [socket.SHUT_RDWR])
        giving_up.start()
        try:
            yield silent
        finally:
            giving_up.cancel()


def address_of(server: socket.socket) -> dict[str, str]:
    return {"MAIL_SERVER": LOOPBACK, "MAIL_PORT": str(server.getsockname()[1])}


def calls(server: socket.socket) -> int:
    """How often somebody has called a server that doesn't answer."""
    server.setblocking(False)
    callers = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            server.accept()[0].close()
            callers += 1
    return callers


def stands(message: Message) -> MessageState:
    db.session.rollback()
    return message.state


def assert_stands(message: Message, state: MessageState, *, words: str | None = None) -> None:
    db.session.rollback()
    found = db.session.get_one(Message, message.id)
    assert found.state is state, f"{found.state}: {found.last_error}"
    if words is not None:
        assert words in found.last_error if words else not found.last_error


def states() -> list[MessageState]:
    """Of all messages, oldest first."""
    db.session.rollback()
    return list(db.session.scalars(select(Message.state).order_by(Message.id)))
