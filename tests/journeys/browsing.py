"""What people do in a browser, and what no page may do to them."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe, AxeResults
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, expect

from app import clock
from app.accounts.models import Agency, User
from app.accounts.services import new_proof
from app.links import Secret
from app.programme.models import TrainingSession
from tests.conftest import NOW
from tests.journeys.live import Site

DESK, PHONE, SMALLEST = 1280, 390, 320


class Watched:
    """A browser with its own cookies whose pages are watched: what they complain of is kept."""

    def __init__(self, chromium: Browser, site: Site, *, width: int = DESK, javascript: bool = True) -> None:
        self.site, self.complaints = site, list[str]()
        self._context = chromium.new_context(
            base_url=site.url,
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            locale="en-GB",
            timezone_id="Europe/London",
        )
        self._context.on("page", self._watch)
        self._context.on("request", self._see_request)
        self._context.on("response", self._see_response)
        self.page = self._context.new_page()

    def close(self) -> None:
        self._context.close()

    def _watch(self, page: Page) -> None:
        page.set_default_timeout(20_000)
        page.on("console", self._see_console)
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))

    def _see_console(self, message: ConsoleMessage) -> None:
        """Errors, and with them what the content security policy stopped. Refused pages are the test's business."""
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"console: {message.text} ({message.page.url if message.page else ''})")

    def _see_request(self, request: Request) -> None:
        if not request.url.startswith((self.site.url + "/", "data:", "blob:")):
            self.complaints.append(f"asked for {request.url}")

    def _see_response(self, response: Response) -> None:
        is_page = response.request.resource_type == "document"
        if response.status >= (500 if is_page else 400):
            self.complaints.append(f"{response.status} for {response.url}")


def sign_in(page: Page, user: User) -> None:
    """By a link that the command line would print."""
    proof = new_proof(email=user.email, at=clock.now(), lasts=NOW - NOW.replace(hour=9))
    page.goto(Secret("sign-in", proof.id).reveal())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def heading(page: Page) -> Any:
    """The page's h1, to be expected to have some words."""
    return expect(page.get_by_role("heading", level=1))


def problems(page: Page) -> Any:
    """The lines of the error summary."""
    return expect(page.locator(".govuk-error-summary__list li"))


def notice(page: Page) -> Any:
    """What the page says has just happened."""
    return expect(page.locator(".cb-done"))
