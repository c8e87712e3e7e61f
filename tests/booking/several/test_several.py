"""Several sessions at once: seen before it is done, with all that can be, or with none."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from app.booking.several import rules
from app.booking.several.rules import Deed
from app.core import clock
from app.core.database import db
from app.programme.models_sessions import Delivery, SessionState, TrainingSession
from tests.builders import a_booking, a_course, a_manager, a_past_session, a_session, a_trainer, mail_to
from tests.conftest import NOW
from tests.data.everything import a_room
from tests.page import Page, Visitor

SEE = "See what will happen"


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def a_draft(**more: Any) -> TrainingSession:
    return a_session(state=SessionState.DRAFT, **more)


def with_ticked(team: Visitor, deed: Deed, *sessions: TrainingSession) -> Page:
    return team.open_page("/manage/sessions").press("Go on", session=[each.id for each in sessions], do=deed.value)


@pytest.mark.parametrize(
    ("deed", "possible"),
    [
        (Deed.PUBLISH, ["draft"]),
        (Deed.TRAINERS, ["draft", "to come", "past draft"]),
        (Deed.PLACE, ["draft", "to come", "past draft"]),
        (Deed.LINK, ["draft", "to come", "past draft"]),
        (Deed.CANCEL, ["to come"]),
        (Deed.DELETE, ["draft", "past draft"]),
    ],
)
def test_each_deed_is_for_those_that_it_can_be_done_with(app: Flask, deed: Deed, possible: list[str]) -> None:
    sessions = {
        "draft": a_draft(),
        "to come": a_session(),
        "past draft": a_past_session(state=SessionState.DRAFT),
        "past": a_past_session(),
        "cancelled": a_session(state=SessionState.CANCELLED),
    }
    can = [name for name, session in sessions.items() if not rules.why_not(session, deed, NOW)]
    expected = [name for name in possible if (name, deed) != ("past draft", Deed.TRAINERS)]
    assert can == expected


def test_drafts_are_published_and_deleted_and_the_others_left_out(team: Visitor) -> None:
    one, two, public = a_draft(on=date(2026, 12, 12)), a_draft(), a_session()
    page = with_ticked(team, Deed.PUBLISH, one, public)
    assert page.h1 == "Publish: 1 session"
    assert "12 December 2026 is a Saturday." in page.words
    assert "It is published already." in page.words
    assert page.press("Publish 1 session").notice == "1 session published."
    assert (one.is_published, two.is_published) == (True, False)
    page = team.open_page(f"/manage/sessions/{two.id}").click("Delete it")
    assert "It goes for good" in page.words
    assert page.press("Delete 1 draft").notice == "1 draft deleted."
    db.session.expire_all()
    assert db.session.query(TrainingSession).count() == 2


def test_a_day_of_snow_is_cancelled_at_once(team: Visitor) -> None:
    on = clock.today() + timedelta(days=2)
    day = [a_session(a_course(title), on=on) for title in ("Neglect", "Chronologies")]
    bookings = [a_booking(session) for session in day]
    page = with_ticked(team, Deed.CANCEL, *day)
    assert page.press(SEE).problems == ["Choose why we cancel it"]
    seen = page.press(SEE, reason="weather", words="Snow. New dates follow.")
    assert "Nothing has been done yet. 2 e-mails go out." in seen.words
    assert "1 person is told" in seen.words
    db.session.expire_all()
    assert all(session.is_published for session in day)
    assert mail_to(bookings[0].practitioner.email) == []
    assert seen.press("Cancel 2 sessions").notice == "2 sessions cancelled. 2 e-mails are on the way."
    db.session.expire_all()
    assert [session.cancel_reason for session in day] == ["weather", "weather"]
    assert "Snow. New dates follow." in mail_to(bookings[1].practitioner.email, "cancelled-by-us")[0].text


def test_several_go_online_with_one_link_or_to_a_room(team: Visitor) -> None:
    public, draft, room = a_session(), a_draft(), a_room(capacity=10)
    booking = a_booking(public)
    page = with_ticked(team, Deed.PLACE, public, draft)
    small = page.press(SEE, delivery="venue", venue_place=f"{room.venue_id}-{room.id}")
    assert len(small.problems) == 1
    assert "Garden Room holds 10" in small.problems[0]
    assert page.press(SEE, delivery="hybrid").error_beside("venue") == "Enter the venue"
    seen = page.press(SEE, delivery="virtual", joining_link="https://meet.example.org/1", words="Snow.")
    assert "Where: was Town Hall, Northbridge, will be Online" in seen.words
    done = seen.press("Change 2 sessions")
    assert done.notice == "2 sessions changed. 1 e-mail is on the way."
    db.session.expire_all()
    assert {session.where for session in (public, draft)} == {"Online"}
    [letter] = mail_to(booking.practitioner.email, "changed")
    assert "Snow." in letter.text

    page = with_ticked(team, Deed.LINK, public, draft)
    assert page.press(SEE, joining_link="meet.example.org").problems == [
        "Enter a whole address, beginning with https://"
    ]
    page.press(SEE, joining_link="https://meet.example.org/2").press("Change 2 sessions")
    db.session.expire_all()
    assert {session.joining_link for session in (public, draft)} == {"https://meet.example.org/2"}


def test_trainers_are_asked_beside_or_instead_of_those_asked_now(team: Visitor) -> None:
    ann, bo = a_trainer("Ann Lee"), a_trainer("Bo")
    public, draft = a_session(trainers=[ann], delivery=Delivery.VIRTUAL), a_draft(on=date(2026, 12, 21))
    page = with_ticked(team, Deed.TRAINERS, public, draft)
    assert page.press(SEE).problems == ["Choose at least one trainer"]
    seen = page.press(SEE, trainers=[bo.id])
    assert "Bo also teaches" in seen.words
    seen.press("Choose these trainers for 2 sessions")
    db.session.expire_all()
    assert (public.trainers, public.confirmed_trainers, draft.trainers) == ([ann, bo], [ann], [bo])
    page = with_ticked(team, Deed.TRAINERS, public)
    page.press(SEE, trainers=[bo.id], instead="y").press("Choose these trainers for 1 session")
    db.session.expire_all()
    assert public.trainers == [bo]


def test_nothing_ticked_or_nothing_possible_says_so(team: Visitor) -> None:
    assert "Nothing is ticked." in team.open_page("/manage/sessions/several?do=publish").words
    public = a_session()
    page = team.open_page(f"/manage/sessions/several?do=delete&session={public.id}&session=x&session=99999999999")
    assert "This can’t be done with any of those you ticked." in page.words
    assert team.open_page("/manage/sessions/several?do=juggle").status == 404
