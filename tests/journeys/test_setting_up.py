"""From an empty database to the first booking and its register, by the set-up link alone."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page

from app.accounts.models import User
from app.accounts.setting_up.emails import SET_UP
from app.core.database import db
from tests.conftest import NOW
from tests.journeys.browsing import NewBrowser, follow, heading, notice, press, visit, words
from tests.journeys.live import Site
from tests.journeys.steps import ask_for_a_place, choose, confirm_by_code, publish_a_session_online, sign_in_by_code
from tests.words import (
    EVERYONE_IS_HERE,
    SIX_DIGIT_CODE,
)

pytestmark = pytest.mark.lasts_long

MIA, OLA, JO, ROSA = "mia@example.org", "ola@example.org", "jo@example.org", "rosa@example.org"
START = NOW + timedelta(days=14)
END = START + timedelta(hours=3)


def test_a_partnership_goes_from_nothing_to_its_first_booking_and_register_by_the_set_up_link_alone(
    site: Site, desk: Page, new_browser: NewBrowser
) -> None:
    assert db.session.query(User).count() == 0
    become_the_manager(site, desk)
    set_terms(desk)
    add_an_agency(desk)
    add_a_trainer(desk)
    publish_a_session(desk)
    colleague = new_browser()
    invite_a_colleague(site, desk, colleague)
    change_their_role(desk, colleague)

    phone = new_browser(width=390)
    visit(phone, "/")
    choose(phone, "Working with neglect")
    ask_for_a_place(phone, email=ROSA, agency="Anyshire Hospitals")
    site.run_jobs()
    confirm_by_code(phone, site.letter_to(ROSA).code)
    heading(phone).to_have_text("You are booked: Working with neglect")

    site.clock_at(END)
    trainer = new_browser()
    sign_in_by_code(site, trainer, JO)
    follow(trainer, "Registers")
    follow(trainer, "Working with neglect")
    press(trainer, EVERYONE_IS_HERE)
    words(trainer).to_contain_text("1 here")


def become_the_manager(site: Site, page: Page) -> None:
    visit(page, SET_UP.path())
    page.get_by_label("Your name").fill("Mia Hart")
    page.get_by_label("Your e-mail address").fill(MIA)
    press(page, "Continue")
    site.run_jobs()
    page.get_by_label(SIX_DIGIT_CODE).fill(site.letter_to(MIA).code)
    press(page, "Become the training manager")
    words(page).to_contain_text("Set up Coursebook")


def set_terms(page: Page) -> None:
    follow(page, "Booking terms", within=page.locator(".cb-steps"))
    page.locator(".govuk-details__text a").first.click()  # start from a rule that others use
    page.get_by_label("In force from").fill(f"{NOW:%Y-%m-%d}")
    page.get_by_label("For up to half a day, in pounds").fill("25")
    page.get_by_label("For a day, in pounds").fill("50")
    press(page, "Add this version")


def add_an_agency(page: Page) -> None:
    visit(page, "/today")
    follow(page, "Agencies", within=page.locator(".cb-steps"))
    press(page, "Add an agency")
    page.get_by_label("Name", exact=True).fill("Anyshire Hospitals")
    page.get_by_label("Health", exact=True).check()
    press(page, "Add the agency")


def add_a_trainer(page: Page) -> None:
    visit(page, "/today")
    follow(page, "Trainers", within=page.locator(".cb-steps"))
    page.get_by_label("Name", exact=True).fill("Jo Bell")
    page.get_by_label("E-mail address").fill(JO)
    press(page, "Add")


def publish_a_session(page: Page) -> None:
    visit(page, "/today")
    follow(page, "The first course", within=page.locator(".cb-steps"))
    publish_a_session_online(page, title="Working with neglect", starts=START, ends=END, trainer="Jo Bell")
    press(page, "Confirm Jo Bell")


def invite_a_colleague(site: Site, page: Page, theirs: Page) -> None:
    visit(page, "/today")
    follow(page, "The first colleague", within=page.locator(".cb-steps"))
    page.get_by_label("E-mail address").fill(OLA)
    page.get_by_label("Training officer").check()
    press(page, "Send the invitation")
    site.run_jobs()
    visit(theirs, site.letter_to(OLA).link("/join/"))
    theirs.get_by_label("Your name").fill("Ola Reed")
    press(theirs, "Accept and sign in")
    heading(theirs).to_contain_text("Today")


def change_their_role(page: Page, theirs: Page) -> None:
    visit(page, "/manage/staff")
    follow(page, "Role of Ola Reed")
    page.get_by_label("Finance").check()
    press(page, "Save the role")
    notice(page).to_contain_text("Ola Reed")
    visit(theirs, "/charges")
    heading(theirs).to_have_text("Charges")
