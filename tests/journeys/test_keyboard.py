"""By keyboard alone: a place is booked, a register marked, the error summary takes the focus, the skip link skips."""

import pytest
from playwright.sync_api import Page, expect

from app.programme.models_sessions import TrainingSession
from tests.builders import (
    a_booking,
    a_course,
    a_manager,
    a_past_session,
    a_policy,
    a_session,
    a_user,
    an_agency,
)
from tests.journeys.browsing import SMALLEST, NewBrowser, heading, notice, visit, words
from tests.journeys.faults import violations
from tests.journeys.live import Site
from tests.journeys.steps import open_session, sign_in
from tests.words import (
    CLOSE_THE_REGISTER,
    CONFIRM_YOUR_ADDRESS,
    ENTER_YOUR_EMAIL_ADDRESS,
    EVERYONE_IS_HERE,
    I_ACCEPT_THE_TERMS,
    REGISTER_IS_CLOSED,
    SIX_DIGIT_CODE,
    YOUR_WORK_EMAIL,
)

MOST_TABS = 40
TWO_LINES = 70
"""Pixels, with the space around them."""
_FOCUSED = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    const name = one.labels?.length ? one.labels[0].innerText : one.innerText;
    const shows = style.outlineStyle !== "none" || style.boxShadow !== "none";
    return {name: (name || "").trim().replace(/\\s+/g, " ").replace(/ (?=[:,.])/g, ""), shows};
}"""

_COLOURS = """() => {
    const {color, backgroundColor} = getComputedStyle(document.activeElement);
    return [color, backgroundColor];
}"""


@pytest.fixture
def session(site: Site) -> TrainingSession:
    a_policy()
    an_agency("Anyshire Hospitals")
    return a_session(a_course("Complex Neglect"))


def tab_to(page: Page, name: str) -> None:
    """Press Tab until this has the focus; wherever the focus is on the way, it can be seen."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate(_FOCUSED)
        assert focused["shows"], f"the focus can’t be seen on {focused['name']!r}"
        if focused["name"] == name:
            return
    raise AssertionError(f"{MOST_TABS} tabs lead nowhere near {name!r}")


def press_enter(page: Page) -> None:
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.keyboard.press("Enter")


def test_a_place_is_booked_with_tab_space_and_enter(site: Site, desk: Page, session: TrainingSession):
    open_session(desk, session)
    tab_to(desk, "Book a place")
    press_enter(desk)
    for field, answer in (
        ("Your name", "Rosa Díaz"),
        (YOUR_WORK_EMAIL, "rosa@example.org"),
        ("Your agency", "Anyshire Hospitals"),
        ("Your role", "Health visitor"),
    ):
        tab_to(desk, field)
        desk.keyboard.type(answer)
    for tick in ("I have no line manager", I_ACCEPT_THE_TERMS):
        tab_to(desk, tick)
        desk.keyboard.press("Space")
    tab_to(desk, "Continue")
    press_enter(desk)
    heading(desk).to_have_text(CONFIRM_YOUR_ADDRESS)

    site.run_jobs()
    tab_to(desk, SIX_DIGIT_CODE)
    desk.keyboard.type(site.letter_to("rosa@example.org").code)
    press_enter(desk)
    heading(desk).to_have_text("You are booked: Complex Neglect")


def test_a_register_is_marked_with_tab_space_and_enter(site: Site, desk: Page):
    hospitals, session = an_agency("Anyshire Hospitals"), a_past_session(a_course("Trio"))
    for name in ("Ann Green", "Bo Hill", "Cy Marsh"):
        a_booking(session, a_user(name=name, agency=hospitals))
    sign_in(desk, a_manager())
    visit(desk, f"/registers/{session.id}")
    tab_to(desk, "Mark here: Ann Green")
    press_enter(desk)
    tab_to(desk, "Ann Green Anyshire Hospitals Here: change or undo")
    desk.keyboard.press("Enter")
    tab_to(desk, "Left early: Ann Green")
    press_enter(desk)
    tab_to(desk, "Not here, or only in part: Bo Hill")
    desk.keyboard.press("Space")
    tab_to(desk, "Excused: Bo Hill")
    press_enter(desk)
    tab_to(desk, "Who said so?")
    desk.keyboard.type("the line manager")
    press_enter(desk)
    words(desk).to_contain_text("0 here · 2 not · 1 to mark")
    visit(desk, f"/registers/{session.id}")
    tab_to(desk, EVERYONE_IS_HERE)
    press_enter(desk)
    tab_to(desk, CLOSE_THE_REGISTER)
    press_enter(desk)
    notice(desk).to_contain_text(REGISTER_IS_CLOSED)


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(site: Site, desk: Page, session: TrainingSession):
    visit(desk, f"/sessions/{session.id}/book")
    tab_to(desk, "Continue")
    press_enter(desk)
    expect(desk.locator(".govuk-error-summary")).to_be_focused()
    tab_to(desk, ENTER_YOUR_EMAIL_ADDRESS)
    desk.keyboard.press("Enter")
    expect(desk.get_by_label(YOUR_WORK_EMAIL)).to_be_focused()


def test_the_focus_on_the_header_is_dark_on_yellow(site: Site, desk: Page):
    """More than 3:1 against the header and against what is around; it was dark on teal, 2:1."""
    visit(desk, "/")
    for name in ("Help", "Sign in", "Programme"):
        tab_to(desk, name)
        colours = desk.evaluate(_COLOURS)
        assert colours == ["rgb(11, 12, 12)", "rgb(255, 221, 0)"], name


def test_on_a_phone_the_header_is_two_lines_at_most_and_its_menu_opens_and_closes_by_keyboard(
    site: Site, new_browser: NewBrowser
):
    phone = new_browser(width=SMALLEST)
    sign_in(phone, a_manager())
    visit(phone, "/today")
    assert phone.locator("header").bounding_box()["height"] < TWO_LINES
    tab_to(phone, "Menu")
    phone.keyboard.press("Enter")
    for name in ("Help", "Close the menu", "Today", "Settings"):
        tab_to(phone, name)
    assert violations(phone) == []
    phone.keyboard.press("Escape")
    expect(phone.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(phone.get_by_role("button", name="Menu")).to_be_focused()


def test_the_skip_link_comes_first_and_leads_past_the_menu(site: Site, desk: Page, session: TrainingSession):
    visit(desk, "/")
    tab_to(desk, "Skip to main content")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("main")).to_be_focused()
    desk.keyboard.press("Tab")
    expect(desk.get_by_label("Search")).to_be_focused()
