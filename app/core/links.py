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
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from flask import Flask, current_app
from itsdangerous import Signer

View = TypeVar("View", bound=Callable[..., Any])

_TOKEN = re.compile(r"(\d{1,15})-(\d{1,15})(?:\.[\w-]{42}[AEIMQUYcgkosw048]|-[0-9a-f]{32})", re.ASCII)
"""At most 75 characters. Of what is signed the last stands for four bits, the others for six: it is never the - or _
that a mail program might take for the end of a sentence. The second form was mailed before itsdangerous signed."""


class BadToken(ValueError):
    """The token isn't one of ours, or not for this purpose."""


class Secret(NamedTuple):
    """What a mailed link or code stands for: purpose ("code", or what a view is opened for), record and version."""

    purpose: str
    record: int
    version: int = 1

    def reveal(self) -> str:
        """The address or the six-digit code itself."""
        if self.purpose == "code":
            return six_digit_code(self.record)
        return url(self.path())

    def path(self) -> str:
        """The address on this site: that of the view which is opened for its purpose."""
        endpoint, values = current_app.extensions["mailed"][self.purpose]
        return path_of(endpoint, **values, token=token(self))

    def mask(self) -> str:
        return "••••••" if self.purpose == "code" else f"{url('/')}•••••• (a personal link, not shown here)"


def opened_by_mail(purpose: str, **values: str) -> Callable[[View], View]:
    """Declare that mailed links of a purpose lead to this view: its address holds their `token`, and these values."""

    def declare(view: View) -> View:
        mailed = getattr(view, "opened_by_mail", {})
        view.opened_by_mail = {**mailed, purpose: values}  # type: ignore[attr-defined]
        return view

    return declare


def install(app: Flask) -> None:
    """Collect which view each purpose leads to."""
    mailed: dict[str, tuple[str, dict[str, str]]] = {}
    for endpoint, view in app.view_functions.items():
        for purpose, values in getattr(view, "opened_by_mail", {}).items():
            if purpose in mailed:
                raise ValueError(f"{endpoint} and {mailed[purpose][0]} are both opened for {purpose!r}")
            mailed[purpose] = (endpoint, values)
    app.extensions["mailed"] = mailed


def path_of(endpoint: str, **values: Any) -> str:
    """A view's address on this site, with or without a request."""
    return current_app.url_map.bind("").build(endpoint, values)


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
