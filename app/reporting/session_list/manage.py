"""The list of sessions, and the list as a file."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from app.booking.several.rules import DEEDS
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.files.documents import as_download
from app.files.spreadsheets import CSV, XLSX, as_csv, as_xlsx
from app.http.asking import words_asked
from app.programme.models import Strand
from app.reporting.session_list import forms, queries, rules
from app.web.access import open_to
from app.web.navigation import page_of
from app.web.paging import page_asked_for

bp = Blueprint("reporting_session_list", __name__)


@bp.get("/manage/sessions")
@open_to(TRAINING_TEAM)
@page_of("sessions")
def sessions() -> ResponseReturnValue:
    """?show=, ?q=, ?from=, ?to= and ?strand= narrow it; ?ticked=all ticks the page."""
    asked, now = forms.requested_sessions(), clock.now()
    return render_template(
        "reporting/session_list/sessions.html",
        asked=asked,
        page=queries.page_of_sessions(asked, at=now, page=page_asked_for()),
        number=page_asked_for(),
        now=now,
        listed=list(rules.ListedSessions),
        strands=list(Strand),
        deeds=DEEDS,
        all_ticked=words_asked("ticked") == "all",
    )


@bp.get("/manage/sessions/file.<ending>")
@open_to(TRAINING_TEAM)
def file(ending: str) -> ResponseReturnValue:
    """The whole list as it is narrowed, as CSV or XLSX."""
    now = clock.now()
    lines = map(rules.row_of_file, queries.all_lines(forms.requested_sessions(), at=now))
    if ending == "csv":
        return as_download(as_csv(rules.COLUMNS, lines), "sessions.csv", CSV)
    if ending == "xlsx":
        return as_download(as_xlsx(rules.COLUMNS, lines, sheet="Sessions", made_at=now), "sessions.xlsx", XLSX)
    return abort(404)
