"""By keyboard alone: a place is booked, the error summary takes the focus, the skip link skips."""

import pytest
from playwright.sync_api import Page, expect

from app.programme.models import TrainingSession
from tests.builders import a_course, a_policy, a_session, an_agency
from tests.journeys.browsing import heading, visit
from tests.journeys.live import Site
from tests.journeys.steps import open_session

MOST_TABS = 40
_FOCUSED = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    const name = one.labels?.length ? one.labels[0].innerText : one.innerText;
    const shows = style.outlineStyle !== "none" || style.boxShadow !== "none";
    return {name: (name || "").trim(), shows};
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
        ("Your work e-mail address", "rosa@example.org"),
        ("Your agency", "Anyshire Hospitals"),
        ("Your role", "Health visitor"),
    ):
        tab_to(desk, field)
        desk.keyboard.type(answer)
    for tick in ("I have no line manager", "I accept the booking terms"):
        tab_to(desk, tick)
        desk.keyboard.press("Space")
    tab_to(desk, "Continue")
    press_enter(desk)
    heading(desk).to_have_text("Confirm your address")

    site.run_jobs()
    tab_to(desk, "Six-digit code")
    desk.keyboard.type(site.letter_to("rosa@example.org").code)
    press_enter(desk)
    heading(desk).to_have_text("You are booked: Complex Neglect")


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(site: Site, desk: Page, session: TrainingSession):
    visit(desk, f"/sessions/{session.id}/book")
    tab_to(desk, "Continue")
    press_enter(desk)
    expect(desk.locator(".govuk-error-summary")).to_be_focused()
    tab_to(desk, "Enter your e-mail address")
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("Your work e-mail address")).to_be_focused()


def test_the_skip_link_comes_first_and_leads_past_the_menu(site: Site, desk: Page, session: TrainingSession):
    visit(desk, "/")
    tab_to(desk, "Skip to main content")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("main")).to_be_focused()
    desk.keyboard.press("Tab")
    expect(desk.get_by_label("Search")).to_be_focused()
