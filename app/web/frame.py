"""What the frame of every page needs: components, navigation, and what a browser may load."""

import secrets
from typing import Any

from flask import Flask, g
from flask_login import current_user
from govuk_frontend_wtf.main import WTFormsHelpers
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from app.http import headers
from app.web import charts
from app.web.navigation import NavigationItem, navigation_of


def install(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    components = {name: PackageLoader(name) for name in ("govuk_frontend_jinja", "govuk_frontend_wtf")}
    app.jinja_env.loader = ChoiceLoader([FileSystemLoader(str(app.template_folder)), PrefixLoader(components)])
    app.jinja_env.globals.update(charts=charts)
    WTFormsHelpers(app)
    app.context_processor(_frame)
    app.after_request(headers.secure)


def _frame() -> dict[str, Any]:
    return {"navigation": _navigation, "csp_nonce": _nonce}


def _navigation() -> list[NavigationItem]:
    return navigation_of(getattr(current_user, "role", None))


def _nonce() -> str:
    """One nonce a response, for the few inline scripts and styles of our own."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)
