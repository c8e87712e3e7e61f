"""Every page of the line suits everybody: axe finds nothing, nothing is too small to tap, nothing scrolls sideways."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.builders import a_manager, a_user
from tests.journeys.browsing import Devices, press
from tests.journeys.everything import Addresses, something_of_everything
from tests.journeys.faults import faults
from tests.journeys.live import Site, lifetime_of_data
from tests.journeys.steps import sign_in

A_VISITOR = """
    /  /?q=nothing+like+it  /courses/{course}  /courses/{without_dates}  /sessions/{session}  /sessions/{full}
    /sessions/{to_mark}  /sessions/{session}/book  /sessions/{full}/book  {hold}  {lapsed}  {confirm}  {confirmed}
    {too_late}  /learning-weeks/{week}  /learning-weeks/{empty_week}  /terms  /sign-in  {sign_in}  /no-such-page
    {before}  {after}  {later}  {answered}  {manager}  /questionnaires/thank-you
"""
A_PRACTITIONER = """
    /sessions/{session}  /sessions/{mine}  /sessions/{session}/book  /bookings  /bookings/{booking}
    /bookings/{withdrawn}  /bookings/{booking}/withdraw  /today
"""
A_MANAGER = """
    /today  /manage/programme  /manage/courses/{course}  /manage/courses/{course}/edit  /manage/sessions/{draft}
    /manage/sessions/{session}  /manage/sessions/{session}/edit  /manage/learning-weeks/{week}/edit
    /learning-weeks/{week}  /sessions/{draft}  /registers  /registers/{to_mark}  /registers/{closed}
    /registers/{session}  /charges  /charges/{charge}  /charges/{decided}  /evaluation
    /evaluation/courses/{course}  /reports  /reports?by=agency  /outbox  /outbox/{message}
"""
PAGES = [
    (who, address)
    for who, addresses in (("a visitor", A_VISITOR), ("a practitioner", A_PRACTITIONER), ("a manager", A_MANAGER))
    for address in addresses.split()
]
FORMS = [
    ("a visitor", "/sessions/{session}/book", "Continue"),
    ("a visitor", "/sign-in", "Send me a code"),
    ("a visitor", "{hold}", "Confirm my place"),
    ("a visitor", "{after}", "Send my answers"),
    ("a visitor", "{manager}", "Send my answers"),
    ("a manager", "/manage/courses/new", "Add the course"),
    ("a manager", "/manage/courses/{course}/sessions/new", "Save as a draft"),
    ("a manager", "/manage/trainers", "Add"),
    ("a manager", "/manage/learning-weeks/new", "Save"),
    ("a manager", "/registers/{to_mark}/walk-in", "Add to the register"),
    ("a manager", "/registers/{to_mark}", "Close the register"),
    ("a manager", "/charges/{charge}", "Waive the charge"),
    ("a manager", "/manage/terms", "Add this version"),
]


@pytest.fixture(scope="module")
def people(site_on_sqlite: Site, devices: Devices) -> Iterator[tuple[dict[str, Page], Addresses]]:
    """Everybody at their browsers, and where there is something to see."""
    with lifetime_of_data(site_on_sqlite) as site, devices.lent(site) as open_browser:
        manager, practitioner = a_manager(), a_user(name="Rosa Díaz")
        addresses = something_of_everything(manager, practitioner)
        pages = {who: open_browser() for who in ("a visitor", "a practitioner", "a manager")}
        sign_in(pages["a practitioner"], practitioner)
        sign_in(pages["a manager"], manager)
        yield pages, addresses


@pytest.mark.parametrize(("who", "address"), PAGES)
def test_the_page_suits_everybody(people: tuple[dict[str, Page], Addresses], who: str, address: str):
    pages, addresses = people
    pages[who].goto(address.format_map(addresses))
    assert not faults(pages[who])


@pytest.mark.parametrize(("who", "address", "button"), FORMS)
def test_the_page_with_an_error_summary_suits_everybody(
    people: tuple[dict[str, Page], Addresses], who: str, address: str, button: str
):
    pages, addresses = people
    pages[who].goto(address.format_map(addresses))
    press(pages[who], button)
    expect(pages[who].get_by_role("alert")).to_be_visible()
    assert not faults(pages[who])


def test_the_pages_suit_everybody_while_there_is_nothing_in_them(site: Site, desk: Page, phone: Page):
    found = []
    for address in ("/", "/learning-week", "/terms"):
        desk.goto(address)
        found += faults(desk)
    sign_in(phone, a_user())
    phone.goto("/bookings")
    found += faults(phone)
    sign_in(desk, a_manager())
    for address in ("/today", "/manage/programme", "/manage/trainers", "/registers", "/charges", "/manage/terms"):
        desk.goto(address)
        found += faults(desk)
    for address in ("/evaluation", "/reports", "/outbox"):
        desk.goto(address)
        found += faults(desk)
    assert not found
