"""What everybody can read: the published reports, their earlier versions, and their files as they were made."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.files.documents import PDF, as_download
from app.http.kept_pages import kept_for_strangers
from app.reporting.annual_report import pages, queries
from app.reporting.annual_report.manage import DOCX, bp
from app.reporting.annual_report.models import ReportFileKind
from app.web.access import EVERYONE, found, open_to
from app.web.navigation import page_of

MEDIA_TYPES = {ReportFileKind.PDF: PDF, ReportFileKind.DOCX: DOCX}


@bp.get("/annual-reports")
@open_to(EVERYONE)
@page_of("annual reports")
@kept_for_strangers
def all_reports() -> ResponseReturnValue:
    return render_template("reporting/annual_report/all_reports.html", years=queries.published_years())


@bp.get("/annual-reports/<year>")
@open_to(EVERYONE)
@kept_for_strangers
def show(year: str) -> ResponseReturnValue:
    """The last version."""
    return _page(year)


@bp.get("/annual-reports/<year>/versions/<int:version>")
@open_to(EVERYONE)
@kept_for_strangers
def show_version(year: str, version: int) -> ResponseReturnValue:
    return _page(year, version)


@bp.get("/annual-reports/<year>/versions/<int:version>/report.<kind>")
@open_to(EVERYONE)
def file(year: str, version: int, kind: str) -> ResponseReturnValue:
    """The bytes that were published."""
    if kind not in list(ReportFileKind):
        abort(404)
    content = found(queries.published_bytes(pages.year_in_path(year), version, ReportFileKind(kind)))
    name = f"annual-report-{year}-version-{version}.{kind}"
    return as_download(content, name, MEDIA_TYPES[ReportFileKind(kind)])


def _page(year: str, version: int | None = None) -> ResponseReturnValue:
    published = found(queries.published(pages.year_in_path(year), version))
    return render_template(
        "reporting/annual_report/show.html",
        year=year,
        published=published,
        content=published.content,
        versions=queries.versions(year),
        words_in_html=pages.words_in_html,
        chart_on_page=pages.chart_on_page,
    )
