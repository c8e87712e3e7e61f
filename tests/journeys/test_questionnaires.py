"""Questionnaires by mailed links: before, after and later, and one message to a manager about all their people."""

from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from app.attendance.registers.services import close_register, mark_everyone_attended
from app.booking.claims.services_delegates import delegate_of
from app.booking.places.services import book_place
from app.booking.states import Outcome
from app.core.clock import now
from app.core.links import Secret
from app.evaluation.issuing.rules import SECOND_THOUGHTS
from app.evaluation.stages import Stage
from app.programme.models_sessions import TrainingSession
from tests.builders import a_booking, a_course, a_manager, a_past_session, a_session, a_user, an_issued
from tests.journeys.browsing import (
    SMALLEST,
    NewBrowser,
    follow,
    heading,
    press,
    problems,
    visit,
    words,
)
from tests.journeys.live import Site
from tests.journeys.steps import answer_questionnaire, scales, sign_in
from tests.words import (
    BEFORE_AFTER_AND_LATER,
    OPEN_MY_QUESTIONNAIRE,
    QUESTIONNAIRE_HAS_CLOSED,
    SEND_ME_A_CODE,
    SEND_MY_ANSWERS,
    SIX_DIGIT_CODE,
    YOU_ARE_BOOKED,
)

TWELVE_WEEKS_LATER = datetime(2027, 2, 25, 9, 0, tzinfo=UTC)
ANN, BO, THEIR_MANAGER = "ann@example.org", "bo@example.org", "kim@example.org"

SEEN = {"how is their practice": "Better", "How often have you seen": "Several times"}
"""What a manager answers about each of their people."""


@pytest.fixture
def session(site: Site) -> TrainingSession:
    """On Thursday 3 December, booked by Ann and Bo, who have the same manager."""
    session = a_session(a_course("Complex Neglect"), on=date(2026, 12, 3))
    for name, email in (("Ann Green", ANN), ("Bo Hill", BO)):
        person = a_user(name=name, email=email, manager_name="Kim Lee", manager_email=THEIR_MANAGER)
        book_place(session, delegate_of(person), by=person, at=now())
    site.run_jobs()
    return session


@pytest.fixture
def held_session(site: Site, session: TrainingSession) -> TrainingSession:
    """Over, with both there, and the register closed."""
    site.clock_at(session.ends_at)
    manager = a_manager()
    mark_everyone_attended(session, by=manager, at=now())
    close_register(session, by=manager, at=now())
    site.clock_at(session.ends_at + SECOND_THOUGHTS)
    site.run_jobs()
    return session


def reminders(site: Site, address: str) -> int:
    return sum("reminder" in letter.subject for letter in site.letters_to(address))


def test_the_questions_before_ride_in_the_confirmation_and_are_answered_once(
    site: Site, phone: Page, session: TrainingSession
):
    link = site.letter_to(ANN, YOU_ARE_BOOKED).link("/questionnaires/before/")
    visit(phone, link)
    press(phone, SEND_MY_ANSWERS)
    problems(phone).to_have_count(3)

    answer_questionnaire(phone, link, scales(4))
    visit(phone, link)
    words(phone).to_contain_text("You have already answered this questionnaire. Thank you")
    expect(phone.get_by_role("main").get_by_role("button")).to_have_count(0)


def test_the_questions_before_close_when_the_course_starts(site: Site, phone: Page, session: TrainingSession):
    site.clock_at(session.starts_at)
    visit(phone, site.letter_to(ANN).link("/questionnaires/before/"))
    words(phone).to_contain_text(QUESTIONNAIRE_HAS_CLOSED)


def test_everybody_there_is_asked_after_and_reminders_stop_at_the_answer(
    site: Site, phone: Page, held_session: TrainingSession
):
    link = site.letter_to(ANN, "Your feedback on Complex Neglect").link("/questionnaires/after/")
    told = {"How useful": "Very useful", "How well did the trainers": "9", "What will you do": "Write chronologies."}
    answer_questionnaire(phone, link, scales(7) | told)
    for days in (3, 7, 14):
        site.clock_at(held_session.ends_at + SECOND_THOUGHTS + timedelta(days=days))
        site.run_jobs()
    assert reminders(site, ANN) == 0
    assert reminders(site, BO) == 2


