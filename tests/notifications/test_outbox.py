"""The outbox: written once with its cause, read by the training team, its secrets masked."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app import create_app
from app.audit.models import AuditEntry, Verb
from app.booking.models import Booking
from app.booking.places.services import hold_place
from app.booking.places.services_confirming import confirm_by_code
from app.core import clock
from app.core.database import command, db
from app.core.errors import Refusal
from app.core.links import Secret
from app.core.roles import TRAINING_TEAM, Role
from app.files.letters import Letter, compose
from app.notifications import queries, services
from app.notifications.delivery.services import note_sent
from app.notifications.models import LEASE, WAITS, LetterKind, Message, MessageState
from app.notifications.models_pausing import PauseReason
from app.notifications.pausing.services import hold_mail
from app.notifications.refusals import CantBeSentAgain
from app.notifications.rules import AskedMessages
from app.notifications.services import Post, post, post_all, withdraw_all_queued, withdraw_queued
from app.settings import services as settings_services
from app.settings.rules_partnership import PartnershipDetails
from tests.builders import (
    a_booking,
    a_course,
    a_delegate,
    a_manager,
    a_message,
    a_session,
    a_subscription,
    a_user,
    code_in,
    entries_about,
    link_in,
    mail_to,
    queries_counted,
)
from tests.conftest import NOW, fresh_database, migrate, settings
from tests.page import Page, Visitor
from tests.words import (
    CONFIRM_MY_PLACE,
    DID_NOT_WORK,
    MESSAGE_IS_QUEUED_AGAIN,
    NO_MAIL_SERVER,
    SEND_IT_AGAIN,
    YOU_ARE_BOOKED,
)

A_LETTER = Letter("Hello", "How are you?")


def put(
    kind: LetterKind = LetterKind.CONFIRMED,
    about: str = "person-1",
    occurrence: str = "",
    letter: Letter = A_LETTER,
) -> None:
    post(
        letter,
        kind=kind,
        about=about,
        occurrence=occurrence,
        to_email="ann@example.org",
        to_name="Ann",
        at=NOW,
    )


def keys() -> list[str]:
    return [message.key for message in mail_to("ann@example.org")]


# Posting and taking back


def test_the_same_message_is_queued_once(app: Flask) -> None:
    for _ in range(3):
        put()
    assert keys() == ["confirmed:person-1"]


def test_another_kind_record_or_occurrence_is_another_message(app: Flask) -> None:
    put()
    put(kind=LetterKind.WITHDRAWN)
    put(about="person-2")
    put(occurrence="reminder-1")
    assert len(keys()) == len(set(keys())) == 4


def test_the_database_refuses_a_key_twice_and_tries_below_nought(app: Flask) -> None:
    a_message(key="confirmed:person-1")
    for wrong in ({"key": "confirmed:person-1"}, {"attempts": -1}):
        with pytest.raises(IntegrityError):
            a_message(**wrong)
        db.session.rollback()


def test_a_message_whose_cause_was_refused_was_never_written(app: Flask) -> None:
    @command
    def greet_and_refuse() -> None:
        put()
        raise Refusal("No.")

    with pytest.raises(Refusal):
        greet_and_refuse()
    assert keys() == []


def test_a_message_sent_already_is_not_queued_anew(app: Flask) -> None:
    put()
    note_sent(mail_to("ann@example.org")[0].id, at=NOW)
    put()
    assert [message.state for message in mail_to("ann@example.org")] == [MessageState.SENT]


def some_posts(how_many: int, **more: Any) -> list[Post]:
    """Every other one has a calendar, and none is about the same."""
    letters = [A_LETTER, Letter("Hello", "See you.", calendar="BEGIN:VCALENDAR", calendar_method="REQUEST")]
    return [
        Post(
            letters[number % 2],
            LetterKind.CONFIRMED,
            f"person-{number}",
            f"ann{number}@example.org",
            "Ann",
            NOW,
            **more,
        )
        for number in range(how_many)
    ]


def test_many_are_queued_in_as_many_statements_as_a_few(app: Flask) -> None:
    costs = []
    for how_many, occurrence in ((3, "first"), (300, "second")):
        posts = some_posts(how_many, occurrence=occurrence)
        with queries_counted() as statements:
            assert post_all(posts) == how_many
        costs.append([statement.split()[0] for statement in statements if not statement.startswith("BEGIN")])
    assert costs == [["INSERT"]] * 2
    assert queries.counts() == {MessageState.QUEUED: 303}


def test_of_many_each_is_queued_once_and_told_apart_from_what_was_there(app: Flask) -> None:
    put(about="person-1")
    posts = some_posts(3)
    assert post_all([*posts, *posts]) == 2
    assert post_all(posts) == 0
    assert post_all([]) == 0
    assert queries.counts() == {MessageState.QUEUED: 3}


def test_one_of_many_is_written_as_it_would_be_alone(app: Flask) -> None:
    times = {"not_before": NOW + timedelta(hours=1), "stale_at": NOW + timedelta(days=1)}
    letter = Letter("Hello" * 100, "Code {secret-0}.", [Secret("code", 5)], "BEGIN:VCALENDAR", "REQUEST")
    to = {"to_email": "ann@example.org", "to_name": "Ann", "at": NOW, "subscription": a_subscription("series-how-to")}
    post(letter, kind=LetterKind.WAITING, about="person-1", **times, **to)
    post_all([*some_posts(1), Post(letter, LetterKind.OFFERED, "person-1", **times, **to)])
    alone, together = (mail_to("ann@example.org", kind)[0] for kind in (LetterKind.WAITING, LetterKind.OFFERED))
    same = [column.name for column in Message.__table__.columns if column.name not in ("id", "key", "kind")]
    assert [getattr(together, name) for name in same] == [getattr(alone, name) for name in same]
    assert (alone.next_attempt_at, alone.stale_at) == (NOW + timedelta(hours=1), NOW + timedelta(days=1))
    assert (alone.subject, alone.calendar_method) == (letter.subject[:300], "REQUEST")


def test_what_waits_about_many_records_is_withdrawn_in_one_statement(app: Flask) -> None:
    post_all(some_posts(20))
    with queries_counted() as statements:
        withdrawn = withdraw_all_queued(
            abouts=[f"person-{number}" for number in range(5, 25)], kinds=(LetterKind.CONFIRMED,)
        )
    assert {each.about for each in withdrawn} == {f"person-{number}" for number in range(5, 20)}
    assert sum(statement.startswith("UPDATE") for statement in statements) == 1
    assert queries.counts() == {MessageState.QUEUED: 5}


def test_what_is_withdrawn_is_named_by_what_it_is_about_and_which_of_several(app: Flask) -> None:
    for key in ("changed:booking-1:3", "changed:booking-2"):
        a_message(key=key, kind="changed", subject_key=key.split(":")[1])
    withdrawn = withdraw_all_queued(abouts=["booking-1", "booking-2"])
    assert sorted(withdrawn) == [("booking-1", "3"), ("booking-2", "")]


def test_when_a_letter_left_is_known_by_its_key_alone_and_of_no_other_state(app: Flask) -> None:
    keys = {state: a_message(state=state, text="").key for state in MessageState}
    later = NOW + timedelta(minutes=1)
    db.session.query(Message).filter_by(state=MessageState.SENT).update({"sent_at": later})
    assert queries.left_at([*keys.values(), "unknown"]) == {
        keys[MessageState.SENT]: later,
        keys[MessageState.FAILED]: NOW,
    }


def test_what_waits_about_a_record_is_withdrawn_and_all_else_stays(app: Flask) -> None:
    about = {"subject_key": "booking-1", "kind": "confirmed"}
    queued = a_message(**about)
    retrying = a_message(state=MessageState.RETRYING, **about)
    claimed = a_message(state=MessageState.SENDING, **about)
    over = (MessageState.SENT, MessageState.FAILED, MessageState.WITHDRAWN, MessageState.MISSED)
    others = [a_message(state=state, **about) for state in over]
    others += [
        a_message(subject_key="booking-1", kind="reminder"),
        a_message(subject_key="booking-11", kind="confirmed"),
    ]
    states = [message.state for message in others]
    withdraw_queued(about="booking-1", kinds=(LetterKind.CONFIRMED,))
    assert queued.state is retrying.state is claimed.state is MessageState.WITHDRAWN
    assert [message.state for message in others] == states


def test_a_letter_has_the_words_at_the_head_of_its_template_and_is_signed_by_the_partnership(app: Flask) -> None:
    booking: Booking = a_booking(a_session(a_course("Complex neglect")), a_user(name="Ann"))
    letter = compose("booking/leaving/email/withdrawn.txt", booking=booking, session=booking.session, programme="x")
    assert letter.subject == "You have withdrawn: Complex neglect, Mon 21 Dec 2026"
    assert letter.text.startswith("Hello Ann,")
    assert letter.plain.endswith("\n\nAnyshire Safeguarding Children Partnership\nTraining team\n")
    details = PartnershipDetails(telephone="01234 567890", hours="weekdays, 9am to 4pm", mailbox="team@example.org")
    settings_services.change(details, by=None, at=NOW)
    letter = compose("booking/leaving/email/withdrawn.txt", booking=booking, session=booking.session, programme="x")
    assert letter.plain.endswith("\nTraining team\n01234 567890 (weekdays, 9am to 4pm)\nteam@example.org\n")


def test_a_secret_appears_where_its_name_stands_and_nowhere_in_what_is_stored(app: Flask) -> None:
    code, link = Secret("code", 5), Secret("confirm", 7, 5)
    put(letter=Letter("{secret-0} is your code", "Code {secret-0}, link {secret-1}.", [code, link]))
    [message] = mail_to("ann@example.org")
    assert message.revealed_subject() == f"{code.reveal()} is your code"
    assert message.revealed_text() == f"Code {code.reveal()}, link {link.reveal()}."
    assert message.masked_subject() == "•••••• is your code"
    assert code.reveal() not in message.masked_text() + message.text + message.subject
    assert link.reveal() not in message.masked_text() + message.text


# The states of a message


def test_a_refused_message_waits_longer_each_time_and_fails_in_the_end(app: Flask) -> None:
    message = a_message()
    for number, wait in enumerate(WAITS, start=1):
        message.mark_refused("451 later", at=NOW, for_good=False)
        assert (message.state, message.attempts) == (MessageState.RETRYING, number)
        assert message.next_attempt_at == NOW + wait
    assert list(WAITS) == sorted(WAITS)
    message.mark_refused("451 later", at=NOW, for_good=False)
    assert message.state is MessageState.FAILED
    assert message.last_error == "451 later"


def test_a_message_refused_for_good_fails_at_once(app: Flask) -> None:
    message = a_message(state=MessageState.SENDING, lease_owner="me", lease_until=NOW + LEASE)
    message.mark_refused("550 no such user", at=NOW, for_good=True)
    assert (message.state, message.lease_owner, message.lease_until) == (MessageState.FAILED, None, None)


@pytest.mark.parametrize("state", list(MessageState))
def test_only_what_failed_or_is_tried_again_can_be_sent_again(app: Flask, state: MessageState) -> None:
    manager = a_manager()
    message = a_message(state=state, attempts=3, next_attempt_at=NOW + timedelta(hours=6))
    if state in (MessageState.FAILED, MessageState.RETRYING, MessageState.UNDELIVERABLE):
        services.send_again(message, by=manager, at=NOW)
        assert (message.state, message.attempts, message.next_attempt_at) == (MessageState.QUEUED, 0, NOW)
        assert db.session.query(AuditEntry).filter_by(verb="sent a message again", actor_id=manager.id).count() == 1
    else:
        with pytest.raises(CantBeSentAgain):
            services.send_again(message, by=manager, at=NOW)
        assert message.state is state


def test_messages_are_read_newest_first_by_state_and_page(app: Flask) -> None:
    messages = [a_message(state=MessageState.SENT if number % 2 else MessageState.QUEUED) for number in range(6)]
    assert queries.messages(per_page=10).items == messages[::-1]
    assert queries.messages(AskedMessages(MessageState.SENT)).items == messages[::-1][::2]
    assert queries.messages(page=2, per_page=4).items == [messages[1], messages[0]]
    assert queries.messages(per_page=4).has_next
    assert not queries.messages(page=2, per_page=4).has_next
    assert queries.counts() == {MessageState.QUEUED: 3}, "what was sent isn’t counted"


# Pages


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def test_the_outbox_shows_every_message_its_state_and_the_servers_words(team: Visitor) -> None:
    for state in MessageState:
        a_message(state=state, subject=f"About {state}", last_error="421 busy" if state == "retrying" else "")
    page = team.open_page("/outbox")
    assert NO_MAIL_SERVER in page.words
    rows = [" ".join(row.get_text(" ").split()) for row in page.soup.select("tbody tr")]
    assert len(rows) == len(MessageState) == 8
    for state in MessageState:
        assert any(row.startswith(f"About {state}") and state.capitalize() in row for row in rows)
    assert next(row for row in rows if "421 busy" in row).startswith("About retrying")
    page = page.click("Failed (1)")
    assert [row.get_text(" ").split()[1] for row in page.soup.select("tbody tr")] == ["failed"]


def test_long_lists_have_pages(team: Visitor) -> None:
    db.session.add_all(
        Message(
            key=f"k{number}",
            kind="sign-in",
            subject_key="x",
            to_email="a@example.org",
            to_name="A",
            subject=f"Number {number}",
            text="x",
            secrets=[],
            created_at=NOW,
            next_attempt_at=NOW,
        )
        for number in range(1, 102)
    )
    db.session.commit()
    page = team.open_page("/outbox")
    assert len(page.soup.select("tbody tr")) == 50
    assert page.has_link("Number 101")
    assert not page.has_link("Newer")
    page = page.click("Older").click("Older")
    assert [link.get_text() for link in page.soup.select("tbody a")] == ["Number 1"]
    assert not page.has_link("Older")
    assert page.click("Newer").has_link("Number 51")


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-5",
        "page=x",
        "state=nonsense",
        "state=%00",
        "kind=none",
        "page=" + "9" * 30,
        "session=9",
        "search=7",
    ],
)
def test_nonsense_in_the_address_is_no_error(team: Visitor, query: str) -> None:
    a_message()
    assert team.open_page(f"/outbox?{query}").status == 200


def test_an_empty_outbox_says_what_will_fill_it(team: Visitor) -> None:
    page = team.open_page("/outbox")
    assert "No message here. Each booking, reminder and questionnaire puts one in." in page.words
    for number in ("0", "424242", "9" * 30):
        assert team.open_page(f"/outbox/{number}").status == 404


def test_a_message_shows_who_what_and_when_with_its_secrets_masked(team: Visitor) -> None:
    delegate = a_delegate()
    booking = hold_place(a_session(), delegate, at=NOW)
    [message] = mail_to(delegate.email)
    code, link = code_in(message), link_in(message)
    confirm_by_code(booking, code=code, at=NOW)
    page = team.open_page("/outbox").click("is your code for")
    assert page.h1.startswith("•••••• is your code for")
    assert f"To {delegate.name}, {delegate.email}" in page.words
    assert "State Withdrawn" in page.words
    assert "Your code is ••••••" in page.words
    for address in (f"/outbox/{message.id}", "/outbox"):
        html = team.open_page(address).response.get_data(as_text=True)
        assert code not in html
        assert link not in html
        assert "/bookings/confirm/" not in html
    page = team.open_page("/outbox").click(YOU_ARE_BOOKED)
    assert "Attached A calendar entry (REQUEST)" in page.words
    assert "/questionnaires/before/" not in page.words


def test_markup_in_a_message_is_shown_as_words(team: Visitor) -> None:
    message = a_message(subject="<b>Bold</b>", text="<script>alert(1)</script>", to_name="<i>Ann</i>")
    page = team.open_page(f"/outbox/{message.id}")
    assert page.h1 == "<b>Bold</b>"
    assert "<script>alert(1)</script>" in page.words


def test_a_failed_message_is_sent_again_by_a_button(team: Visitor) -> None:
    message = a_message(state=MessageState.FAILED, last_error="550 no such user", attempts=8)
    page = team.open_page(f"/outbox/{message.id}")
    assert "What went wrong 550 no such user" in page.words
    waiting = page
    page = page.press(SEND_IT_AGAIN)
    assert page.notice.startswith(MESSAGE_IS_QUEUED_AGAIN)
    assert (message.state, message.attempts) == (MessageState.QUEUED, 0)
    assert not page.soup.find("button", string=SEND_IT_AGAIN)
    refused = waiting.press(SEND_IT_AGAIN)
    assert (refused.status, refused.h1) == (409, DID_NOT_WORK)


@pytest.mark.parametrize(
    ("server", "is_held", "promise"),
    [
        ("127.0.0.1", False, "It goes out within the minute."),
        ("127.0.0.1", True, "Mail is held back: it waits in the outbox until somebody starts mail."),
        (None, False, "No mail server is set, so it waits in the outbox."),
    ],
)
def test_no_more_is_promised_than_will_happen(
    app: Flask, team: Visitor, server: str | None, is_held: bool, promise: str
) -> None:
    message = a_message(state=MessageState.FAILED)
    if is_held:
        hold_mail(reason=PauseReason.OFFICE, at=NOW)
    app.config["MAIL_SERVER"] = server
    try:
        page = team.open_page(f"/outbox/{message.id}")
        assert promise in page.words
        assert page.press(SEND_IT_AGAIN).notice.endswith(promise)
        page = team.open_page("/outbox/sender")
        assert ("nothing leaves, not even a test" in page.words) is is_held
        assert page.press("Send me a test").notice.endswith(promise)
    finally:
        app.config["MAIL_SERVER"] = None


def test_after_an_outage_all_that_waits_for_its_next_try_is_tried_now(team: Visitor) -> None:
    waiting = [a_message(state=MessageState.RETRYING, attempts=3, due_at=NOW - timedelta(minutes=number),
                         next_attempt_at=NOW + timedelta(hours=1)) for number in range(3)]  # fmt: skip
    failed = a_message(state=MessageState.FAILED, next_attempt_at=NOW + timedelta(hours=1))
    assert not team.open_page("/outbox").soup.find("button", string="Try all again now")
    page = team.open_page("/outbox?state=retrying").press("Try all again now")
    assert page.notice.startswith("3 messages to be tried again. No mail server is set, so they wait")
    db.session.expire_all()
    assert {(each.state, each.attempts, each.next_attempt_at) for each in waiting} == {(MessageState.RETRYING, 3, NOW)}
    assert failed.state is MessageState.FAILED
    [entry] = entries_about(waiting[2])
    assert (entry.verb, entry.data) == (Verb.TRIED_ALL_AGAIN, {"how_many": 3})
    assert page.press("Try all again now").notice == "No message waits for its next try."


def test_messages_of_one_kind_are_listed_alone(team: Visitor) -> None:
    a_message(kind=LetterKind.REMINDER, subject="Tomorrow")
    a_message(kind=LetterKind.REMINDER, subject="It came", state=MessageState.SENT)
    a_message(subject="A code")
    page = team.open_page("/outbox?kind=reminder")
    assert [link.get_text() for link in page.soup.select("tbody a")] == ["It came", "Tomorrow"]
    assert page.soup.select_one("option[selected]").get_text() == "Reminders of a session"
    page = page.click("Sent")
    assert [link.get_text() for link in page.soup.select("tbody a")] == ["It came"]
    assert "No such message" in team.open_page("/outbox?kind=certificate").words


def test_messages_are_found_by_reader_subject_date_and_session(team: Visitor) -> None:
    session, other = a_session(a_course("Neglect")), a_session(a_course("Suicide prevention"))
    for number, each in enumerate((session, other)):
        about = a_booking(each).about
        a_message(
            subject=f"About {each.title}",
            to_name=f"Fern {number}",
            subject_key=about,
            to_email=f"f{number}@example.org",
        )
    a_message(subject="Long ago", created_at=NOW - timedelta(days=30))

    def shown(page: Page) -> list[str]:
        return [link.get_text() for link in page.soup.select("tbody a")]

    for words, found in (
        ("FERN 1", ["About Suicide prevention"]),
        ("f0@", ["About Neglect"]),
        ("100%", []),
        ("ago", ["Long ago"]),
    ):
        page = team.open_page("/outbox").press("Search", q=words)
        assert shown(page) == found
        assert words not in page.response.request.url
    assert shown(team.open_page("/outbox?to=2026-11-01")) == ["Long ago"]
    assert shown(team.open_page("/outbox?from=2026-11-23&to=2026-11-23")) == [
        "About Suicide prevention",
        "About Neglect",
    ]
    page = team.open_page(f"/manage/sessions/{session.id}/bookings").click("Messages about it")
    assert shown(page) == ["About Neglect"]
    assert "Shown about Neglect, " in page.words
    assert shown(page.press("Search", q="suicide")) == []
    assert shown(page.click("Show all messages"))[0] == "Long ago"


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("from=yesterday", "Choose real dates, such as 2027-02-08."),
        ("from=2026-12-01&to=2026-11-01", "Choose dates in order, the first one first."),
        ("to=1850-01-01", "Choose real dates, such as 2027-02-08."),
    ],
)
def test_dates_that_cannot_be_meant_are_told(team: Visitor, query: str, complaint: str) -> None:
    a_message()
    page = team.open_page(f"/outbox?{query}")
    assert complaint in page.words
    assert len(page.soup.select("tbody tr")) == 1


def test_a_messages_html_stands_in_a_frame_that_can_do_nothing(team: Visitor) -> None:
    """Without its links and codes, like the text beside it."""
    delegate = a_delegate()
    hold_place(a_session(), delegate, at=NOW)
    [message] = mail_to(delegate.email)
    page = team.open_page(f"/outbox/{message.id}")
    frame = page.soup.find("iframe")
    assert (frame["sandbox"], frame["title"]) == ([], "The message as HTML")
    shown = team.open_page(frame["src"])
    assert "Your code is ••••••" in shown.soup.body.get_text()
    assert link_in(message) not in str(shown.soup)
    assert "sandbox" in shown.response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in shown.response.headers["Content-Security-Policy"]
    assert shown.response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert page.response.headers["X-Frame-Options"] == "DENY"


def test_a_message_whose_time_has_passed_cannot_be_sent_again(team: Visitor) -> None:
    """It would only be found missed: an old code or questionnaire is of no use to anybody."""
    message = a_message(state=MessageState.FAILED, stale_at=NOW - timedelta(minutes=1))
    page = team.open_page(f"/outbox/{message.id}")
    assert not page.soup.find("button", string=SEND_IT_AGAIN)
    with pytest.raises(CantBeSentAgain):
        services.send_again(message, by=a_manager(), at=NOW)


@pytest.mark.parametrize("role", [role for role in Role if role not in TRAINING_TEAM])
def test_others_read_nobodys_mail(visitor: Visitor, role: Role) -> None:
    message = a_message()
    visitor.sign_in(a_user(role))
    for address in ("/outbox", f"/outbox/{message.id}", "/outbox/424242"):
        assert visitor.open_page(address).status == 403


@pytest.fixture
def development() -> Iterator[Flask]:
    """The application as a developer runs it, on a database of its own."""
    with fresh_database("sqlite") as url:
        migrate(url)
        app = create_app(settings(url, COURSEBOOK_ENV="development"))
        clock.freeze(NOW)
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()
        clock.freeze(None)


def test_in_development_the_outbox_shows_codes_and_links_so_that_the_demo_works_without_mail(
    development: Flask,
) -> None:
    delegate = a_delegate()
    hold_place(a_session(), delegate, at=NOW)
    [message] = mail_to(delegate.email)
    page = Visitor(development).sign_in(a_manager()).open_page(f"/outbox/{message.id}")
    assert page.h1.startswith(f"{code_in(message)} is your code for")
    assert f"Your code is {code_in(message)}" in page.words
    link = page.soup.find("a", string=lambda words: bool(words) and "/bookings/confirm/" in words)
    assert link is not None
    assert str(link["href"]).endswith(link_in(message))
    somebody = Visitor(development).open_page(link_in(message)).press(CONFIRM_MY_PLACE)
    assert somebody.h1.startswith(YOU_ARE_BOOKED)


def test_a_confirmation_is_written_with_the_booking_it_confirms(app: Flask) -> None:
    delegate = a_delegate()
    booking = hold_place(a_session(), delegate, at=NOW)
    confirm_by_code(booking, code=code_in(mail_to(delegate.email)[0]), at=NOW)
    [confirmation] = mail_to(delegate.email, "confirmed")
    assert confirmation.key == f"confirmed:booking-{booking.id}"
    assert confirmation.subject_key == f"booking-{booking.id}"
    assert (confirmation.state, confirmation.next_attempt_at) == (MessageState.QUEUED, NOW)


def test_what_is_due_is_found_by_the_index_whatever_was_sent(app: Flask) -> None:
    """However many messages are history: their states aren't looked through."""
    for _ in range(300):
        a_message(state=MessageState.SENT)
    a_message(next_attempt_at=NOW - timedelta(minutes=2))
    a_message(next_attempt_at=NOW - timedelta(minutes=1), state=MessageState.RETRYING)
    a_message(next_attempt_at=NOW + timedelta(minutes=1))
    a_message(next_attempt_at=NOW - timedelta(minutes=9), state=MessageState.FAILED)
    assert queries.oldest_due(NOW) == NOW - timedelta(minutes=2)
    assert queries.due_counts(NOW) == {MessageState.QUEUED: 1, MessageState.RETRYING: 1, MessageState.SENDING: 0}
    assert [queries.failed_since(NOW - timedelta(minutes=minutes)) for minutes in (9, 8)] == [1, 0]
    if db.engine.dialect.name == "sqlite":
        for ask in (queries.oldest_due, queries.due_counts, queries.failed_since):
            with queries_counted() as asked:
                ask(NOW)
            plan = db.session.execute(text(f"EXPLAIN QUERY PLAN {asked[-1].replace('?', '1')}")).all()
            assert "SCAN message" not in str(plan)
