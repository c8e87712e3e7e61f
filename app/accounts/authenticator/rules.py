"""Codes of apps and recovery codes: how they are made, and which are let through."""

import re
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from pyotp import TOTP, random_base32

from app.accounts.throttling.rules import Throttle

THROTTLES = (Throttle(5, timedelta(minutes=15)), Throttle(30, timedelta(days=1)))
"""Of a million codes three are right at once, and a step in time brings others: this leaves a guesser one chance in ten
thousand a day."""

CLOCK_MAY_BE_OFF = 1
"""Steps of 30 seconds: a code is taken in its own, and in the one before and after (RFC 6238, 5.2)."""

RECOVERY_CODES = 10
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Without i, l, o and u: nobody takes them for 1 and 0."""

_GROUPS, _IN_A_GROUP = 4, 4
_LOOKS_LIKE = str.maketrans("oil", "011")


def new_secret() -> str:
    """160 bits, as RFC 4226 wants them, in base32."""
    return random_base32()


def step_of(code: str, *, secret: str, after: int, at: datetime) -> int | None:
    """The time step whose code this is, later than the last one used; None where it is no code that is let through."""
    app, typed = TOTP(secret), "".join(code.split())
    now = app.timecode(at)
    steps = range(max(after + 1, now - CLOCK_MAY_BE_OFF), now + CLOCK_MAY_BE_OFF + 1)
    return next((step for step in steps if compare_digest(app.generate_otp(step).encode(), typed.encode())), None)


def address_for_apps(secret: str, *, email: str, partnership: str) -> str:
    """What the QR code says to an app: the key, and under which name to list it."""
    return TOTP(secret).provisioning_uri(name=email, issuer_name=partnership)


def in_groups(secret: str) -> str:
    """The key as it is typed where no camera is to hand."""
    return " ".join(re.findall(".{1,4}", secret))


def new_recovery_code() -> str:
    """80 bits that nobody guesses, in four groups: 4f7k-9qx2-m3tz-80ab."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_IN_A_GROUP)) for _ in range(_GROUPS))


def is_recovery_code(typed: str) -> bool:
    """Whether it has the form of one: letters that look like digits, capitals, spaces and hyphens don't count."""
    return len(plain := _plain(typed)) == _GROUPS * _IN_A_GROUP and all(letter in _LETTERS for letter in plain)


def digest_of(recovery_code: str) -> str:
    """What is kept of it. It is long and random, so that nothing slower is needed than for a password."""
    return sha256(f"recovery code {_plain(recovery_code)}".encode()).hexdigest()


def _plain(typed: str) -> str:
    return re.sub(r"[\s-]", "", typed).lower().translate(_LOOKS_LIKE)