def test_weeks_later_a_manager_gets_one_message_about_all_their_people_and_sees_no_answers(
    site: Site, phone: Page, desk: Page, held_session: TrainingSession
):
    site.clock_at(TWELVE_WEEKS_LATER)
    site.run_jobs()
    site.run_jobs()
    answer_questionnaire(
        phone,
        site.letter_to(ANN, "What has changed").link("/questionnaires/later/"),
        scales(6)
        | {
            "How often have you used": "Several times",
            "Have you changed anything": "Yes",
            "What did you change": "Chronologies from the first visit.",
        },
    )
    asked = site.letters_to(THEIR_MANAGER)
    assert len(asked) == 1
    assert "Ann Green" in asked[0].text
    assert "Bo Hill" in asked[0].text

    link = asked[0].link("/questionnaires/manager/")
    visit(desk, link)
    words(desk).not_to_contain_text("Chronologies")
    for question, answer in SEEN.items():
        for person in range(2):
            desk.get_by_role("group", name=question).nth(person).get_by_label(answer).check()
    desk.get_by_label("What have you seen").fill("Bo asks the next question.")
    press(desk, SEND_MY_ANSWERS)
    heading(desk).to_have_text("Thank you")
    visit(desk, link)
    words(desk).to_contain_text("You have already answered this questionnaire.")

    site.clock_at(TWELVE_WEEKS_LATER + timedelta(days=14))
    site.run_jobs()
    assert len(site.letters_to(THEIR_MANAGER)) == 1


def test_what_was_begun_is_kept_by_itself_and_stands_there_on_another_device(
    site: Site, phone: Page, desk: Page, held_session: TrainingSession
):
    link = site.letter_to(ANN, "Your feedback on Complex Neglect").link("/questionnaires/after/")
    visit(phone, link)
    phone.get_by_role("group", name="How much do you know").get_by_label("7", exact=True).check()
    phone.get_by_label("What will you do differently").fill("Write chronologies.")
    expect(phone.locator("[data-kept]")).to_have_text("What you have filled in is kept. It isn’t sent yet.")

    visit(desk, link)
    expect(desk.get_by_role("group", name="How much do you know").get_by_label("7", exact=True)).to_be_checked()
    expect(desk.get_by_label("What will you do differently")).to_have_value("Write chronologies.")
    words(desk).to_contain_text("You started this earlier: your answers are filled in above.")
    answer_questionnaire(
        desk, link, scales(7) | {"How useful": "Useful", "How well did the trainers": "9"}
    )  # what was begun is sent with it
    visit(phone, link)
    words(phone).to_contain_text("You have already answered this questionnaire.")


def test_a_page_that_is_left_at_once_keeps_what_was_begun(
    site: Site, phone: Page, desk: Page, held_session: TrainingSession
):
    link = site.letter_to(ANN, "Your feedback on Complex Neglect").link("/questionnaires/after/")
    visit(phone, link)
    phone.get_by_label("What will you do differently").fill("Write chronologies.")
    visit(phone, "/")  # before the second and a half are over
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    for _ in range(20):
        visit(desk, link)
        if desk.get_by_label("What will you do differently").input_value():
            break
    expect(desk.get_by_label("What will you do differently")).to_have_value("Write chronologies.")


def test_a_questionnaire_is_answered_by_keyboard_alone_at_400_percent(
    site: Site, new_browser: NewBrowser, held_session: TrainingSession
):
    page = new_browser(width=SMALLEST)
    visit(page, site.letter_to(ANN, "Your feedback on Complex Neglect").link("/questionnaires/after/"))
    assert page.evaluate("document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth")
    for _ in range(5):  # four scales, and how useful it was: the arrow chooses the second
        tab_to_next_question(page)
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
    tab_to_next_question(page)
    page.keyboard.type("Write chronologies.")
    tab_to(page, SEND_MY_ANSWERS)
    page.keyboard.press("Enter")
    heading(page).to_have_text("Thank you")


