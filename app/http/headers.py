"""What every answer says to browsers: what a page may load, where it may be shown and kept."""

from flask import Response, current_app, g, request

A_YEAR = 365 * 24 * 60 * 60
"""Seconds."""


def secure(response: Response) -> Response:
    """After each request. What a view says itself stands, but for what somebody signed in is shown: that is kept
    nowhere, unless the view says that it is public."""
    nonce = f" 'nonce-{g.nonce}'" if "nonce" in g else ""
    response.headers.setdefault(
        "Content-Security-Policy",
        f"default-src 'none'; script-src 'self'{nonce}; style-src 'self'{nonce}; "
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
    is_everybodys = request.endpoint == "static" or response.cache_control.public
    if not is_everybodys and getattr(g.get("_login_user"), "is_authenticated", False):
        response.headers["Cache-Control"] = "no-store"  # so the browser's Back doesn't show it after signing out
    return response


def _names_who_may_frame_it(response: Response) -> bool:
    """Whether the view has said that somebody else's pages may show it."""
    policy = response.headers["Content-Security-Policy"]
    return "frame-ancestors" in policy and "frame-ancestors 'none'" not in policy
