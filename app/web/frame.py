"""What the frame of every page needs: components, navigation, and what a browser may load."""

from typing import Any

from flask import Flask
from flask_login import current_user
from govuk_frontend_wtf.main import WTFormsHelpers
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from app.http import headers, kept_parts, own_files
from app.web import charts
from app.web.navigation import NavigationItem, navigation_of


def install(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    components = {name: PackageLoader(name) for name in ("govuk_frontend_jinja", "govuk_frontend_wtf")}
    app.jinja_env.loader = ChoiceLoader([FileSystemLoader(str(app.template_folder)), PrefixLoader(components)])
    app.jinja_env.globals.update(charts=charts)
    WTFormsHelpers(app)
    app.context_processor(_frame)
    own_files.install(app)
    app.after_request(headers.secure)
    kept_parts.install(app)


def _frame() -> dict[str, Any]:
    return {"navigation": _navigation, "inline_style": headers.inline_style, "inline_script": headers.inline_script}


def _navigation() -> list[NavigationItem]:
    return navigation_of(getattr(current_user, "role", None))
