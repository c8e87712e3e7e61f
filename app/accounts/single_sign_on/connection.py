"""The provider that people sign in with: what is asked of it, and what is believed of its answer.

The authorization code flow with PKCE. State, nonce and the verifier of the code lie in the browser's session and are
used once, so that an answer is of use in the browser that asked for it alone. The issuer is the one that was set,
whatever the provider says of itself.
"""

import logging
import re
from typing import Any

from authlib.integrations.base_client.errors import MismatchingStateError, OAuthError
from authlib.integrations.flask_client import FlaskOAuth2App, OAuth
from authlib.oidc.core import CodeIDToken
from flask import current_app, session
from flask.typing import ResponseReturnValue
from joserfc.errors import JoseError
from requests import RequestException

from app.accounts.single_sign_on import refusals
from app.accounts.single_sign_on.rules import ProviderAccount, account_in
from app.core import clock
from app.http.asking import is_asked, words_asked
from app.web.navigation import public_url_of

log = logging.getLogger("coursebook.single_sign_on")

PATIENCE = 10
"""Seconds, while somebody waits at the screen."""

CLOCKS_MAY_DIFFER = 60
"""Seconds between the provider's clock and ours."""

SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""With a key that only the provider has: never "none", and never a secret that we have too."""

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
OPEN_AT_ONCE = 3
"""Sign-ins that one browser can have under way, in several tabs: each takes room in its cookie."""

_STATES = "_state_provider_"
"""What Authlib's keys in the browser's session begin with."""


class _Wrong(Exception):
    """What the provider says of itself, or of who is there, doesn't fit what was set."""


class _IdToken(CodeIDToken):  # type: ignore[misc]
    """Checked by our own clock."""

    def validate(self, now: int | None = None, leeway: int = 0) -> None:
        super().validate(int(clock.now().timestamp()), leeway)


def is_set_up() -> bool:
    return current_app.config["OIDC_ISSUER"] is not None


def issuer() -> str:
    return str(current_app.config["OIDC_ISSUER"])


def ask_who_is_there() -> ResponseReturnValue:
    """Send the browser to the provider. Raises NoProvider, ProviderAway or AnswerNotBelieved."""
    under_way = sorted((key for key in session if key.startswith(_STATES)), key=lambda key: session[key]["exp"])
    for earlier in under_way[: 1 - OPEN_AT_ONCE]:
        session.pop(earlier)
    try:
        answer: ResponseReturnValue = _provider().authorize_redirect(_our_address())
    except RequestException as error:
        raise _away(error) from error
    except (_Wrong, OAuthError, RuntimeError, ValueError) as error:
        raise _not_believed(error) from error
    return answer


def who_is_there() -> ProviderAccount:
    """The account that the provider vouches for, in its answer to what this browser asked.

    Raises NoProvider, AnswerOfAnotherBrowser, NotSignedInThere, ProviderAway or AnswerNotBelieved.
    """
    if is_asked("error") and is_set_up():
        log.warning("the provider signed nobody in: %s", _name_of_error(words_asked("error")))
        raise refusals.NotSignedInThere
    try:
        return _account()
    except MismatchingStateError as error:
        raise refusals.AnswerOfAnotherBrowser from error
    except RequestException as error:
        raise _away(error) from error
    except (_Wrong, OAuthError, JoseError, RuntimeError, ValueError, KeyError, TypeError) as error:
        raise _not_believed(error) from error


def _account() -> ProviderAccount:
    provider = _provider()
    if is_asked("iss") and words_asked("iss") != issuer():
        raise _Wrong("the answer names another issuer")  # RFC 9207
    must_be = {"iss": {"essential": True, "value": issuer()}, "aud": {"essential": True, "value": provider.client_id}}
    token: dict[str, Any] = provider.authorize_access_token(
        claims_options=must_be, claims_cls=_IdToken, leeway=CLOCKS_MAY_DIFFER
    )
    account = account_in(token.get("userinfo") or {}, issuer=issuer())
    if account is None:
        raise _Wrong("the answer names nobody")
    return account


def _provider() -> FlaskOAuth2App:
    """Made once, with what the provider says of itself; asked anew while that doesn't fit. Raises NoProvider."""
    if not is_set_up():
        raise refusals.NoProvider
    known = current_app.extensions.get("single_sign_on")
    if known is None:
        known = _made()
        _must_fit(known.load_server_metadata())
        current_app.extensions["single_sign_on"] = known
    return known


def _made() -> FlaskOAuth2App:
    oauth = OAuth()
    oauth.init_app(current_app._get_current_object())  # type: ignore[attr-defined]
    return oauth.register(
        "provider",
        client_id=current_app.config["OIDC_CLIENT_ID"],
        client_secret=current_app.config["OIDC_CLIENT_SECRET"],
        server_metadata_url=issuer().rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": PATIENCE,
        },
    )


def _must_fit(says: dict[str, Any]) -> None:
    """The issuer that was set, reached as safely as it, and signing with a key of its own."""
    if says.get("issuer") != issuer():
        raise _Wrong("the provider calls itself by another name")
    scheme = issuer().partition("://")[0]
    if any(not str(says.get(name)).startswith(f"{scheme}://") for name in ENDPOINTS):
        raise _Wrong("the provider has an address that anybody could listen to")
    algorithms = [name for name in says.get("id_token_signing_alg_values_supported", ()) if name in SIGNED_BY]
    says["id_token_signing_alg_values_supported"] = algorithms or list(SIGNED_BY[:1])


def _our_address() -> str:
    """Where the provider sends the browser back to, as it was registered there: from PUBLIC_URL."""
    return public_url_of("answer of the provider")


def _away(error: Exception) -> refusals.ProviderAway:
    log.warning("the provider can't be reached: %s", type(error).__name__)
    return refusals.ProviderAway()


def _not_believed(error: Exception) -> refusals.AnswerNotBelieved:
    """For whoever runs the house: which part of the answer was wrong, and nothing of what stood in it."""
    said = getattr(error, "claim", None) or getattr(error, "error", "")
    why = str(error) if isinstance(error, _Wrong) else _name_of_error(said)
    log.warning("the provider's answer isn't believed: %s %s", type(error).__name__, why)
    return refusals.AnswerNotBelieved()


def _name_of_error(said: object) -> str:
    """A name such as "invalid_client"; nothing that somebody else could write into our log."""
    return str(said) if re.fullmatch(r"[a-z_]{1,40}", str(said)) else "without a name"
