"""A published session goes online, hybrid or back: seen before it is done, and told in the office's words."""

import icalendar
import pytest

from app.accounts.models import User
from app.booking.claims.services_delegates import delegate_of
from app.booking.places.services import book_place
from app.booking.waiting_list import services as waiting_list
from app.core.database import db
from app.notifications.models import Message
from app.programme.models_sessions import Delivery, TrainingSession
from tests.builders import a_manager, a_policy, a_session, a_user, entries_about, mail_to
from tests.conftest import NOW
from tests.page import Page, Visitor
from tests.words import CHANGE_THE_SESSION, ENTER_THE_VENUE, SEE_WHO_IS_TOLD

LINK = "https://meet.example.org/snow"


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def form_of(team: Visitor, session: TrainingSession) -> Page:
    return team.open_page(f"/manage/sessions/{session.id}").click("Move or change it")


def has_a_place(session: TrainingSession, person: User) -> None:
    book_place(session, delegate_of(person), by=person, at=NOW)


def where_in_calendar(letter: Message) -> str:
    [entry] = icalendar.Calendar.from_ical(letter.calendar or "").walk("VEVENT")
    return str(entry["LOCATION"])


def test_it_goes_online_and_back_with_a_word_to_those_who_booked(team: Visitor) -> None:
    a_policy()
    session = a_session(places=1)
    with_place, waits = a_user(name="Ash Rowan"), a_user()
    has_a_place(session, with_place)
    waiting_list.join_waiting_list(session, delegate_of(waits), by=waits, at=NOW)
    seen = form_of(team, session).press(
        SEE_WHO_IS_TOLD, delivery="virtual", joining_link=LINK, words="Snow is forecast. Please join from home."
    )
    assert "Where was Town Hall, Northbridge, will be Online" in seen.words
    assert "1 person has a place and is told by e-mail" in seen.words
    assert "1 person waits or has an offer, and is told too: not the joining link." in seen.words
    assert "Hello Ash Rowan" in seen.words
    assert "No trainer is asked yet." in seen.words
    db.session.expire_all()
    assert session.delivery is Delivery.VENUE
    assert mail_to(with_place.email, "changed") == []
    assert len(entries_about(session)) == 0

    page = seen.press(CHANGE_THE_SESSION)
    assert page.notice == "The session is changed. 2 people are told by e-mail."
    [changed], [in_line] = mail_to(with_place.email, "changed"), mail_to(waits.email, "changed-in-line")
    for letter in (changed, in_line):
        assert "Where: was Town Hall, Northbridge, is now Online" in letter.text
        assert "Snow is forecast. Please join from home." in letter.text
    assert LINK in changed.text
    assert LINK not in in_line.text
    assert LINK in where_in_calendar(changed)
    assert (session.delivery, session.venue, session.joining_link) == (Delivery.VIRTUAL, "", LINK)

    back = form_of(team, session)
    assert back.press(SEE_WHO_IS_TOLD, delivery="venue").error_beside("venue") == ENTER_THE_VENUE
    both = back.press(SEE_WHO_IS_TOLD, delivery="hybrid", venue="Library").press(CHANGE_THE_SESSION)
    assert both.notice == "The session is changed. 2 people are told by e-mail."
    assert (session.where, session.joining_link) == ("Library and online", LINK)
    latest = mail_to(with_place.email, "changed")[-1]
    assert "is now Library and online" in latest.text
    assert "Snow is forecast" in latest.text  # the letter that it replaces never left

    form_of(team, session).press(SEE_WHO_IS_TOLD, delivery="venue").press(CHANGE_THE_SESSION)
    assert (session.where, session.joining_link) == ("Library", "")
    assert LINK not in mail_to(with_place.email, "changed")[-1].text
    assert "Library" in where_in_calendar(mail_to(with_place.email, "changed")[-1])


def test_a_link_alone_is_told_to_those_with_a_place_and_nobody_in_line(team: Visitor) -> None:
    a_policy()
    session = a_session(places=1, delivery=Delivery.VIRTUAL, venue="")
    with_place, waits = a_user(), a_user()
    has_a_place(session, with_place)
    waiting_list.join_waiting_list(session, delegate_of(waits), by=waits, at=NOW)
    seen = form_of(team, session).press(SEE_WHO_IS_TOLD, joining_link=LINK)
    assert seen.press(CHANGE_THE_SESSION).notice == "The session is changed. 1 person is told by e-mail."
    assert mail_to(waits.email, "changed-in-line") == []


def test_where_nobody_has_booked_nobody_is_told(team: Visitor) -> None:
    seen = form_of(team, a_session()).press(SEE_WHO_IS_TOLD, delivery="virtual")
    assert "Nobody has a place or waits, so nobody is told." in seen.words
    assert "There is no joining link yet." in seen.words


def test_places_that_go_to_the_list_are_told_before_and_after(team: Visitor) -> None:
    """ "0 people are told" stood there while the waiting list moved up."""
    a_policy()
    session = a_session(places=1)
    waits = a_user()
    has_a_place(session, a_user())
    waiting_list.join_waiting_list(session, delegate_of(waits), by=waits, at=NOW)
    seen = form_of(team, session).press(SEE_WHO_IS_TOLD, places="3")
    assert "Places become free: 1 person from the waiting list is told by e-mail." in seen.words
    assert seen.press(CHANGE_THE_SESSION).notice == "The session is changed. 1 person is told by e-mail."
    seen = form_of(team, session).press(SEE_WHO_IS_TOLD, places="4", words="Bring a pen.")
    assert "nobody is told. Nor do they get your words" in seen.words
    assert seen.press(CHANGE_THE_SESSION).notice == "The session is changed. Nobody has to be told."
