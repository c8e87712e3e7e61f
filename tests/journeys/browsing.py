"""What people do in a browser, and what no page may do to them."""

import contextlib
from collections.abc import Callable, Iterator

from playwright.sync_api import Browser, ConsoleMessage, Locator, LocatorAssertions, Page, Request, Response, expect

from tests.journeys.live import Site

DESK, PHONE, SMALLEST = 1280, 390, 320
PATIENCE = 20_000
"""Milliseconds that a busy machine may take; nothing waits longer than it must."""

NewBrowser = Callable[..., Page]


class Device:
    """A browser with its own cookies. What its pages complain of is kept."""

    def __init__(self, chromium: Browser, site: Site, *, javascript: bool) -> None:
        self.site, self.javascript, self.complaints = site, javascript, list[str]()
        self._context = chromium.new_context(
            base_url=site.url, java_script_enabled=javascript, locale="en-GB", timezone_id="Europe/London"
        )
        self._context.set_default_timeout(PATIENCE)
        self._context.on("console", self._see_console)
        self._context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))
        self._context.on("request", self._see_request)
        self._context.on("response", self._see_response)
        self.page = self._context.new_page()

    def hand_over(self, width: int) -> Page:
        self.page.set_viewport_size({"width": width, "height": 900})
        return self.page

    def forget(self) -> list[str]:
        """As good as new for the next person; returns the complaints."""
        self._context.clear_cookies()
        self.page.goto("about:blank")  # A document set in its place would fall under the last page's security policy.
        for page in self._context.pages:
            if page is not self.page:
                page.close()
        complaints, self.complaints = self.complaints, []
        return complaints

    def _see_console(self, message: ConsoleMessage) -> None:
        """Errors, and with them what the content security policy stopped. A refused page is the test's business."""
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"console: {message.text} ({message.page.url if message.page else ''})")

    def _see_request(self, request: Request) -> None:
        if not request.url.startswith((self.site.url + "/", *self.site.elsewhere, "data:", "blob:")):
            self.complaints.append(f"asked for {request.url}")

    def _see_response(self, response: Response) -> None:
        is_page = response.request.resource_type == "document"
        if response.status >= (500 if is_page else 400):
            self.complaints.append(f"{response.status} for {response.url}")


class Devices:
    """Lends devices; those that come back are lent again, because opening one takes half a second."""

    def __init__(self, chromium: Browser) -> None:
        self._chromium = chromium
        self._idle: dict[tuple[str, bool], list[Device]] = {}

    @contextlib.contextmanager
    def lent(self, site: Site) -> Iterator[NewBrowser]:
        """A function that opens somebody's browser. In the end, none of their pages may have complained."""
        in_use: list[Device] = []

        def open_browser(*, width: int = DESK, javascript: bool = True) -> Page:
            idle = self._idle.setdefault((site.url, javascript), [])
            in_use.append(idle.pop() if idle else Device(self._chromium, site, javascript=javascript))
            return in_use[-1].hand_over(width)

        yield open_browser
        complaints = []
        for device in in_use:
            complaints += device.forget()
            self._idle[site.url, device.javascript].append(device)
        assert not complaints, "\n".join([*complaints, site.server.said])


def visit(page: Page, address: str) -> None:
    page.goto(address, wait_until="domcontentloaded")


def press(page: Page, button: str, *, within: Locator | None = None) -> None:
    """Press the button of this name and wait for the next page."""
    _click(page, (within or page).get_by_role("button", name=button))


def follow(page: Page, link: str, *, within: Locator | None = None) -> None:
    """Follow the link that says exactly this."""
    _click(page, (within or page).get_by_role("link", name=link, exact=True))


def _click(page: Page, what: Locator) -> None:
    with page.expect_navigation(wait_until="domcontentloaded"):
        what.click()


# What a page says, each to be expected to have some words.


def heading(page: Page) -> LocatorAssertions:
    return expect(page.get_by_role("heading", level=1))


def words(page: Page) -> LocatorAssertions:
    """All of the main part."""
    return expect(page.get_by_role("main"))


def problems(page: Page) -> LocatorAssertions:
    """The lines of the error summary."""
    return expect(page.get_by_role("alert").get_by_role("listitem"))


def notice(page: Page) -> LocatorAssertions:
    """What has just happened."""
    return expect(page.get_by_role("status"))
