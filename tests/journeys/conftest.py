"""Journeys: a real browser against a real server, jobs and mail, with the clock in the test's hand.

One server and one browser serve all of them; each test starts on an empty database, at NOW, with no cookies.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.journeys.browsing import PATIENCE, PHONE, Devices, NewBrowser
from tests.journeys.live import Site, lifetime_of_data, live_site

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
NO_CHROMIUM = f"NO BROWSER: none of {', '.join(CHROMIUMS)} is installed. To run the journeys: apt-get install chromium"

on_both_databases = pytest.mark.parametrize("site", ["sqlite", "postgresql"], indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys of one file go to one worker; each worker has a server and a browser of its own."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group(item.path.name))


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Chromium, which can reach loopback alone."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_CHROMIUM)
    switches = ["no-sandbox", "disable-dev-shm-usage", "disable-gpu", "disable-background-networking", "no-first-run"]
    switches += ["disable-sync", "disable-component-update", "no-proxy-server"]
    switches += ["host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[f"--{switch}" for switch in switches])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def site_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with live_site("sqlite", tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="package")
def site_on_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with live_site("postgresql", tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """The live site, empty, at NOW: on SQLite, unless the test is marked `on_both_databases`."""
    with lifetime_of_data(request.getfixturevalue(f"site_on_{getattr(request, 'param', 'sqlite')}")) as site:
        yield site


@pytest.fixture(scope="package")
def devices(chromium: Browser) -> Devices:
    return Devices(chromium)


@pytest.fixture
def new_browser(site: Site, devices: Devices) -> Iterator[NewBrowser]:
    """Opens somebody's browser, on a device of its own. After the test, none of its pages may have complained."""
    with devices.lent(site) as open_browser:
        yield open_browser


@pytest.fixture
def desk(new_browser: NewBrowser) -> Page:
    """Somebody's browser at a desk."""
    return new_browser()


@pytest.fixture
def phone(new_browser: NewBrowser) -> Page:
    """Somebody's telephone."""
    return new_browser(width=PHONE)
