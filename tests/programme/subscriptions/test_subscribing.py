"""Subscribing, confirming, stopping, and the office's page of who is told what."""

from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.signing_in.rules import MOST_MAILS_AN_HOUR
from app.core.database import db
from app.core.links import Secret
from app.notifications.models import Message
from app.notifications.models_subscriptions import Subscription
from app.notifications.queries import subscribers
from app.programme.models import Strand
from app.programme.models_sessions import SessionState
from tests.builders import a_course, a_manager, a_session, a_subscription, a_user, an_agency, link_in, mail_to
from tests.conftest import NOW
from tests.data.everything import everything_held, rows_in
from tests.page import Page, Visitor
from tests.words import ENTER_YOUR_EMAIL_ADDRESS, SEND_ME_THE_INVITATIONS, YES_SEND_ME_THIS

HOW_TO = "series-how-to"
ANN = "ann@example.org"


def ask(visitor: Visitor, email: str = ANN, topic: str = HOW_TO) -> Page:
    return visitor.open_page(f"/subscriptions/to/{topic}").press(SEND_ME_THE_INVITATIONS, email=email)


def who_hears() -> list[str]:
    return [subscription.email for subscription in subscribers(HOW_TO)]


def test_a_visitor_confirms_the_address_before_anything_is_sent(app: Flask, visitor: Visitor) -> None:
    page = ask(visitor)
    assert (page.h1, who_hears()) == ("Lunchtime sessions", [])
    [message] = mail_to(ANN)
    address = link_in(message, "/subscriptions/confirm/")
    before = everything_held()
    page = Visitor(app).open_page(address)
    assert (page.h1, everything_held()) == ("Confirm: invitations to “How to…”", before), "opening it changes nothing"
    assert page.press(YES_SEND_ME_THIS).notice == "Done: you get invitations to “How to…”."
    assert who_hears() == [ANN]
    assert "gets this already" in visitor.open_page(address).words


def test_the_page_says_the_same_whether_or_not_the_address_is_subscribed(app: Flask) -> None:
    a_subscription(HOW_TO, ANN)
    known, unknown = ask(Visitor(app)), ask(Visitor(app), "bob@example.org")
    assert known.words == unknown.words.replace("bob@example.org", ANN)
    assert (len(mail_to(ANN)), len(mail_to("bob@example.org"))) == (0, 1)


def test_nobody_is_sent_heaps_of_confirmations(visitor: Visitor) -> None:
    for _ in range(MOST_MAILS_AN_HOUR):
        ask(visitor)
    assert "several messages to this address" in ask(visitor).problems[0]
    assert len(mail_to(ANN)) == MOST_MAILS_AN_HOUR


def test_an_address_must_be_typed(visitor: Visitor) -> None:
    assert ask(visitor, "").problems == [ENTER_YOUR_EMAIL_ADDRESS]
    assert rows_in(Subscription) == rows_in(Message) == 0


def test_someone_signed_in_is_subscribed_with_one_button_and_stops_with_another(visitor: Visitor) -> None:
    user = a_user()
    page = visitor.sign_in(user).open_page("/lunchtime").press("Send me the invitations to How to…")
    assert (who_hears(), mail_to(user.email)) == ([user.email], [])
    assert "You get these invitations." in page.words
    page = page.press("Stop them to How to…")
    assert (page.h1, who_hears()) == ("Stopped: invitations to “How to…”", [])


def test_stopping_takes_a_button_and_says_what_and_for_whom(visitor: Visitor) -> None:
    address = stop_address(a_subscription(HOW_TO, ANN, is_list=True, name="All staff"))
    page = visitor.open_page(address)
    assert ANN in page.words
    assert "for everybody on it" in page.words
    assert who_hears() == [ANN]
    assert page.press("Stop it").status == 200
    assert who_hears() == []
    assert visitor.open_page(address).h1.startswith("Stopped")


