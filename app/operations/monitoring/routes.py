"""For monitors: whether the process answers, whether the house is ready, and its figures."""

import hmac

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from app.operations.monitoring import pages, pages_metrics, rules_checks
from app.web.access import EVERYONE, open_to

bp = Blueprint("operations_monitoring", __name__)
bp.after_app_request(pages_metrics.count_request)


@bp.get("/healthz")
@open_to(EVERYONE)
def healthz() -> ResponseReturnValue:
    """The process answers. It asks nothing else, so that a slow database is no reason to start it anew."""
    return {"status": "ok"}


@bp.get("/readyz")
@open_to(EVERYONE)
def readyz() -> ResponseReturnValue:
    """200 while all that visitors need works, else 503; with the reasons for whoever runs the house."""
    checks = pages.checks_of(pages.inspect())
    is_ready = all(check.is_good for check in checks)
    return rules_checks.answer(checks, in_detail=_is_ours()), 200 if is_ready else 503


@bp.get("/metrics")
@open_to(EVERYONE)
def metrics() -> ResponseReturnValue:
    """For Prometheus, behind the token; where none is set there is no such page."""
    if not current_app.config["METRICS_TOKEN"]:
        abort(404)
    if not _has_the_token():
        return Response("The token is missing or wrong.\n", 401, {"WWW-Authenticate": "Bearer"}, mimetype="text/plain")
    return Response(pages_metrics.written(pages.inspect()), content_type=pages_metrics.CONTENT_TYPE)


def _is_ours() -> bool:
    came_through_a_proxy = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "Via"))
    is_near = rules_checks.is_near(request.remote_addr, came_through_a_proxy=came_through_a_proxy)
    return is_near or _has_the_token()


def _has_the_token() -> bool:
    token: str = current_app.config["METRICS_TOKEN"]
    given = request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
