"""The manager's programme: a course, a session with its trainers, a draft nobody else sees, and Today."""

from playwright.sync_api import Page, expect

from app.booking.states import Outcome
from app.charging.models import ChargeState
from app.programme.models_sessions import SessionState
from tests.builders import (
    a_booking,
    a_closed_register,
    a_course,
    a_manager,
    a_past_session,
    a_policy,
    a_session,
    a_trainer,
)
from tests.data.everything import a_charge
from tests.journeys.browsing import NewBrowser, follow, heading, notice, press, problems, visit, words
from tests.journeys.live import Site
from tests.journeys.steps import choose, sign_in
from tests.words import (
    ADD_A_SESSION,
    ADD_THE_COURSE,
    COURSE_IS_ADDED,
    ENTER_A_WHOLE_NUMBER,
    ENTER_THE_VENUE,
    ENTER_WHEN_IT_ENDS,
    ENTER_WHEN_IT_STARTS,
    NO_SESSIONS_TO_BOOK,
    PAGE_NOT_FOUND,
    SAVE_AS_A_DRAFT,
)


def test_a_manager_adds_a_course_and_a_session_that_nobody_else_sees_until_it_is_published(
    site: Site, desk: Page, new_browser: NewBrowser
):
    a_trainer("Jo Bell")
    a_trainer("Ali Khan")
    a_trainer("Somebody Else")
    sign_in(desk, a_manager())
    visit(desk, "/manage/courses/new")
    desk.get_by_label("Title").fill("Complex Neglect")
    desk.get_by_label("Summary").fill("Recognise neglect that builds slowly.")
    desk.get_by_label("Aims").fill("write a chronology\nchallenge drift")
    desk.get_by_label("Core topic").check()
    desk.get_by_label("Full day").check()
    press(desk, ADD_THE_COURSE)
    notice(desk).to_have_text(COURSE_IS_ADDED)

    press(desk, ADD_A_SESSION)
    first_day = desk.get_by_role("group", name="Day 1")
    first_day.get_by_label("Date").fill("2027-01-14")
    first_day.get_by_label("Starts").fill("09:30")
    first_day.get_by_label("Ends").fill("16:30")
    desk.get_by_label("Places", exact=True).fill("24")
    desk.get_by_label("At a venue").check()
    desk.get_by_label("Venue", exact=True).fill("Town Hall, Northbridge")
    desk.get_by_label("Jo Bell").check()
    desk.get_by_label("Ali Khan").check()
    press(desk, SAVE_AS_A_DRAFT)
    notice(desk).to_contain_text("Only the training team can see it until you publish it.")
    session_page = desk.url.replace("/manage/", "/")

    visitor = new_browser()
    for address in (session_page, f"{session_page}/book"):
        visit(visitor, address)
        heading(visitor).to_have_text(PAGE_NOT_FOUND)
    visit(visitor, "/")
    words(visitor).to_contain_text(NO_SESSIONS_TO_BOOK)

    follow(desk, "Today")
    words(desk).to_contain_text("thing needs a hand.")
    words(desk).to_contain_text("draft to publish")
    follow(desk, "Look")
    follow(desk, "Look at Complex Neglect, Thu 14 Jan 2027")
    press(desk, "Confirm Ali Khan")
    press(desk, "Confirm Jo Bell")
    press(desk, "Publish")
    notice(desk).to_have_text("The session is published. Everybody can see and book it.")

    visitor.reload()
    choose(visitor, "Complex Neglect")
    words(visitor).to_contain_text("Thursday 14 January 2027")
    words(visitor).to_contain_text("9:30am to 4:30pm")
    words(visitor).to_contain_text("Ali Khan, Jo Bell")
    words(visitor).to_contain_text("challenge drift")
    words(visitor).to_contain_text("24 of 24 left")
    words(visitor).not_to_contain_text("Somebody Else")


def test_what_is_missing_from_a_session_is_said_beside_its_field_and_what_was_typed_stays(site: Site, desk: Page):
    sign_in(desk, a_manager())
    visit(desk, f"/manage/courses/{a_course().id}/sessions/new")
    desk.get_by_role("group", name="Day 1").get_by_label("Date").fill("2027-01-14")
    desk.get_by_label("Places", exact=True).fill("many")
    desk.get_by_label("At a venue").check()
    press(desk, SAVE_AS_A_DRAFT)
    problems(desk).to_have_text([ENTER_WHEN_IT_STARTS, ENTER_WHEN_IT_ENDS, ENTER_A_WHOLE_NUMBER, ENTER_THE_VENUE])
    expect(desk.get_by_label("Places", exact=True)).to_have_value("many")
    desk.get_by_role("link", name=ENTER_THE_VENUE).click()
    expect(desk.get_by_label("Venue", exact=True)).to_be_focused()


def test_today_lists_what_needs_a_hand_each_with_the_way_there(site: Site, desk: Page):
    over = a_past_session(a_course("Digital Safeguarding"), days_ago=3)
    a_charge(a_booking(over, outcome=Outcome.NO_SHOW, policy=a_policy()), state=ChargeState.EXPLAINED)
    a_closed_register(over)
    a_booking(a_past_session(a_course("Suicide Prevention")))
    a_session(state=SessionState.DRAFT)
    site.run_jobs()
    sign_in(desk, a_manager())
    visit(desk, "/today")
    words(desk).to_contain_text("things need a hand.")
    words(desk).to_contain_text("£25 proposed")
    for link, address in {"Mark registers": "/registers", "Decide": "/charges", "Look": "/manage/programme"}.items():
        expect(desk.get_by_role("link", name=link, exact=True)).to_have_attribute("href", address)
