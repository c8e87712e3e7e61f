"""The pages of help: everybody may read all of them."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.help import pages, rules
from app.http.kept_pages import kept_for_strangers
from app.web.access import EVERYONE, found, open_to
from app.web.navigation import page_of

bp = Blueprint("help", __name__)


@bp.get("/help")
@open_to(EVERYONE)
@page_of("help")
@kept_for_strangers
def mine() -> ResponseReturnValue:
    """That of whoever asks."""
    return _page(rules.page_for(getattr(current_user, "role", None)))


@bp.get("/help/<page>")
@open_to(EVERYONE)
@kept_for_strangers
def show(page: str) -> ResponseReturnValue:
    return _page(found(rules.PAGES.get(page)))


def _page(page: rules.HelpPage) -> ResponseReturnValue:
    return render_template(page.template, page=page, pages=rules.PAGES.values(), sizes=pages.sizes_of_pictures())
