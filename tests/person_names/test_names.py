"""Names in small letters are offered with capitals, in lists and in forms: asked, and never forced."""

import pytest

from app.booking.models import Booking
from app.core.database import db
from app.person_names.names import name_in_address, with_capitals
from tests.builders import a_manager, a_session, a_user, an_agency
from tests.page import Visitor
from tests.words import BOOK_THE_PLACE


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("anna smith", "Anna Smith"),
        ("o'brien-smith", "O'Brien-Smith"),
        ("anna van der berg", "Anna van der Berg"),
        ("łucja żak", "Łucja Żak"),
        ("Anna Smith", ""),
        ("ANNA", ""),
        ("anna Smith", ""),
        ("李", ""),
        ("<b>anna</b>", ""),
        ("", ""),
    ],
)
def test_capitals_are_offered_where_there_are_small_letters_alone(typed: str, offered: str) -> None:
    assert with_capitals(typed) == offered


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("ann.green@example.org", "Ann Green"),
        ("agreen@example.org", ""),
        ("a.green@example.org", ""),
        ("x.9@y.org", ""),
    ],
)
def test_an_address_tells_a_name_where_it_has_one(address: str, name: str) -> None:
    assert name_in_address(address) == name


@pytest.mark.parametrize("meant", ["Anna Smith", "anna smith"])
def test_a_form_asks_once_and_keeps_what_is_meant(visitor: Visitor, meant: str) -> None:
    session = a_session()
    page = visitor.sign_in(a_manager()).open_page(f"/manage/sessions/{session.id}/add")
    typed = {"name": "anna smith", "email": "anna@example.org", "job_role": "Nurse", "has_no_manager": "y"}
    agency = a_user().agency
    assert agency
    page = page.press(BOOK_THE_PLACE, agency=agency.name, **typed)
    asked = "Is “anna smith” written Anna Smith? Go on if it is, or change it back"
    assert (page.problems, page.error_beside("name")) == ([], ""), "a suggestion is no mistake"
    assert page.soup.select_one("#name-hint").get_text().strip() == asked
    assert f"{asked}. Look at it" in page.words
    assert page.standing_values(BOOK_THE_PLACE)["name"] == ["Anna Smith"]
    page.press(BOOK_THE_PLACE, name=meant)
    assert db.session.query(Booking).one().name == meant


@pytest.mark.parametrize(
    ("address", "button", "field", "more"),
    [
        ("/manage/agencies/{agency}/contacts/new", "Add the contact", "name", {"email": "alex@example.org"}),
        ("/charges/agencies/{agency}", "Save the details", "contact_name", {}),
    ],
)
def test_capitals_are_offered_for_contacts_too(
    visitor: Visitor, address: str, button: str, field: str, more: dict[str, str]
) -> None:
    page = visitor.sign_in(a_manager()).open_page(address.format(agency=an_agency().id))
    page = page.press(button, **{field: "alex fern"}, **more)
    assert page.standing_values(button)[field] == ["Alex Fern"]
    assert "Is “alex fern” written Alex Fern?" in page.words
    assert page.press(button).notice
