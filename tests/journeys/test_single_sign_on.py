"""Signing in with an organisation's own provider and an authenticator app, over the wire from end to end."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page
from pyotp import TOTP

from tests.builders import a_manager
from tests.conftest import NOW
from tests.journeys.browsing import heading, press, visit, words
from tests.journeys.live import Site, lifetime_of_data, live_site
from tests.provider import ANN, CLIENT_ID, CLIENT_SECRET, a_provider
from tests.words import SEND_ME_A_CODE, SIX_DIGIT_CODE, YOU_ARE_SIGNED_OUT

pytestmark = pytest.mark.lasts_long

NAME = "Northbridge Council"


@pytest.fixture(scope="module")
def site_with_a_provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with a_provider() as provider:
        told = {"ISSUER": provider.issuer, "CLIENT_ID": CLIENT_ID, "CLIENT_SECRET": CLIENT_SECRET, "NAME": NAME}
        of_oidc = {f"OIDC_{name}": value for name, value in told.items()}
        with live_site("sqlite", tmp_path_factory.mktemp("site"), **of_oidc) as site:
            site.elsewhere = (f"{provider.issuer}/",)
            yield site


@pytest.fixture
def site(site_with_a_provider: Site) -> Iterator[Site]:
    with lifetime_of_data(site_with_a_provider) as site:
        yield site


def test_a_manager_links_the_council_sets_an_app_up_and_signs_in_by_both(site: Site, desk: Page):
    manager = a_manager()
    visit(desk, "/sign-in")
    desk.get_by_role("button", name=f"Sign in with {NAME}").click()
    heading(desk).to_have_text("Prove your address once")
    words(desk).to_contain_text(ANN["email"])
    desk.get_by_label("Your e-mail address here").fill(manager.email)
    press(desk, SEND_ME_A_CODE)
    site.run_jobs()
    desk.get_by_label(SIX_DIGIT_CODE).fill(site.letter_to(manager.email).code)
    press(desk, "Link and sign in")
    heading(desk).to_have_text("Today, Monday 23 November")

    desk.get_by_role("link", name="My sign-in").click()
    desk.get_by_role("button", name="Set it up").click()
    press(desk, "Show the QR code")
    app = TOTP(desk.locator(".cb-key").inner_text().replace(" ", ""))
    desk.get_by_label("Code that the app shows").fill(app.at(NOW))
    press(desk, "Turn it on")
    heading(desk).to_have_text("Keep your recovery codes")
    assert desk.locator(".cb-codes li").count() == 10
    press(desk, "Sign out")
    words(desk).to_contain_text(YOU_ARE_SIGNED_OUT)

    later = NOW + timedelta(minutes=5)
    site.clock_at(later)
    visit(desk, "/sign-in")
    desk.get_by_role("button", name=f"Sign in with {NAME}").click()
    heading(desk).to_have_text("Code from your authenticator app")
    desk.get_by_label("Code from the app").fill(app.at(later))
    press(desk, "Sign in")
    heading(desk).to_have_text("Today, Monday 23 November")
