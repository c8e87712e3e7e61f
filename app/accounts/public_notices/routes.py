"""The pages that everybody can read, linked from the foot of every page."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.accounts.public_notices import pages, rules
from app.http.kept_pages import kept_for_strangers
from app.settings import queries as settings
from app.web.access import EVERYONE, open_to
from app.web.navigation import page_of

bp = Blueprint("accounts_public_notices", __name__)


@bp.get("/privacy")
@open_to(EVERYONE)
@page_of("privacy notice")
@kept_for_strangers
def privacy() -> ResponseReturnValue:
    return _page("privacy")


@bp.get("/cookies")
@open_to(EVERYONE)
@kept_for_strangers
def cookies() -> ResponseReturnValue:
    return _page("cookies")


@bp.get("/accessibility")
@open_to(EVERYONE)
@kept_for_strangers
def accessibility() -> ResponseReturnValue:
    return _page("accessibility")


@bp.get("/contact")
@open_to(EVERYONE)
@page_of("contact")
@kept_for_strangers
def contact() -> ResponseReturnValue:
    return _page("contact")


def _page(name: str) -> ResponseReturnValue:
    notice = rules.NOTICES[name]
    return render_template(
        "accounts/public_notices/notice.html",
        notice=notice,
        text=pages.in_html(pages.text_of(notice)),
        version=settings.latest_versions().get(notice.group.NAME),
    )
