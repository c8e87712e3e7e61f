"""What every answer says to browsers: what a page may load, where it may be shown and kept."""

from base64 import b64encode
from hashlib import sha256

from flask import Response, current_app, g, request
from markupsafe import Markup

from app.http import own_files

A_YEAR = 365 * 24 * 60 * 60
"""Seconds."""


def secure(response: Response) -> Response:
    """After each request. What a view says itself stands, but for what somebody signed in is shown: that is kept
    nowhere, unless the view says that it is public."""
    style, script = (" ".join(["'self'", *g.get(_INLINE, {}).get(kind, ())]) for kind in ("style", "script"))
    response.headers.setdefault(
        "Content-Security-Policy",
        f"default-src 'none'; script-src {script}; style-src {style}; "
        "img-src 'self' data:; font-src 'self'; frame-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'",
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    if not _names_who_may_frame_it(response):  # this older header can't name anybody, and would forbid them
        response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if current_app.config["PUBLIC_URL"].startswith("https:"):
        # without includeSubDomains: what lies beneath our name is other people's
        response.headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR}")
    if own_files.never_changes() and response.status_code < 400:
        response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    is_everybodys = request.endpoint == "static" or response.cache_control.public
    if not is_everybodys and getattr(g.get("_login_user"), "is_authenticated", False):
        response.headers["Cache-Control"] = "no-store"  # so the browser's Back doesn't show it after signing out
    return response


Inline = dict[str, list[str]]

_INLINE = "inline"
"""In g: what the policy must allow beside files of ours, by its kind: the digests of what stands in the page itself."""


def inline_style(rules: str) -> Markup:
    """Rules for this page alone, which depend on what it shows."""
    return _allowed("style", rules.replace("<", ""))  # nothing that was typed ends it


def inline_script(words: str) -> Markup:
    return _allowed("script", words)


def inline_so_far() -> Inline:
    """What of this page the policy allows, for whoever keeps the page."""
    return {kind: list(digests) for kind, digests in g.get(_INLINE, {}).items()}


def allow_inline(inline: Inline) -> None:
    """The page is one that was kept."""
    setattr(g, _INLINE, {kind: list(digests) for kind, digests in inline.items()})


def _allowed(kind: str, words: str) -> Markup:
    """The policy allows it by its digest: that is the same in a page that is kept, which a number used once is not."""
    digest = b64encode(sha256(words.encode()).digest()).decode()
    allowed: Inline = g.setdefault(_INLINE, {})
    allowed.setdefault(kind, []).append(f"'sha256-{digest}'")
    return Markup("<{kind}>{words}</{kind}>").format(kind=kind, words=Markup(words))  # noqa: S704 (our templates wrote it)


def _names_who_may_frame_it(response: Response) -> bool:
    """Whether the view has said that somebody else's pages may show it."""
    policy = response.headers["Content-Security-Policy"]
    return "frame-ancestors" in policy and "frame-ancestors 'none'" not in policy
