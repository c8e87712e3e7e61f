"""From an empty database to a figure in the report: one course, one person, on both databases."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from app.accounts.models import User
from app.evaluation.issuing.rules import SECOND_THOUGHTS
from tests.builders import a_manager, a_policy, a_trainer, a_user, an_agency
from tests.journeys.browsing import NewBrowser, follow, heading, notice, press, visit
from tests.journeys.conftest import on_both_databases
from tests.journeys.live import Site
from tests.journeys.steps import (
    answer_questionnaire,
    ask_for_a_place,
    choose,
    confirm_by_code,
    publish_a_session_online,
    scales,
    sign_in,
    sign_in_by_code,
)
from tests.words import (
    BEFORE_AFTER_AND_LATER,
    BOOK_MY_PLACE,
    CHARGE_IS_CONFIRMED,
    CLOSE_THE_REGISTER,
    CONFIRM_THE_CHARGE,
    DID_NOT_ATTEND,
    EVERYONE_IS_HERE,
    KEEP_IT_WITH_THE_CHARGE,
    REGISTER_IS_CLOSED,
    WHAT_WERE_YOU_TOLD,
)

ROSA = "rosa@example.org"
START, END = datetime(2027, 1, 14, 9, 30, tzinfo=UTC), datetime(2027, 1, 14, 16, 30, tzinfo=UTC)
TWELVE_WEEKS_LATER = datetime(2027, 4, 8, 9, 0, tzinfo=UTC)


@on_both_databases
@pytest.mark.lasts_long
def test_a_course_goes_from_its_first_draft_to_the_report(site: Site, desk: Page, phone: Page, new_browser: NewBrowser):
    manager = a_manager()
    a_policy()
    a_trainer("Jo Bell")
    an_agency("Anyshire Hospitals")

    sign_in_by_code(site, desk, manager.email)
    publish_a_session(desk)

    visit(phone, "/")
    choose(phone, "Complex Neglect")
    ask_for_a_place(phone, email=ROSA, agency="Anyshire Hospitals")
    site.run_jobs()
    confirm_by_code(phone, site.letter_to(ROSA).code)
    heading(phone).to_have_text("You are booked: Complex Neglect")
    site.run_jobs()
    answer_questionnaire(phone, site.letter_to(ROSA, "booked").link("/questionnaires/before/"), scales(3))
    book_with_one_button(new_browser(), a_user(name="Sam Holt"))

    site.clock_at(END)
    sign_in_by_code(site, desk, manager.email)
    mark_and_close_the_register(desk)
    site.run_jobs()
    site.clock_at(END + SECOND_THOUGHTS)
    site.run_jobs()
    after = scales(8) | {"How useful": "Useful", "How well did the trainers": "9"}
    answer_questionnaire(phone, site.letter_to(ROSA, "Your feedback on").link("/questionnaires/after/"), after)
    sign_in_by_code(site, desk, manager.email)
    decide_the_charge(desk)

    site.clock_at(TWELVE_WEEKS_LATER)
    site.run_jobs()
    later = scales(7) | {"How often have you used": "Several times", "Have you changed anything": "Yes"}
    answer_questionnaire(phone, site.letter_to(ROSA, "changed since").link("/questionnaires/later/"), later)
    seen = {"how is their practice": "Better", "How often have you seen": "Several times"}
    answer_questionnaire(phone, site.letter_to("kim@example.org").link("/questionnaires/manager/"), seen)

    sign_in_by_code(site, desk, manager.email)
    read_the_figures(desk)


def publish_a_session(page: Page) -> None:
    follow(page, "Programme")
    press(page, "Add a course")
    publish_a_session_online(page, title="Complex Neglect", starts=START, ends=END, trainer="Jo Bell")


def book_with_one_button(page: Page, user: User) -> None:
    sign_in(page, user)
    visit(page, "/")
    choose(page, "Complex Neglect")
    press(page, BOOK_MY_PLACE)
    joins = page.get_by_role("button", name="Join online")
    expect(joins).to_have_attribute("href", "https://meet.example.org/neglect")


def mark_and_close_the_register(page: Page) -> None:
    follow(page, "Registers")
    follow(page, "Complex Neglect")
    press(page, EVERYONE_IS_HERE)
    sam = page.get_by_role("listitem").filter(has_text="Sam Holt")
    sam.get_by_text("Sam Holt", exact=True).click()
    press(page, DID_NOT_ATTEND, within=sam)
    press(page, CLOSE_THE_REGISTER)
    notice(page).to_contain_text(REGISTER_IS_CLOSED)


def decide_the_charge(page: Page) -> None:
    follow(page, "Charges")
    follow(page, "Waiting for a reason (1, £50)")
    follow(page, "Sam Holt")
    heading(page).to_have_text("£50 for Sam Holt")
    page.get_by_label(WHAT_WERE_YOU_TOLD).fill("He forgot, says his manager.")
    press(page, KEEP_IT_WITH_THE_CHARGE)
    press(page, CONFIRM_THE_CHARGE)
    notice(page).to_contain_text(CHARGE_IS_CONFIRMED)


def read_the_figures(page: Page) -> None:
    follow(page, "Evaluation")
    page.get_by_label("Year").select_option("2026-27")
    press(page, "Show")
    follow(page, "Complex Neglect")
    changes = page.get_by_role("region", name=BEFORE_AFTER_AND_LATER).get_by_role("row")
    few = "too few to say: an interval needs five answers"
    rest = ("1 100%", "0 0%", "0 0%", "1 answer of 1 person in 1 session")
    expect(changes.nth(1).get_by_role("cell")).to_have_text(["3.0", "8.0", f"+5.0 {few}", *rest])
    expect(changes.nth(2).get_by_role("cell")).to_have_text(["3.0", "7.0", f"+4.0 {few}", *rest])
    follow(page, "Reports")
    page.get_by_label("Year").select_option("2026-27")
    press(page, "Show")
    figures = page.get_by_role("row", name="Complex Neglect").get_by_role("cell")
    expect(figures).to_have_text(["1", "2", "2", "1", "100%", "50% 1 of 2"])
