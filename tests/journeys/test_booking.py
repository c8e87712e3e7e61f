"""Booking a place: held, confirmed by code or by link, remembered, refused in words, withdrawn."""

from datetime import timedelta
from email.utils import parsedate_to_datetime
from http.cookies import SimpleCookie

import pytest
from playwright.sync_api import Page, expect

from app.clock import now
from app.roles import Role
from tests.builders import a_booking, a_course, a_policy, a_session, a_user, an_agency
from tests.conftest import NOW
from tests.journeys.browsing import heading, notice, problems, sign_in
from tests.journeys.conftest import NewBrowser, on_both_databases
from tests.journeys.live import Site

HOLD_ENDS = NOW + timedelta(minutes=30)


def ask_for_a_place(page: Page, *, email: str = "rosa@example.org") -> None:
    """From a session's page to the code."""
    page.get_by_role("link", name="Book a place").click()
    fill_in_who_i_am(page, email=email)
    page.get_by_role("button", name="Continue").click()


def fill_in_who_i_am(page: Page, *, email: str) -> None:
    page.get_by_label("Your name").fill("Rosa Díaz")
    page.get_by_label("Your work e-mail address").fill(email)
    page.get_by_label("Your agency").fill("Anyshire Hospitals")
    page.get_by_label("Your role").fill("Health visitor")
    page.get_by_label("Line manager’s name").fill("Kim Lee")
    page.get_by_label("Line manager’s e-mail address").fill("kim@example.org")
    page.get_by_label("I accept the booking terms").check()


@pytest.fixture
def last_place(site: Site) -> str:
    """The address of a session with one place left."""
    an_agency("Anyshire Hospitals")
    a_policy()
    return f"/sessions/{a_session(a_course('Complex Neglect'), places=1).id}"


@on_both_databases
def test_a_visitor_books_with_the_code_from_the_mail(site: Site, page: Page, new_browser: NewBrowser, last_place: str):
    page.goto(last_place)
    ask_for_a_place(page)
    heading(page).to_have_text("Confirm your address")
    expect(page.get_by_role("main")).to_contain_text("until 10:30am")

    somebody_else = new_browser()
    somebody_else.goto(last_place)
    expect(somebody_else.get_by_text("There are no places left on this date.")).to_be_visible()

    site.run_jobs()
    page.get_by_label("Six-digit code").fill(site.letter_to("rosa@example.org").code)
    page.get_by_role("button", name="Confirm my place").click()
    heading(page).to_have_text("You are booked: Complex Neglect")

    site.run_jobs()
    letter = site.letter_to("rosa@example.org", "You are booked")
    assert "METHOD:REQUEST" in letter.calendar
    assert "DTSTART:20261221T093000Z" in letter.calendar
    page.goto(letter.link("/questionnaires/before/"))
    heading(page).to_have_text("Pre-course self-evaluation: Complex Neglect")
