"""Every mailed link and code. Built from PUBLIC_URL, never from the request's Host.

A token is an HMAC over a record, a purpose and a version: nothing to steal from the database,
a reminder can repeat it, a new version revokes it. A message in the outbox holds only
the `Secret`; the address or code is made when it is sent or shown.
"""

import hashlib
import hmac
from typing import NamedTuple

from flask import current_app

PATHS = {
    "sign-in": "/sign-in/link/{token}",
    "hold": "/bookings/held/{token}",
    "confirm": "/bookings/confirm/{token}",
    "offer": "/bookings/offer/{token}",
    "my-calendar": "/calendar/mine/{token}.ics",
    "invitation": "/invitations/{token}",
    "before": "/questionnaires/before/{token}",
    "after": "/questionnaires/after/{token}",
    "later": "/questionnaires/later/{token}",
    "manager": "/questionnaires/manager/{token}",
    "evaluation-room": "/questionnaires/room/{token}",
    "reason": "/reasons/{token}",
    "reason-manager": "/reasons/manager/{token}",
    "room": "/check-in/room/{token}",
    "check-in": "/check-in/mine/{token}",
    "certificate": "/certificates/mine/{token}",
    "subscribe": "/subscriptions/confirm/{token}",
    "unsubscribe": "/subscriptions/end/{token}",
}


class BadToken(ValueError):
    """The token isn't one of ours, or not for this purpose."""


class Secret(NamedTuple):
    """What a mailed link or code stands for: purpose ("code" or a key of PATHS), record and version."""

    purpose: str
    record: int
    version: int = 1

    def reveal(self) -> str:
        """The address or the six-digit code itself."""
        if self.purpose == "code":
            return six_digit_code(self.record)
        return url(PATHS[self.purpose].format(token=token(self)))

    def mask(self) -> str:
        return "••••••" if self.purpose == "code" else f"{url('/')}•••••• (a personal link, not shown here)"


def url(path: str) -> str:
    """An absolute address of ours for a path."""
    return str(current_app.config["PUBLIC_URL"]) + path


def token(secret: Secret) -> str:
    return f"{secret.record}-{secret.version}-{_mac(secret)}"


def read_token(purpose: str, given: str) -> Secret:
    """The secret that a token stands for. Raises BadToken."""
    record, _, rest = given.partition("-")
    version, _, _ = rest.partition("-")
    if not (record.isascii() and record.isdigit() and version.isascii() and version.isdigit()) or len(given) > 80:
        raise BadToken(given)
    secret = Secret(purpose, int(record), int(version))
    if not hmac.compare_digest(token(secret).encode(), given.encode()):
        raise BadToken(given)
    return secret


def six_digit_code(record: int, *, purpose: str = "code", version: int = 1) -> str:
    """Six digits that only we can work out: for a proof of address, or what another purpose is about."""
    digest = hmac.new(_key(), f"code {purpose} {record} {version}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"


def pseudonym(kind: str, record: int) -> str:
    """A code for a record of a kind, the same each time; nobody finds the record without our key."""
    return hmac.new(_key(), f"pseudonym {kind} {record}".encode(), hashlib.sha256).hexdigest()[:16]


def _mac(secret: Secret) -> str:
    words = f"link {secret.purpose} {secret.record} {secret.version}"
    return hmac.new(_key(), words.encode(), hashlib.sha256).hexdigest()[:32]


def _key() -> bytes:
    return str(current_app.config["SECRET_KEY"]).encode()
