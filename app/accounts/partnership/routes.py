"""The logo, and what every page shows of the partnership."""

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from app.accounts.partnership import pages
from app.http.kept_pages import same_for_everybody
from app.settings import queries as settings
from app.settings.rules_partnership import Appearance
from app.web.access import EVERYONE, found, open_to
from app.web.uploads import path_of

bp = Blueprint("accounts_partnership", __name__)
bp.app_context_processor(pages.frame)
for _filter in pages.FILTERS:
    bp.add_app_template_filter(_filter)

A_YEAR = 365 * 24 * 60 * 60


@bp.get("/logo/<stored_as>")
@open_to(EVERYONE)
@same_for_everybody
def logo(stored_as: str) -> ResponseReturnValue:
    """Today's logo. Its address says what is in it, so that browsers keep it; a drawing can load and run nothing."""
    shown = settings.current(Appearance)
    is_shown = bool(shown.logo_stored_as) and stored_as == shown.logo_stored_as
    path = found(path if is_shown and (path := path_of(stored_as)).exists() else None)
    response = send_file(path, mimetype=shown.logo_media_type, max_age=A_YEAR, conditional=True)
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
