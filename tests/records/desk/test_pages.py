"""The office desk: a caller found in seconds, and what can be done for them."""

import pytest
from flask import Flask
from sqlalchemy import insert

from app.accounts.models import User
from app.booking.claims.services_delegates import delegate_of
from app.booking.places import services as places_services
from app.booking.states import Outcome
from app.charging.proposals.services import propose_charges
from app.core.database import db
from app.records.desk import queries
from app.records.desk.queries import PER_PAGE
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
from tests.house import calls, modules, name_of
from tests.page import Visitor
from tests.words import BOOK_THE_PLACE, CANCEL_THE_BOOKING, KEEP_THE_NOTE


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


@pytest.mark.parametrize("words", ["łuc", "LUCJA dia", "díaz", "rosa.d", "anyshire hosp", "Diaz hospitals"])
def test_part_of_a_name_an_address_or_an_agency_finds_a_person(app: Flask, words: str) -> None:
    a_user(name="Somebody Else", email="else@example.org")
    a_user(name="Łucja Díaz", email="rosa.diaz@example.org", agency=an_agency("Anyshire Hospitals"))
    assert [line.person.name for line in queries.find(words).items] == ["Łucja Díaz"]


@pytest.mark.parametrize("words", ["", "  ", "%", "_", "nobody of that name"])
def test_nothing_and_wildcards_find_nobody(app: Flask, words: str) -> None:
    a_user()
    assert queries.find(words).items == []


@pytest.mark.parametrize(
    "words",
    [
        "j",
        "o'br",
        "o’brien sea",
        "seaghan",
        "SÉAGHÁN",
        "lloyd-jones",
        "jones lloyd",
        "yildiz",
        "yıldız ğ",
        "@example o’",
    ],
)
def test_apostrophes_hyphens_accents_and_single_letters_find_a_person(app: Flask, words: str) -> None:
    a_user(name="Mary Smith", email="mary@example.org", agency=an_agency("Hull"))
    a_user(name="Séaghán O’Brien Lloyd-Jones Yıldız Ğ", email="person@example.org")
    assert [line.person.name for line in queries.find(words).items] == ["Séaghán O’Brien Lloyd-Jones Yıldız Ğ"]


def test_a_new_name_or_address_is_found_and_the_old_one_is_not(app: Flask) -> None:
    person = a_user(name="Rosa Díaz", email="rosa@example.org")
    person.name = "Rosa Núñez"
    db.session.commit()
    person.email = "nunez@example.org"
    db.session.commit()
    assert not queries.find("diaz").items
    assert not queries.find("rosa@").items
    assert [line.person for line in queries.find("núñez nunez@").items] == [person]


def test_people_written_many_at_a_time_are_found(app: Flask) -> None:
    a_user()
    row = {"email": "zoe@example.org", "name": "Zoë Żak", "created_at": NOW}
    db.session.execute(insert(User.__table__), [row, row | {"email": "jose@example.org", "name": "José Żak"}])
    db.session.commit()
    assert [line.person.name for line in queries.find("zak").items] == ["José Żak", "Zoë Żak"]


def test_no_update_writes_a_name_or_an_address_past_the_model() -> None:
    """An UPDATE alone would leave what people are found by as it was."""
    for module in modules():
        for call in calls(module):
            if name_of(call).startswith("update(User)") and name_of(call).endswith(".values"):
                assert not {each.arg for each in call.keywords} & {"name", "email"}, module.where(call)


def test_many_found_stand_on_pages_in_the_order_of_their_names(team: Visitor) -> None:
    for number in range(PER_PAGE + 1):
        a_user(name=f"Díaz {number:02d}")
    page = team.open_page("/manage/people").press("Find", q="diaz")
    assert "Page 1 of those found: type more of the name to find fewer." in page.words
    assert page.has_link("Díaz 49")
    assert not page.has_link("Díaz 50")
    page = page.click("Next")
    assert page.has_link("Díaz 50")
    assert page.click("Previous").has_link("Díaz 00")
    assert "nobody on this page" in team.open_page("/manage/people?search=1&page=9").words


def test_a_search_that_finds_nobody_says_what_to_do(team: Visitor) -> None:
    page = team.open_page("/manage/people").press("Find", q="zzz")
    assert "Try fewer letters" in page.words
    assert b"zzz" not in page.response.request.query_string
    assert page.press("Find", q=" ").address == "/manage/people"


def test_from_somebodys_page_the_way_back_leads_to_what_was_found(team: Visitor) -> None:
    a_user(name="Rosa Díaz")
    page = team.open_page("/manage/people").press("Find", q="rosa").click("Rosa Díaz").click("Back to people")
    assert page.soup.find(id="q")["value"] == "rosa"


def test_signing_out_forgets_what_was_searched_for(team: Visitor) -> None:
    team.open_page("/manage/people").press("Find", q="rosa").press("Sign out")
    team.sign_in(a_manager())
    assert team.open_page("/manage/people?search=1").soup.find(id="q")["value"] == ""


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
