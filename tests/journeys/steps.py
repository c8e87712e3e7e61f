"""Steps that several journeys take."""

from datetime import datetime

from flask import current_app
from playwright.sync_api import Page

from app.accounts.models import User
from app.core import clock
from app.core.links import url
from app.programme.models_sessions import TrainingSession
from tests.builders import a_sign_in
from tests.journeys.browsing import heading, press, visit
from tests.journeys.live import Site
from tests.page import A_LONG_TIME
from tests.words import (
    ADD_A_SESSION,
    ADD_THE_COURSE,
    CONFIRM_MY_PLACE,
    I_ACCEPT_THE_TERMS,
    SAVE_AS_A_DRAFT,
    SEND_ME_A_CODE,
    SEND_MY_ANSWERS,
    SIX_DIGIT_CODE,
    YOUR_WORK_EMAIL,
)


def sign_in(page: Page, user: User) -> None:
    """As by a link just used, wherever the clock is set: the cookie that it leaves."""
    secret = a_sign_in(user, made_at=clock.now() + A_LONG_TIME)
    with current_app.test_client() as client, client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = secret, True
    page.context.add_cookies([{"name": "session", "value": client.get_cookie("session").value, "url": url("")}])


def choose(page: Page, title: str) -> None:
    """The first session of this title on a public page: its link says the date too, to those who only hear it."""
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.get_by_role("main").get_by_role("link", name=f"{title} on ").first.click()


def sign_in_by_code(site: Site, page: Page, email: str) -> None:
    visit(page, "/sign-in")
    page.get_by_label("E-mail address").fill(email)
    press(page, SEND_ME_A_CODE)
    site.run_jobs()
    page.get_by_label(SIX_DIGIT_CODE).fill(site.letter_to(email).code)
    press(page, "Sign in")


def publish_a_session_online(page: Page, *, title: str, starts: datetime, ends: datetime, trainer: str) -> None:
    """From the page that adds a course: a course of half a day or more, and its first session, for two people."""
    page.get_by_label("Title").fill(title)
    page.get_by_label("Summary").fill("Recognise neglect that builds slowly.")
    page.get_by_label("Core topic").check()
    page.get_by_label("Full day").check()
    press(page, ADD_THE_COURSE)
    press(page, ADD_A_SESSION)
    day = page.get_by_role("group", name="Day 1")
    day.get_by_label("Date").fill(f"{starts:%Y-%m-%d}")
    day.get_by_label("Starts").fill(f"{starts:%H:%M}")
    day.get_by_label("Ends").fill(f"{ends:%H:%M}")
    page.get_by_label("Places", exact=True).fill("2")
    page.get_by_label("Virtual").check()
    page.get_by_label("Joining link").fill("https://meet.example.org/neglect")
    page.get_by_label(trainer).check()
    press(page, SAVE_AS_A_DRAFT)
    press(page, "Publish")


def open_session(page: Page, session: TrainingSession) -> None:
    visit(page, f"/sessions/{session.id}")


def ask_for_a_place(page: Page, *, email: str, agency: str) -> None:
    """From a session's page to the one that waits for the code."""
    press(page, "Book a place")
    fill_in_who_comes(page, email=email, agency=agency)
    press(page, "Continue")


def fill_in_who_comes(page: Page, *, email: str, agency: str) -> None:
    page.get_by_label("Your name").fill("Rosa Díaz")
    page.get_by_label(YOUR_WORK_EMAIL).fill(email)
    page.get_by_label("Your agency", exact=True).fill(agency)
    page.get_by_label("Your role").fill("Health visitor")
    page.get_by_label("Line manager’s name").fill("Kim Lee")
    page.get_by_label("Line manager’s e-mail address").fill("kim@example.org")
    page.get_by_label(I_ACCEPT_THE_TERMS).check()


def confirm_by_code(page: Page, code: str) -> None:
    page.get_by_label(SIX_DIGIT_CODE).fill(code)
    press(page, CONFIRM_MY_PLACE)


def answer_questionnaire(page: Page, link: str, answers: dict[str, str]) -> None:
    """Tick or type an answer to each question, named by some of its words."""
    visit(page, link)
    for question, answer in answers.items():
        choices = page.get_by_role("group", name=question)
        if choices.count():
            choices.get_by_label(answer, exact=True).check()
        else:
            page.get_by_label(question).fill(answer)
    press(page, SEND_MY_ANSWERS)
    assert not page.locator(".govuk-error-summary__list").all_inner_texts()
    heading(page).to_have_text("Thank you")


def scales(number: int) -> dict[str, str]:
    """The same number for the three measures that every full questionnaire asks about."""
    return dict.fromkeys(("How much do you know", "to act on it", "to challenge another agency"), str(number))
