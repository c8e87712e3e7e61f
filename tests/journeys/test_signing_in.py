"""Signing in: by the mailed code, or by the link beside it, which does nothing until its button is pressed."""

import pytest
from playwright.sync_api import Page

from app.accounts.models import User
from app.accounts.refusals import ProofUsed
from tests.builders import a_manager, a_user
from tests.journeys.browsing import heading, press, visit, words
from tests.journeys.live import Letter, Site
from tests.journeys.steps import sign_in
from tests.words import CHECK_YOUR_EMAIL, SEND_ME_A_CODE, SIX_DIGIT_CODE, YOU_ARE_SIGNED_OUT, YOUR_CODE_TO_SIGN_IN


@pytest.fixture
def manager(site: Site) -> User:
    return a_manager()


def ask_to_sign_in(site: Site, page: Page, email: str) -> Letter:
    """What comes by mail."""
    visit(page, "/sign-in")
    page.get_by_label("E-mail address").fill(email)
    press(page, SEND_ME_A_CODE)
    heading(page).to_have_text(CHECK_YOUR_EMAIL)
    site.run_jobs()
    return site.letter_to(email, YOUR_CODE_TO_SIGN_IN)


def test_a_manager_signs_in_with_the_code_and_arrives_at_today(site: Site, desk: Page, manager: User):
    code = ask_to_sign_in(site, desk, manager.email).code
    desk.get_by_label(SIX_DIGIT_CODE).fill(f"{code[:3]} {code[3:]}")
    press(desk, "Sign in")
    heading(desk).to_have_text("Today, Monday 23 November")


def test_opening_the_link_signs_nobody_in_and_its_button_does_once(site: Site, desk: Page, phone: Page, manager: User):
    link = ask_to_sign_in(site, desk, manager.email).link("/sign-in/link/")
    visit(phone, link)
    heading(phone).to_have_text(f"Sign in as {manager.email}")
    visit(phone, "/today")
    heading(phone).to_have_text("Sign in")

    visit(phone, link)
    press(phone, "Sign in")
    heading(phone).to_have_text("Today, Monday 23 November")
    visit(desk, link)
    words(desk).to_contain_text(ProofUsed.message)


def test_whoever_was_on_the_way_to_a_page_arrives_there(site: Site, desk: Page, manager: User):
    visit(desk, "/outbox?state=sent")
    heading(desk).to_have_text("Sign in")
    desk.get_by_label("E-mail address").fill(manager.email)
    press(desk, SEND_ME_A_CODE)
    site.run_jobs()
    desk.get_by_label(SIX_DIGIT_CODE).fill(site.letter_to(manager.email).code)
    press(desk, "Sign in")
    heading(desk).to_have_text("Outbox")
    press(desk, "Sign out")
    words(desk).to_contain_text(YOU_ARE_SIGNED_OUT)


def test_someone_without_an_account_is_told_the_same_and_gets_no_mail(site: Site, desk: Page, manager: User):
    visit(desk, "/sign-in")
    desk.get_by_label("E-mail address").fill("nobody@example.org")
    press(desk, SEND_ME_A_CODE)
    words(desk).to_contain_text("If nobody@example.org has an account, we have sent it a six-digit code and a link.")
    site.run_jobs()
    assert not site.post.received


def test_a_practitioner_may_not_open_the_training_teams_pages(site: Site, desk: Page):
    sign_in(desk, a_user())
    visit(desk, "/today")
    heading(desk).to_have_text("You can’t open this page")
