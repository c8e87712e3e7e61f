"""A visitor finds a session: no account, no JavaScript, at a desk or on a telephone."""

from datetime import date, time, timedelta

import pytest
from playwright.sync_api import Page, expect

from app.programme.models import Strand
from app.programme.models_sessions import Delivery
from tests.builders import HALF_DAY, a_booking, a_course, a_learning_week, a_session, a_trainer
from tests.journeys.browsing import DESK, PHONE, NewBrowser, follow, heading, press, visit, words
from tests.journeys.live import Site
from tests.journeys.steps import choose
from tests.words import NO_SESSION_FITS, NOTHING_ON_THIS_DAY, SHOW_SESSIONS, SHOW_THE_WHOLE_PROGRAMME

MONDAY = date(2027, 2, 8)
LUNCHTIME = (time(12, 30), time(13, 30))


def a_visitor(new_browser: NewBrowser, width: int) -> Page:
    return new_browser(width=width, javascript=False)


def listed(page: Page) -> list[str]:
    """The titles in the months of the programme, in order; their links say the date, too."""
    titles = page.locator(".cb-rows:not(.cb-rows--short) h3").all_inner_texts()
    return [title.splitlines()[0] for title in titles]


def test_the_programme_is_filtered_by_strand_month_delivery_and_words(site: Site, new_browser: NewBrowser):
    neglect = a_course("Complex Neglect", summary="Harm that builds slowly.")
    spotlight = a_course("Spotlight on… family hubs", Strand.LUNCHTIME)
    harm = a_course("Hidden harm", Strand.SPECIALIST)
    a_session(neglect, on=date(2026, 12, 10))
    a_session(spotlight, on=date(2026, 12, 11), delivery=Delivery.VIRTUAL, venue="")
    a_session(neglect, on=date(2027, 1, 14), delivery=Delivery.VIRTUAL, venue="")
    a_booking(a_session(harm, on=MONDAY, places=1, learning_week_id=a_learning_week(MONDAY).id))

    visitor = a_visitor(new_browser, DESK)
    visit(visitor, "/")
    heading(visitor).to_have_text("Training programme 2026-27")
    assert listed(visitor) == ["Complex Neglect", "Spotlight on… family hubs", "Complex Neglect", "Hidden harm"]

    visitor.get_by_label("Lunchtime").check()
    press(visitor, SHOW_SESSIONS)
    assert listed(visitor) == ["Spotlight on… family hubs"]
    visitor.get_by_label("Learning Week").check()
    press(visitor, SHOW_SESSIONS)
    assert listed(visitor) == ["Spotlight on… family hubs", "Hidden harm"]

    follow(visitor, "Clear all")
    visitor.get_by_label("Virtual").check()
    visitor.get_by_label("Search").fill("slowly")
    press(visitor, SHOW_SESSIONS)
    words(visitor).to_contain_text("1 session found for “slowly”")
    assert listed(visitor) == ["Complex Neglect"]

    visitor.set_viewport_size({"width": PHONE, "height": 800})
    follow(visitor, "Clear all")
    expect(visitor.get_by_label("Month")).to_be_hidden()
    visitor.get_by_text("Filter", exact=True).click()
    visitor.get_by_label("Month").select_option("January 2027")
    press(visitor, SHOW_SESSIONS)
    words(visitor).to_contain_text("January 2027 1 session")
    assert listed(visitor) == ["Complex Neglect"]

    visitor.get_by_label("With places left").check()
    visitor.get_by_label("Month").select_option("February 2027")
    press(visitor, SHOW_SESSIONS)
    words(visitor).to_contain_text(NO_SESSION_FITS)
    follow(visitor, SHOW_THE_WHOLE_PROGRAMME)
    assert len(listed(visitor)) == 4


def test_a_visitor_opens_a_session_its_course_and_another_date(site: Site, new_browser: NewBrowser):
    course = a_course("Complex Neglect", audience="Anyone who visits families.")
    a_session(course, on=date(2026, 12, 10), trainers=[a_trainer("Jo Bell")])
    a_session(course, on=date(2027, 1, 14), delivery=Delivery.VIRTUAL, venue="")

    visitor = a_visitor(new_browser, PHONE)
    visit(visitor, "/")
    menu = visitor.get_by_role("navigation", name="Main")
    expect(menu).to_be_hidden()
    visitor.get_by_role("button", name="Menu").click()
    expect(menu.get_by_role("link", name="Lunchtime")).to_be_visible()
    visitor.get_by_role("button", name="Close the menu").click()
    expect(menu).to_be_hidden()
    visitor.get_by_role("link", name="Complex Neglect").first.click()
    heading(visitor).to_contain_text("Thursday 10 December 2026")
    words(visitor).to_contain_text("Jo Bell")
    words(visitor).to_contain_text("Anyone who visits families.")
    follow(visitor, "Complex Neglect, Thu 14 Jan 2027")
    heading(visitor).to_contain_text("Thursday 14 January 2027")

    visitor.locator(f"a[href='/courses/{course.id}']").first.click()
    heading(visitor).to_have_text("Complex Neglect")
    expect(visitor.get_by_role("row")).to_have_count(1 + 2)
    follow(visitor, "Complex Neglect, Thu 10 Dec 2026")
    expect(visitor.get_by_role("button", name="Book a place")).to_be_visible()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_learning_week_is_a_timetable_by_day(site: Site, new_browser: NewBrowser, width: int):
    week = a_learning_week(MONDAY, name="Learning Week 2027")
    tuesday = MONDAY + timedelta(days=1)
    for title, on, hours in (
        ("Hidden harm", MONDAY, HALF_DAY),
        ("LCSPR update", MONDAY, LUNCHTIME),
        ("County lines", tuesday, HALF_DAY),
        ("Online grooming", tuesday, HALF_DAY),
    ):
        a_session(a_course(title, Strand.SPECIALIST), on=on, hours=hours, learning_week_id=week.id)

    visitor = a_visitor(new_browser, width)
    visit(visitor, "/learning-week")
    heading(visitor).to_have_text("Learning Week 2027: growing up safe")
    monday, second = visitor.get_by_role("region", name="Mon 8"), visitor.get_by_role("region", name="Tue 9")
    expect(monday.get_by_role("link")).to_have_count(2)
    for title in ("Hidden harm on Monday 8 February at 9:30am", "LCSPR update on Monday 8 February at 12:30pm"):
        expect(monday.get_by_role("link", name=title, exact=True)).to_be_visible()
    of_tuesday = [each.splitlines()[0] for each in second.get_by_role("link").all_inner_texts()]
    assert of_tuesday == ["County lines", "Online grooming"]
    expect(visitor.get_by_role("region", name="Wed 10")).to_contain_text(NOTHING_ON_THIS_DAY)

    visitor.wait_for_load_state("load")
    visitor.evaluate("document.fonts.ready")
    slots = (visitor.locator(".cb-slot", has_text=title) for title in ("County lines", "Online grooming"))
    one, other = filter(None, (slot.bounding_box() for slot in slots))
    if width == DESK:
        assert one["y"] == other["y"], "parallel sessions stand side by side"
        assert one["x"] < other["x"]
    else:
        assert one["x"] == other["x"], "on a phone they follow each other"
        assert one["y"] < other["y"]
    choose(visitor, "County lines")
    heading(visitor).to_contain_text("County lines")
