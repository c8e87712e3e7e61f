"""Reading comments by keyboard alone: tick, name a theme, save with Enter, go on where one was."""

from playwright.sync_api import Page, expect

from tests.builders import a_comment, a_manager, a_past_session, a_theme
from tests.journeys.browsing import heading, visit
from tests.journeys.live import Site
from tests.journeys.steps import sign_in


def test_a_page_of_comments_is_themed_by_keyboard(site: Site, desk: Page):
    a_theme("Better joint working")
    for days_ago, words in ((1, "I ring the school first."), (2, "I ask what a day looks like.")):
        a_comment(words, on=a_past_session(days_ago=days_ago))
    sign_in(desk, a_manager())
    visit(desk, "/evaluation/comments?theme=none")
    desk.get_by_role("checkbox", name="Better joint working").first.focus()
    desk.keyboard.press("Space")
    desk.keyboard.press("Tab")
    desk.keyboard.type("Calls before letters")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_contain_text("Saved: 1 comment changed.")
    heading(desk).to_have_text("Comments")
    expect(desk.locator(".cb-said")).to_have_text(["I ask what a day looks like."])  # only what has no theme yet
    expect(desk.get_by_role("region", name="Shares by theme")).to_contain_text("Calls before letters")
