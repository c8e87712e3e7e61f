"""Lunchtime sessions: open as a rule, under three titles; and "tell me about new dates" where nothing can be booked."""

from datetime import date

import pytest

from app.programme.models import Course, Series, Strand, UsualLength
from app.programme.models_sessions import Delivery, TrainingSession
from tests.builders import a_booking, a_course, a_learning_week, a_past_session, a_session, a_subscription, a_user
from tests.page import Page, Visitor
from tests.words import SEND_ME_THE_INVITATIONS, TELL_ME_ABOUT_NEW_DATES

LINK = "https://meet.example.org/secret"


def a_lunch(course: Course | None = None, **more: object) -> TrainingSession:
    if course is None:
        length = UsualLength.LUNCHTIME
        course = a_course("How to… use the tool", Strand.LUNCHTIME, series=Series.HOW_TO, usual_length=length)
    details: dict[str, object] = {"is_open": True, "delivery": Delivery.VIRTUAL, "venue": "", "joining_link": LINK}
    return a_session(course, **(details | more))  # type: ignore[arg-type]


def headings(page: Page) -> list[str]:
    return [heading.get_text() for heading in page.soup.select("main h2")]


def test_the_lunchtime_page_has_the_three_series_with_their_dates(visitor: Visitor) -> None:
    a_lunch(on=date(2026, 12, 3))
    a_lunch(a_course("Reviews", Strand.LUNCHTIME, series=Series.LCSPR), places=60, is_open=False)
    page = visitor.open_page("/").click("Lunchtime")
    assert headings(page) == ["Spotlight on…", "How to…", "LCSPR update"]
    assert "No date is planned just now." in page.words
    assert "Thursday 3 December 2026" in page.words
    assert "Open to all Just join" in page.words
    assert "60 places left" in page.words


def test_a_lunchtime_session_of_no_series_is_there_too(visitor: Visitor) -> None:
    a_lunch(a_course("Something else", Strand.LUNCHTIME))
    assert headings(visitor.open_page("/lunchtime"))[-1] == "More lunchtime sessions"


def test_the_joining_link_is_on_no_public_page_and_in_no_feed(visitor: Visitor) -> None:
    session = a_lunch()
    for address in (
        "/",
        "/lunchtime",
        f"/sessions/{session.id}",
        f"/courses/{session.course_id}",
        "/calendar/programme.ics",
        "/api/v1/sessions",
    ):
        assert "meet.example.org" not in visitor.client.get(address).get_data(as_text=True), address


def test_the_page_of_an_open_session_offers_the_invitation(visitor: Visitor) -> None:
    page = visitor.open_page(f"/sessions/{a_lunch().id}")
    assert "Nobody books" in page.words
    assert page.click(SEND_ME_THE_INVITATIONS).h1 == "Get the invitations to “How to…”"


def test_a_lunchtime_session_is_tagged_by_its_series_and_in_a_learning_week_by_the_week_alone(visitor: Visitor) -> None:
    session = a_lunch()
    assert tags(visitor.open_page("/")) == ["How to…"]
    assert tags(visitor.open_page(f"/sessions/{session.id}")) == ["How to…", "4 hours"]
    week = a_learning_week(date(2027, 2, 8))
    a_lunch(session.course, on=date(2027, 2, 8), learning_week_id=week.id)
    assert tags(visitor.open_page("/")) == ["How to…", week.name]


def tags(page: Page) -> list[str]:
    return [tag.get_text() for tag in page.soup.select("main .cb-tag")]


# New dates


def test_where_no_date_has_places_one_can_ask_to_be_told_of_new_ones(visitor: Visitor) -> None:
    full = a_session(a_course("Complex neglect"), places=1)
    a_booking(full)
    for address in (f"/courses/{full.course_id}", f"/sessions/{full.id}"):
        page = visitor.open_page(address).click(TELL_ME_ABOUT_NEW_DATES)
        assert page.h1 == "Be told about new dates of Complex neglect"
    a_session(full.course)
    for address in (f"/courses/{full.course_id}", f"/sessions/{full.id}"):
        assert not visitor.open_page(address).has_link(TELL_ME_ABOUT_NEW_DATES)


def test_a_course_without_dates_offers_it_and_says_when_it_is_asked_for(visitor: Visitor) -> None:
    user, course = a_user(), a_past_session().course
    page = visitor.open_page(f"/courses/{course.id}")
    assert page.has_link(TELL_ME_ABOUT_NEW_DATES)
    a_subscription(course.topic, user.email)
    assert "We’ll tell you about new dates." in visitor.sign_in(user).open_page(f"/courses/{course.id}").words


@pytest.mark.parametrize("strand", [Strand.BESPOKE, Strand.E_LEARNING])
def test_a_course_that_gets_no_new_dates_does_not(visitor: Visitor, strand: Strand) -> None:
    course = a_past_session(a_course(strand=strand)).course
    assert "new dates of" not in visitor.open_page(f"/courses/{course.id}").words
