"""The quarters and their packs."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.files.documents import as_download
from app.programme.periods import year_dates
from app.reporting.board_pack import forms, papers, queries, rules, services
from app.reporting.figures.rules_rows import QUARTERS, dates_of_quarter
from app.web.access import found, open_to
from app.web.navigation import page_of
from app.web.paging import page_asked_for, part_of

bp = Blueprint("reporting_board_pack", __name__)
QUARTERS_ON_A_PAGE = 20


@bp.get("/reports/board-pack")
@open_to(TRAINING_TEAM)
@page_of("board pack")
def quarters() -> ResponseReturnValue:
    page = part_of(queries.quarters(clock.today()), page=page_asked_for(), per_page=QUARTERS_ON_A_PAGE)
    return render_template("reporting/board_pack/quarters.html", page=page)


@bp.route("/reports/board-pack/<year>/<int:quarter>", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def show(year: str, quarter: int) -> ResponseReturnValue:
    """The quarter as it stands; keeping it freezes it."""
    _must_be_a_quarter(year, quarter)
    versions = queries.versions(year, quarter)
    form = forms.CorrectedPackForm() if versions else forms.PackForm()
    content = queries.draft(year, quarter, at=clock.now())
    if form.validate_on_submit():
        with form.refusing():
            changes = (form.changes.data or "") if versions else ""
            note, by = form.note.data or "", signed_in_user()
            kept = services.keep_pack(year, quarter, content, note=note, changes=changes, by=by, at=clock.now())
            flash(f"Version {kept.version} is kept. Download it below: it stays as it is.")
            return redirect(url_for("reporting_board_pack.show", year=year, quarter=quarter))
    return render_template(
        "reporting/board_pack/show.html",
        form=form,
        year=year,
        quarter=quarter,
        content=content,
        versions=versions,
        words=rules.quarter_in_words(year, quarter),
        is_over=dates_of_quarter(year, quarter)[1] < clock.today(),
    )


@bp.get("/reports/board-pack/<year>/<int:quarter>/draft.pdf")
@open_to(TRAINING_TEAM)
def draft_pdf(year: str, quarter: int) -> ResponseReturnValue:
    _must_be_a_quarter(year, quarter)
    content = queries.draft(year, quarter, at=clock.now())
    return as_download(papers.pack_as_pdf(content, at=clock.now()), f"board-pack-{year}-q{quarter}-draft.pdf")


@bp.get("/reports/board-pack/<year>/<int:quarter>/versions/<int:version>.pdf")
@open_to(TRAINING_TEAM)
def kept_pdf(year: str, quarter: int, version: int) -> ResponseReturnValue:
    """The bytes that were kept."""
    _must_be_a_quarter(year, quarter)
    content = found(queries.kept_bytes(year, quarter, version))
    return as_download(content, f"board-pack-{year}-q{quarter}-version-{version}.pdf")


def _must_be_a_quarter(year: str, quarter: int) -> None:
    try:
        year_dates(year)
    except ValueError:
        abort(404)
    if quarter not in QUARTERS:
        abort(404)
