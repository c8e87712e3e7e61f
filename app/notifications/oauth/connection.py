"""Signing in to a mail server by a token instead of a password: OAuth 2.0's client credentials, as in Microsoft 365.

Sending (SMTP) and reading what came back (IMAP) use the same account and the same token.
"""

import ipaddress
import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

TOKEN_TIMEOUT = 10
"""Seconds for a step of asking, and for the whole answer."""

LARGEST_ANSWER = 65_536
MOST_WORDS = 300
EARLY = 60
"""Seconds before its end from which a token isn't used any more: it has to last while it is on its way."""


class ServerAway(OSError):
    """A server can't be used. Its words are written for the outbox page."""


@dataclass(frozen=True)
class OAuthAccount:
    """Who asks for a token, where, and for what."""

    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str
    username: str


@dataclass(frozen=True)
class AccessToken:
    """`good_until` is on this process's monotonic clock, which no change of the time of day moves."""

    value: str = field(repr=False)
    good_until: float
    is_new: bool = True

    def as_xoauth2(self, username: str) -> str:
        """What the mechanism XOAUTH2 sends, before base64."""
        return f"user={username}\x01auth=Bearer {self.value}\x01\x01"

    def as_oauthbearer(self, username: str) -> str:
        """The same for OAUTHBEARER (RFC 7628)."""
        return f"n,a={username},\x01auth=Bearer {self.value}\x01\x01"


def account_in(config: Mapping[str, Any]) -> OAuthAccount | None:
    """The account that the settings name; None where there is a password, or nobody signs in."""
    if not config["MAIL_OAUTH_TOKEN_URL"]:
        return None
    return OAuthAccount(
        config["MAIL_OAUTH_TOKEN_URL"],
        config["MAIL_OAUTH_CLIENT_ID"],
        config["MAIL_OAUTH_CLIENT_SECRET"],
        config["MAIL_OAUTH_SCOPE"],
        config["MAIL_USERNAME"],
    )


_tokens: dict[OAuthAccount, AccessToken] = {}
_one_asks = threading.Lock()


def access_token(account: OAuthAccount, *, for_a_test: bool = False) -> AccessToken:
    """The one that this process has while it is good, else a new one. Raises ServerAway in the token server's words."""
    if for_a_test and not is_loopback(urllib.parse.urlsplit(account.token_url).hostname or ""):
        raise ServerAway(f"a test may not ask {account.token_url} for a token")
    with _one_asks:
        known = _tokens.get(account)
        if known and time.monotonic() < known.good_until:
            return AccessToken(known.value, known.good_until, is_new=False)
        _tokens.pop(account, None)
        token = _ask_for_one(account)
        _tokens[account] = token
        return token


def forget_token(account: OAuthAccount) -> None:
    """A server wouldn't have it: the next who needs one asks anew."""
    with _one_asks:
        _tokens.pop(account, None)


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _StayThere(urllib.request.HTTPRedirectHandler):
    """A secret is for the server that was named, not for where it points."""

    def redirect_request(self, *asked: Any) -> None:
        return None


def _ask_for_one(account: OAuthAccount) -> AccessToken:
    asked_at = time.monotonic()
    try:
        answer = _answer_to(account, deadline=asked_at + TOKEN_TIMEOUT)
    except urllib.error.HTTPError as error:
        raise ServerAway(_words_of_refusal(error, account)) from None
    except (OSError, HTTPException) as error:  # URLError is an OSError
        reason = getattr(error, "reason", error)
        raise ServerAway(f"The token server can’t be reached: {reason or type(error).__name__}") from None
    try:
        given = json.loads(answer)
        value, lasts = given["access_token"], int(given.get("expires_in", 0))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ServerAway("The token server answers with something that holds no token.") from None
    if not (isinstance(value, str) and value.isascii() and value.isprintable() and value):
        raise ServerAway("The token server answers with something that is no token.")
    return AccessToken(value, asked_at + lasts - EARLY)


def _answer_to(account: OAuthAccount, *, deadline: float) -> bytes:
    request = urllib.request.Request(  # noqa: S310 (core/config takes https:// alone)
        account.token_url,
        data=urllib.parse.urlencode(
            {
                "grant_type": "client_credentials",
                "client_id": account.client_id,
                "client_secret": account.client_secret,
                "scope": account.scope,
            }
        ).encode(),
        headers={"Accept": "application/json"},
    )
    is_here = is_loopback(urllib.parse.urlsplit(account.token_url).hostname or "")
    proxies = urllib.request.ProxyHandler({} if is_here else None)
    with urllib.request.build_opener(proxies, _StayThere).open(request, timeout=TOKEN_TIMEOUT) as response:
        answer = b""
        while part := response.read1(LARGEST_ANSWER):
            answer += part
            if len(answer) > LARGEST_ANSWER:
                raise HTTPException("its answer is too long for a token")
            if time.monotonic() > deadline:
                raise TimeoutError("timed out")
    return answer


def _words_of_refusal(error: urllib.error.HTTPError, account: OAuthAccount) -> str:
    """The token server's own words (RFC 6749 5.2), never the secret."""
    with error:
        try:
            given = json.loads(error.read(LARGEST_ANSWER))
            said = " ".join(str(given[name]) for name in ("error", "error_description") if given.get(name))
        except (OSError, HTTPException, ValueError, TypeError, AttributeError, RecursionError):
            said = ""
    words = " ".join(f"{error.code} {said or error.reason}".split())
    return f"The token server says: {words}".replace(account.client_secret, "••••••")[:MOST_WORDS]
