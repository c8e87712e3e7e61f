"""A person's authenticator app, as their phone has it."""

import re
from dataclasses import dataclass
from datetime import datetime

from pyotp import TOTP

from app.accounts.authenticator import services
from app.accounts.models import User
from app.core import clock
from tests.conftest import NOW
from tests.page import Page


@dataclass
class Phone:
    """It shows a code each half minute. `recovery_codes` are what their owner has printed."""

    key: str
    recovery_codes: list[str]

    def code(self, at: datetime | None = None) -> str:
        return TOTP(self.key).at(at or clock.now())


def a_phone(user: User, *, at: datetime = NOW) -> Phone:
    """Set up, and shown to work, by a code of that instant."""
    app = services.start(user, at=at)
    key = services.key_being_set_up(user, at=at)
    assert key
    assert app.confirmed_at is None
    return Phone(key, services.confirm(user, code=TOTP(key).at(at), at=at))


def phone_that_scanned(page: Page) -> Phone:
    """It is given the key that the page shows in words."""
    shown = page.soup.select_one(".cb-key")
    assert shown
    return Phone(re.sub(r"\s", "", shown.get_text()), [])


def codes_on(page: Page) -> list[str]:
    """The recovery codes that a page shows."""
    return [line.get_text(strip=True) for line in page.soup.select(".cb-codes li")]