def tab_to_next_question(page: Page) -> None:
    """To the next field of a form."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('main input, main textarea')"):
            return
    raise AssertionError("no question is reached by the Tab key")


def tab_to(page: Page, button: str) -> None:
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == button:
            return
    raise AssertionError(f"{button} is not reached by the Tab key")


def test_of_one_person_a_manager_answers_or_says_why_not(site: Site, desk: Page, held_session: TrainingSession):
    site.clock_at(TWELVE_WEEKS_LATER)
    site.run_jobs()
    visit(desk, site.letter_to(THEIR_MANAGER).link("/questionnaires/manager/"))
    ann = desk.get_by_role("region", name="Ann Green")
    better = ann.get_by_role("group", name="how is their practice").get_by_label("Better")
    better.check()
    ann.get_by_text("I can’t say").click()
    ann.get_by_label("I no longer manage Ann Green").check()
    expect(better).not_to_be_checked()
    for question, answer in SEEN.items():
        desk.get_by_role("region", name="Bo Hill").get_by_role("group", name=question).get_by_label(answer).check()
    press(desk, SEND_MY_ANSWERS)
    heading(desk).to_have_text("Thank you")


def test_in_the_room_somebody_signs_in_by_code_and_answers_and_gets_no_mail_at_the_end(
    site: Site, phone: Page, desk: Page, session: TrainingSession
):
    manager = a_manager()
    for _ in range(3):
        a_booking(session)
    site.clock_at(session.ends_at - timedelta(minutes=10))
    mark_everyone_attended(session, by=manager, at=now())
    sign_in(desk, manager)
    visit(desk, f"/registers/{session.id}")
    follow(desk, "Show the evaluation’s code as it ends")
    words(desk).to_contain_text("0 of 5 present have answered.")

    visit(phone, Secret("evaluation-room", session.id).reveal())
    press_link(phone, "Sign in to answer")
    phone.get_by_label("E-mail address").fill(ANN)
    press(phone, SEND_ME_A_CODE)
    site.run_jobs()
    phone.get_by_label(SIX_DIGIT_CODE).fill(site.letter_to(ANN, "code").code)
    press(phone, "Sign in", within=phone.get_by_role("main"))
    press(phone, OPEN_MY_QUESTIONNAIRE)
    answer_questionnaire(phone, phone.url, scales(7) | {"How useful": "Useful", "How well did the trainers": "9"})

    follow(desk, "Count again")
    words(desk).to_contain_text("1 of 5 present has answered.")
    site.clock_at(session.ends_at + SECOND_THOUGHTS)
    site.run_jobs()
    assert not any("Your feedback" in letter.subject for letter in site.letters_to(ANN))
    assert any("Your feedback" in letter.subject for letter in site.letters_to(BO))


def press_link(page: Page, name: str) -> None:
    """A link that looks like a button."""
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.get_by_role("main").get_by_role("button", name=name).click()


def test_the_results_say_how_many_answered_and_the_change_of_those_who_answered_twice(site: Site, desk: Page):
    session = a_past_session(a_course("Complex Neglect"), days_ago=7)
    ann, bo = (a_booking(session, outcome=Outcome.ATTENDED) for _ in range(2))
    an_issued(ann, Stage.PRE_COURSE, at=session.starts_at - timedelta(days=2), answers={"Knowledge": 4})
    an_issued(ann, Stage.POST_COURSE, at=session.ends_at, answers={"Knowledge": 7})
    an_issued(bo, Stage.POST_COURSE, at=session.ends_at, answers={"Knowledge": 5})

    sign_in(desk, a_manager())
    visit(desk, f"/evaluation/courses/{session.course_id}")
    heading(desk).to_have_text("Complex Neglect: what changed")
    changes = desk.get_by_role("region", name=BEFORE_AFTER_AND_LATER).get_by_role("row")
    after, later = (changes.nth(number).get_by_role("cell") for number in (1, 2))
    few = "too few to say: an interval needs five answers"
    of_one = ("1 100%", "0 0%", "0 0%", "1 answer of 1 person in 1 session")
    expect(after).to_have_text(["4.0", "7.0", f"+3.0 {few}", *of_one])
    expect(later).to_have_text([*("–" for _ in range(6)), "nobody"])
    checks = desk.get_by_role("region", name="What stands behind each change").get_by_role("row")
    expect(checks.nth(1).get_by_role("cell").last).to_have_text("1 (1 not asked before)")
