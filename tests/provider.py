"""A provider of our own on loopback: it speaks OpenID Connect as Entra does, and lies when it is told to."""

import contextlib
import hmac
import json
import secrets
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import requests
from flask import Flask, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

from app.core import clock

CLIENT_ID, CLIENT_SECRET = "coursebook", "a secret between the two"
ANN = {"sub": "ann-1", "preferred_username": "ann@council.example.org", "email": "ann@council.example.org"}


@dataclass
class Provider:
    """Whoever comes is signed in as `person`. `lies` take the place of claims; `signs` says how a token is signed."""

    issuer: str = ""
    calls_itself: str | None = None
    person: dict[str, Any] = field(default_factory=lambda: dict(ANN))
    lies: dict[str, Any] = field(default_factory=dict)
    signs: str = "RS256"
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1", "use": "sig"}))
    published: RSAKey | None = None
    refuses: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def answer_to(self, address: str) -> str:
        """Where a browser that is sent to the provider is sent back to."""
        return str(requests.get(address, allow_redirects=False, timeout=10).headers["Location"])

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(clock.now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": asked.get("nonce"),
            **self.person,
            **self.lies,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.signs == "none":
            return _by_hand("none", claims, key=None)
        if self.signs == "HS256":  # with the key that everybody can read, as if it were a secret of the two
            return _by_hand("HS256", claims, key=self.key.as_pem(private=False))
        return jwt.encode({"alg": self.signs, "kid": str(self.key.kid)}, claims, self.key)


def _by_hand(algorithm: str, claims: dict[str, Any], *, key: bytes | None) -> str:
    """A token that no library makes any more."""
    parts = ({"alg": algorithm, "kid": "1"}, claims)
    signed = b".".join(_encoded(json.dumps(part).encode()) for part in parts)
    signature = hmac.new(key, signed, sha256).digest() if key else b""
    return b".".join((signed, _encoded(signature))).decode()


def _encoded(what: bytes) -> bytes:
    return urlsafe_b64encode(what).rstrip(b"=")


def application(provider: Provider) -> Flask:
    app = Flask("provider")

    @app.get("/.well-known/openid-configuration")
    def metadata() -> ResponseReturnValue:
        return jsonify(
            issuer=provider.calls_itself or provider.issuer,
            authorization_endpoint=f"{provider.issuer}/authorize",
            token_endpoint=f"{provider.issuer}/token",
            jwks_uri=f"{provider.issuer}/keys",
            id_token_signing_alg_values_supported=["RS256", "HS256", "none"],
            response_types_supported=["code"],
            subject_types_supported=["pairwise"],
        )

    @app.get("/keys")
    def keys() -> ResponseReturnValue:
        return jsonify(keys=[(provider.published or provider.key).as_dict(private=False)])

    @app.get("/authorize")
    def authorize() -> ResponseReturnValue:
        asked = request.args.to_dict()
        provider.asked.append(asked)
        if provider.refuses:
            return redirect(f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}")
        code = secrets.token_urlsafe(16)
        provider.codes[code] = asked
        return redirect(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

    @app.post("/token")
    def token() -> ResponseReturnValue:
        """A code is good once, for the client that has its secret, and the browser that has its verifier."""
        asked = provider.codes.pop(request.form.get("code", ""), None)
        is_client = request.authorization and (request.authorization.username, request.authorization.password) == (
            CLIENT_ID,
            CLIENT_SECRET,
        )
        if asked is None or not is_client or request.form.get("redirect_uri") != asked["redirect_uri"]:
            return jsonify(error="invalid_grant"), 400
        proved = _encoded(sha256(request.form.get("code_verifier", "").encode()).digest())
        if asked.get("code_challenge_method") != "S256" or proved.decode() != asked.get("code_challenge"):
            return jsonify(error="invalid_grant"), 400
        return jsonify(access_token="of no use to us", token_type="Bearer", id_token=provider.id_token(asked))

    return app


@contextlib.contextmanager
def a_provider() -> Iterator[Provider]:
    """One that answers on loopback for a while."""
    provider = Provider()
    server = make_server("127.0.0.1", 0, application(provider), threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()