def test_a_mail_providers_one_click_needs_neither_cookie_nor_token_and_may_come_twice(app: Flask) -> None:
    """RFC 8058: a POST with this body, answered without a redirect."""
    address = stop_address(a_subscription(HOW_TO, ANN))
    for _ in range(2):
        response = app.test_client().post(address, data={"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
        db.session.rollback()
        assert who_hears() == []


def test_the_confirming_link_does_not_undo_the_end(visitor: Visitor) -> None:
    ask(visitor)
    address = link_in(mail_to(ANN)[0], "/subscriptions/confirm/")
    page = visitor.open_page(address)
    page.press(YES_SEND_ME_THIS)
    [subscription] = subscribers(HOW_TO)
    visitor.open_page(stop_address(subscription)).press("Stop it")
    assert page.press(YES_SEND_ME_THIS).status == 409
    assert "This was stopped." in visitor.open_page(address).words
    assert who_hears() == []


def stop_address(subscription: Subscription) -> str:
    return "/" + Secret("unsubscribe", subscription.id).reveal().split("/", 3)[3]


@pytest.mark.parametrize("topic", ["series-nothing", "course-0", "course-999999999", "course-99999999999", "course-x"])
def test_what_there_is_not_cannot_be_subscribed_to(visitor: Visitor, topic: str) -> None:
    assert visitor.open_page(f"/subscriptions/to/{topic}").status == 404


def test_nor_can_a_course_that_is_not_on_show(visitor: Visitor) -> None:
    draft, bespoke = a_session(state=SessionState.DRAFT), a_session(a_course(strand=Strand.BESPOKE))
    for session in (draft, bespoke):
        assert visitor.open_page(f"/subscriptions/to/{session.course.topic}").status == 404


# The office's page


def test_the_office_adds_an_agencys_list_which_stands_at_once_and_ends_it(visitor: Visitor) -> None:
    a_subscription(HOW_TO)
    course = a_session(a_course("Complex neglect")).course
    a_subscription(course.topic, "caller@example.org")
    page = visitor.sign_in(a_manager()).open_page("/manage/subscriptions")
    page = page.press("Add the list", name="All staff", email="Staff@police.example.org", topic=HOW_TO)
    assert "1 person and 1 mailing list." in page.words
    assert "New dates of Complex neglect 1 person." in page.words
    assert "staff@police.example.org" in who_hears()
    page = page.press("Stop sending to staff@police.example.org")
    assert page.notice == "staff@police.example.org gets no more of these messages."
    assert "staff@police.example.org" not in who_hears()
    page = page.visitor.open_page(f"/manage/subscriptions?topic={course.topic}")
    assert page.press("Stop sending to caller@example.org").status == 200


def test_a_list_needs_a_name_and_an_address(visitor: Visitor) -> None:
    page = visitor.sign_in(a_manager()).open_page("/manage/subscriptions").press("Add the list")
    assert page.problems == ["Enter a name, such as Anyshire Police, all staff", "Enter the address of the list"]


def test_the_office_sees_who_asked_for_dates_by_agency_and_since_when(visitor: Visitor) -> None:
    course, agency = a_course("Complex Neglect"), an_agency("Anyshire Schools")
    visitor.sign_in(a_manager())
    page = visitor.open_page(f"/manage/courses/{course.id}").click("Who asked for dates")
    assert "Nobody has asked yet." in page.words
    for days_ago in (3, 9):
        asked_at = NOW - timedelta(days=days_ago)
        a_subscription(course.topic, a_user(agency=agency).email, confirmed_at=asked_at)
    a_subscription(course.topic)
    a_subscription(course.topic, confirmed_at=None)
    a_subscription(course.topic, ended_at=NOW)
    page = visitor.open_page(f"/manage/courses/{course.id}/interest")
    assert "3 people have asked to be told when there is a date." in page.words
    assert "Anyshire Schools 2 Sat 14 Nov 2026 Agency not known 1" in page.words
