"""Erasing on pages: said before, asked once more, noted."""

from flask import Flask

from app.core.database import db
from app.records.erasing.refusals import BookingsStand
from app.records.holdings.models import PersonRequest
from tests.builders import a_booking, a_course, a_manager, a_session, a_user
from tests.page import Visitor
from tests.records.somebody import MANAGERS_EMAIL, NAME, somebody

WHY = {"came_by": "written", "asked_on": "2026-11-20", "words": "By letter, with a copy of an identity card."}


def test_the_page_says_what_goes_and_what_stays_before_it_is_done(visitor: Visitor) -> None:
    person = somebody()
    visitor.sign_in(a_manager())
    page = visitor.open_page("/manage/people").press("Find", q="quillf").click(NAME).click("Erase this person")
    assert "Bookings 3" in page.words
    assert "Lines on bills to the agency (1), with the name: the accounts" in page.words
    page = page.press("Erase for good", **WHY)
    assert page.problems == ["Tick that you know that it can’t be undone"]
    assert db.session.query(PersonRequest).count() == 0
    page = page.press("Erase for good", is_sure="y")
    assert f"counted under the name Erased person {person.id}" in page.notice
    assert "By letter, with a copy of an identity card." in page.words
    page = page.click(f"Erased person {person.id}")
    assert "Erased on 23 November 2026." in page.words
    assert not page.has_link("Erase this person")


def test_what_stands_against_it_is_linked(visitor: Visitor) -> None:
    person = a_user()
    a_booking(a_session(a_course("Complex Neglect")), person)
    page = visitor.sign_in(a_manager()).open_page(f"/manage/people/{person.id}/erase")
    assert BookingsStand.message in page.words
    assert page.has_link("Complex Neglect")


def test_whoever_has_no_record_is_found_and_erased_by_address(visitor: Visitor) -> None:
    somebody()
    page = visitor.sign_in(a_manager()).open_page("/manage/people").click("Requests about people’s data")
    page = page.press("See what we keep", email=MANAGERS_EMAIL.upper())
    assert "Bookings that name this address as the line manager’s 3" in page.words
    assert NAME not in page.words
    page = page.press("See what erasing it would do")
    page = page.press("Erase for good", is_sure="y", **WHY)
    assert "Nothing names the address any more" in page.notice
    assert MANAGERS_EMAIL not in page.words


def test_an_address_we_keep_nothing_of_says_so(visitor: Visitor) -> None:
    page = visitor.sign_in(a_manager()).open_page("/manage/privacy")
    page = page.press("See what we keep", email="nobody@example.org")
    assert "We keep nothing of this address" in page.words
    page = visitor.open_page("/manage/privacy").press("See what we keep", email="no address")
    assert page.problems == ["Enter an e-mail address in the form name@example.org"]


def test_a_request_from_tomorrow_is_refused(app: Flask, visitor: Visitor) -> None:
    person = a_user()
    page = visitor.sign_in(a_manager()).open_page(f"/manage/people/{person.id}/erase")
    page = page.press("Erase for good", is_sure="y", **{**WHY, "asked_on": "2026-11-24"})
    assert page.error_beside("asked_on").startswith("Enter the day on which they asked")
