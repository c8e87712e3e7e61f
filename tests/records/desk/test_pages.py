"""The office desk: a caller found in seconds, and what can be done for them."""

import pytest
from flask import Flask

from app.booking.claims.services_delegates import delegate_of
from app.booking.places import services as places_services
from app.booking.states import Outcome
from app.charging.proposals.services import propose_charges
from app.records.desk import queries
from app.records.desk.queries import MOST_FOUND
from tests.builders import (
    a_booking,
    a_closed_register,
    a_course,
    a_manager,
    a_past_session,
    a_policy,
    a_session,
    a_user,
    an_agency,
    mail_to,
)
from tests.conftest import NOW
from tests.page import Visitor
from tests.words import BOOK_THE_PLACE, CANCEL_THE_BOOKING, KEEP_THE_NOTE


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


@pytest.mark.parametrize("words", ["łuc", "LUCJA dia", "díaz", "rosa.d", "anyshire hosp", "Diaz hospitals"])
def test_part_of_a_name_an_address_or_an_agency_finds_a_person(app: Flask, words: str) -> None:
    a_user(name="Somebody Else", email="else@example.org")
    a_user(name="Łucja Díaz", email="rosa.diaz@example.org", agency=an_agency("Anyshire Hospitals"))
    assert [line.person.name for line in queries.find(words)] == ["Łucja Díaz"]


@pytest.mark.parametrize("words", ["", "  ", "%", "_", "nobody of that name"])
def test_nothing_and_wildcards_find_nobody(app: Flask, words: str) -> None:
    a_user()
    assert queries.find(words) == []


def test_too_many_ask_for_more_letters(team: Visitor) -> None:
    for _ in range(MOST_FOUND + 1):
        a_user()
    page = team.open_page("/manage/people").press("Find", q="person")
    assert f"More than {MOST_FOUND} found" in page.words


def test_a_search_that_finds_nobody_says_what_to_do(team: Visitor) -> None:
    assert "Try fewer letters" in team.open_page("/manage/people?q=zzz").words


def test_a_persons_page_shows_bookings_messages_and_charges(team: Visitor) -> None:
    policy, person = a_policy(), a_user(name="Rosa Díaz")
    missed = a_past_session(a_course("Digital Safeguarding"))
    a_booking(missed, person, Outcome.NO_SHOW, policy=policy)
    a_closed_register(missed)
    propose_charges(at=NOW)
    coming = a_session(a_course("Complex Neglect"))
    places_services.book_place(coming, delegate_of(person), by=person, at=NOW)
    page = team.open_page("/manage/people").press("Find", q="rosa").click("Rosa Díaz")
    for words in ("Complex Neglect", "Digital Safeguarding", "no show", "£25, proposed", "You are booked: Complex"):
        assert words in page.words


def test_the_office_books_cancels_and_sends_again_for_a_caller(team: Visitor) -> None:
    person, session = a_user(name="Rosa Díaz"), a_session(a_course("Complex Neglect"))
    page = team.open_page(f"/manage/people/{person.id}").press("Continue", **{"book-session_id": session.id})
    assert page.h1.startswith("Add somebody: Complex Neglect")
    page = page.press(BOOK_THE_PLACE)
    assert "Rosa Díaz has a place, and is told by e-mail" in page.notice
    page = team.open_page(f"/manage/people/{person.id}").press("Send the joining details again: Complex Neglect")
    assert "on their way" in page.notice
    assert [message.kind for message in mail_to(person.email)] == ["confirmed", "joining-details"]
    page = team.open_page(f"/manage/people/{person.id}").click("Cancel: Complex Neglect")
    page = page.press(CANCEL_THE_BOOKING, channel="phone")
    assert "is cancelled" in page.notice


def test_when_it_is_full_a_caller_joins_the_waiting_list(team: Visitor) -> None:
    person, session = a_user(), a_session(places=1)
    a_booking(session)
    page = team.open_page(f"/manage/sessions/{session.id}/add?person={person.id}")
    assert "the person joins the waiting list" in page.words
    page = page.press("Put on the waiting list")
    assert "is on the waiting list" in page.notice


def test_somebody_new_is_added_with_a_rule_waived(team: Visitor) -> None:
    session, agency = a_session(audience=["police"]), an_agency("Health")
    page = team.open_page(f"/manage/sessions/{session.id}/bookings").click("Add somebody")
    said = {"name": "Ann Green", "email": "ann@example.org", "agency": agency.name, "job_role": "Nurse"}
    page = page.press(BOOK_THE_PLACE, **said, has_no_manager="y")
    assert "This session is for police" in page.error_beside("agency")
    page = page.press(BOOK_THE_PLACE, waives_rules="y")
    assert "Ann Green has a place" in page.notice


def test_a_note_is_kept_with_its_writer_and_an_empty_one_refused(team: Visitor) -> None:
    person = a_user()
    page = team.open_page(f"/manage/people/{person.id}")
    assert "Enter the note" in page.press(KEEP_THE_NOTE).error_beside("words")
    page = page.press(KEEP_THE_NOTE, words="Rang about the hearing loop.")
    assert "The note is kept" in page.notice
    assert "Rang about the hearing loop." in page.words


def test_other_evidence_is_accepted_and_a_bar_lifted(team: Visitor) -> None:
    person, course = a_user(), a_course("Fundamentals")
    for days_ago in (1, 2, 3):
        a_booking(a_past_session(course, days_ago=days_ago), person, Outcome.NO_SHOW)
    page = team.open_page(f"/manage/people/{person.id}")
    assert "Missed 3 sessions in twelve months: can’t book" in page.words
    page = page.press("Lift the bar")
    assert "can book every session again" in page.notice
    assert "Enter what you have seen" in page.press("Accept it", course_id=course.id).error_beside("evidence")
    page = page.press("Accept it", course_id=course.id, evidence="A certificate of 2026")
    assert "Fundamentals: A certificate of 2026" in page.words
