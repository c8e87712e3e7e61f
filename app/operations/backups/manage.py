"""Which backups there are, what failed, and how one is restored."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from app.core.roles import TRAINING_TEAM
from app.operations.backups import queries
from app.web.access import open_to
from app.web.navigation import page_of
from app.web.paging import page_asked_for

bp = Blueprint("operations_backups", __name__)
PER_PAGE = 30


@bp.get("/running/backups")
@open_to(TRAINING_TEAM)
@page_of("backups")
def backups() -> ResponseReturnValue:
    page = queries.backups(page=page_asked_for(), per_page=PER_PAGE)
    return render_template(
        "operations/backups/backups.html",
        last_good=queries.last_good_backup(),
        failed=queries.nights().failed,
        backups=page.items,
        page=page,
        folder=current_app.config["BACKUP_TO"],
    )
