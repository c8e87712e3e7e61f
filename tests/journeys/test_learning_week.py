"""The Learning Week: ticked by keyboard, counted by the bar, booked in one go; on a phone, and without JavaScript."""

from datetime import date, time, timedelta

import pytest
from playwright.sync_api import Page, expect

from app.programme.models import Strand
from tests.builders import a_course, a_learning_week, a_session, a_user
from tests.journeys.browsing import DESK, PHONE, NewBrowser, heading, notice, press, visit
from tests.journeys.live import Site
from tests.journeys.steps import sign_in
from tests.words import BOOK_WHAT_I_TICKED

MONDAY = date(2027, 2, 8)


@pytest.fixture
def week(site: Site) -> None:
    """Two sessions on Monday that overlap, one on Tuesday."""
    week_id = a_learning_week(MONDAY).id
    for title, on, hours in (
        ("Hidden harm", MONDAY, (time(10), time(11, 30))),
        ("Fathers", MONDAY, (time(11), time(12))),
        ("County lines", MONDAY + timedelta(days=1), (time(14), time(15))),
    ):
        a_session(a_course(title, Strand.SPECIALIST), on=on, hours=hours, learning_week_id=week_id)


def tick(page: Page, title: str) -> None:
    """As by the keyboard: the tick takes the focus, and the space bar sets it."""
    page.get_by_role("checkbox", name=f"Tick to book {title}").focus()
    page.keyboard.press("Space")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_bar_counts_hours_and_overlaps_and_all_is_booked_at_once(week: None, new_browser: NewBrowser, width: int):
    page = new_browser(width=width)
    sign_in(page, a_user())
    visit(page, "/learning-week")
    bar = page.locator(".cb-bar")
    expect(bar).to_contain_text("Tick what you would like to join.")
    tick(page, "Hidden harm")
    tick(page, "County lines")
    expect(bar).to_contain_text("2 sessions ticked · no overlaps · 2 hours 30 minutes")
    tick(page, "Fathers")
    expect(bar).to_contain_text("3 sessions ticked · two of them overlap · 3 hours 30 minutes")
    press(page, "Book these 3 sessions")
    heading(page).to_have_text("Book 3 sessions")
    expect(page.get_by_role("main")).to_contain_text("Overlaps with Fathers, 11am to 12pm.")
    press(page, "Book 3 sessions")
    notice(page).to_contain_text("You are booked on 3 sessions.")


def test_it_works_without_javascript_too(week: None, new_browser: NewBrowser):
    page = new_browser(javascript=False)
    sign_in(page, a_user())
    visit(page, "/learning-week")
    tick(page, "County lines")
    press(page, BOOK_WHAT_I_TICKED)
    press(page, "Book 1 session")
    notice(page).to_contain_text("You are booked on 1 session.")


def test_a_tick_that_has_the_focus_is_not_hidden_by_the_bar(week: None, new_browser: NewBrowser):
    page = new_browser(width=PHONE)
    page.set_viewport_size({"width": PHONE, "height": 500})
    visit(page, "/learning-week")
    for title in ("Hidden harm", "Fathers", "County lines"):
        ticked = page.get_by_role("checkbox", name=f"Tick to book {title}")
        ticked.focus()
        box, bar = ticked.bounding_box(), page.locator(".cb-bar").bounding_box()
        assert box
        assert bar
        assert box["y"] + box["height"] <= bar["y"] or box["y"] >= bar["y"] + bar["height"]
