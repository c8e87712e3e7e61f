"""The pages that everybody opens: whether anything moves as they arrive, and how much they bring."""

import pytest
from playwright.sync_api import Page

from tests.builders import a_learning_week, a_session
from tests.journeys.browsing import DESK, PHONE, NewBrowser, visit
from tests.journeys.live import Site

pytestmark = pytest.mark.lasts_long

MOST_KB = 350
"""Of a page with all that it brings, before it is compressed; a quarter of it comes over the line."""

SHIFTS = """
() => new Promise(tell => {
    let moved = 0
    new PerformanceObserver(seen => { for (const each of seen.getEntries()) moved += each.value })
        .observe({type: 'layout-shift', buffered: true})
    setTimeout(() => tell(moved), 300)
})
"""
PUSH_DOWN = "() => document.body.prepend(Object.assign(document.createElement('div'), {style: 'height: 200px'}))"

BROUGHT = """
() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .map(each => [new URL(each.name).pathname, each.encodedBodySize])
"""


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_nothing_moves_once_it_is_seen_and_no_page_brings_much(site: Site, new_browser: NewBrowser, width: int) -> None:
    week = a_learning_week()
    session = a_session(learning_week=week)
    for _ in range(20):
        a_session()
    visitor = new_browser(width=width)
    for address in ("/", f"/sessions/{session.id}", f"/courses/{session.course_id}", "/learning-week", "/lunchtime"):
        visit(visitor, address)
        visitor.wait_for_load_state("networkidle")
        assert visitor.evaluate(SHIFTS) == 0, address
        brought = dict(kilobytes_brought(visitor))
        assert {"/static/coursebook.css", "/static/coursebook.js", address} <= brought.keys()
        assert sum(brought.values()) < MOST_KB, brought
    visitor.evaluate(PUSH_DOWN)
    assert visitor.evaluate(SHIFTS) > 0, "what is pushed down is seen to move"


def kilobytes_brought(page: Page) -> list[tuple[str, float]]:
    """By path."""
    return [(path, size / 1000) for path, size in page.evaluate(BROUGHT)]
