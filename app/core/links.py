"""Every mailed link and code. Built from PUBLIC_URL, never from the request's Host.

A token is a record and a version, signed for a purpose: nothing to steal from the database,
a reminder can repeat it, a new version revokes it. A message in the outbox holds only
the `Secret`; the address or code is made when it is sent or shown.

SECRET_KEY signs what is new. What one of SECRET_KEY_FALLBACKS has signed is read as well: docs/settings.md says how
a key is changed.
"""

import hashlib
import hmac
import re
from typing import NamedTuple

from flask import current_app
from itsdangerous import Signer

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


_TOKEN = re.compile(r"(\d{1,15})-(\d{1,15})(?:\.[\w-]{42}[AEIMQUYcgkosw048]|-[0-9a-f]{32})", re.ASCII)
"""At most 75 characters. Of what is signed the last stands for four bits, the others for six: it is never the - or _
that a mail program might take for the end of a sentence. The second form was mailed before itsdangerous signed."""


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
    return _signer(secret.purpose).sign(f"{secret.record}-{secret.version}").decode()


def read_token(purpose: str, given: str) -> Secret:
    """The secret that a token stands for. Raises BadToken."""
    written = _TOKEN.fullmatch(given)
    if not written:
        raise BadToken(given)
    secret = Secret(purpose, int(written[1]), int(written[2]))
    is_ours = _signer(purpose).validate(given) if "." in given else _is_of_before(secret, given)
    if not is_ours:
        raise BadToken(given)
    return secret


def six_digit_code(record: int, *, purpose: str = "code", version: int = 1) -> str:
    """Six digits that only we can work out: for a proof of address, or what another purpose is about."""
    return six_digit_codes(record, purpose=purpose, version=version)[-1]


def six_digit_codes(record: int, *, purpose: str = "code", version: int = 1) -> list[str]:
    """By each key, the present one last."""
    words = f"code {purpose} {record} {version}".encode()
    digests = [hmac.new(key, words, hashlib.sha256).digest() for key in _keys()]
    return [f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}" for digest in digests]


def is_code(typed: str, record: int, *, purpose: str = "code", version: int = 1) -> bool:
    """Whether this is the code, by the present key or by one before: it may have been given out under that."""
    codes = six_digit_codes(record, purpose=purpose, version=version)
    return any(hmac.compare_digest(typed.encode(), code.encode()) for code in codes)


def pseudonym(kind: str, record: int) -> str:
    """A code for a record of a kind; nobody finds the record without our key.

    It is by the oldest key that is kept, so that it stays the same when another is put in front.
    """
    return hmac.new(_keys()[0], f"pseudonym {kind} {record}".encode(), hashlib.sha256).hexdigest()[:16]


def _signer(purpose: str) -> Signer:
    return Signer(_keys(), salt=f"link {purpose}", key_derivation="hmac", digest_method=hashlib.sha256)


def _is_of_before(secret: Secret, given: str) -> bool:
    """Whether we mailed this before itsdangerous signed: such links are in calendars and letters for years."""
    words = f"link {secret.purpose} {secret.record} {secret.version}".encode()
    macs = [hmac.new(key, words, hashlib.sha256).hexdigest()[:32] for key in _keys()]
    ours = [f"{secret.record}-{secret.version}-{mac}" for mac in macs]
    return any(hmac.compare_digest(each.encode(), given.encode()) for each in ours)


def _keys() -> list[bytes]:
    """The oldest first, as itsdangerous wants them: the last one signs."""
    earlier: list[str] = current_app.config["SECRET_KEY_FALLBACKS"] or []
    return [key.encode() for key in (*reversed(earlier), str(current_app.config["SECRET_KEY"]))]
