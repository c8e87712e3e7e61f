"""What is wrong with a page, for whoever reads it, taps it or hears it."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.conftest import IN_FULL
from tests.journeys.browsing import DESK, PHONE, SMALLEST

BIG_ENOUGH = 44
"""Pixels, both ways: a thumb's width."""

# `preload` would fetch the stylesheets again; no rule that is on needs it. WCAG 2.2's target-size is off unless asked.
_AXE = """async () => {
    await document.fonts.ready;
    const options = {resultTypes: ["violations"], preload: false, rules: {"target-size": {enabled: true}}};
    const {violations} = await axe.run(document, options);
    return violations.map(({id, help, nodes}) => `${id}: ${help}: ${nodes.map(node => node.html).join(" | ")}`);
}"""
# A scale is one row of ten at every width, because two rows would be another question: its numbers are as narrow as
# WCAG 2.5.8 lets them be, and higher than a thumb.
_TOO_SMALL = """(enough) => [...document.querySelectorAll(
        "button, summary, select, textarea, input:not([type=hidden]), nav a, a[role=button]")]
    .filter(target => target.checkVisibility())
    .map(target => [target, (target.closest("label") || target).getBoundingClientRect()])
    .map(([target, box]) => [target, box, target.closest(".cb-scale") ? 24 : enough])
    .filter(([target, box, wide]) => box.height < enough - 0.5 || box.width < wide - 0.5)
    .map(([target, box]) => `${Math.round(box.width)} by ${Math.round(box.height)}: ${target.outerHTML}`)"""
_SIDEWAYS = "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
_WIDER = """(width) => [...document.querySelectorAll("main *")]
    .filter(part => part.getBoundingClientRect().right > width).slice(0, 3).map(part => part.outerHTML.slice(0, 200))"""


def violations(page: Page) -> list[str]:
    """What axe finds on a page as it stands."""
    page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(_AXE)
    return found


def faults(page: Page) -> list[str]:
    """What axe finds at a desk and on a phone, what is too small to tap, and whether it scrolls sideways at 320.

    `make test` asks axe about the phone alone, where most is in the way of most; CI about both.
    """
    found = []
    page.evaluate(AXE_SCRIPT)
    for width in (DESK, PHONE) if IN_FULL else (PHONE,):
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{page.url} at {width}: {violation}" for violation in page.evaluate(_AXE)]
    found += [f"{page.url}: too small to tap: {target}" for target in page.evaluate(_TOO_SMALL, BIG_ENOUGH)]
    page.set_viewport_size({"width": SMALLEST, "height": 900})
    if page.evaluate(_SIDEWAYS) > 0:
        found += [f"{page.url} scrolls sideways at {SMALLEST}: {page.evaluate(_WIDER, SMALLEST)}"]
    page.set_viewport_size({"width": DESK, "height": 900})
    return found
