"""The office's pages: the years, a year's parts, the draft, and publishing it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM, Role
from app.evaluation.settling import queries as settling
from app.files.documents import as_download
from app.programme.periods import year_dates
from app.reporting.annual_report import forms, pages, papers, papers_docx, queries, rules, services
from app.reporting.annual_report.rules_markdown import as_text
from app.reporting.sections.queries_period import ReportedPeriod
from app.web.access import found, open_to
from app.web.navigation import page_of

bp = Blueprint("reporting_annual_report", __name__)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("/reports/annual")
@open_to(TRAINING_TEAM)
@page_of("annual reports to write")
def years() -> ResponseReturnValue:
    return render_template("reporting/annual_report/years.html", years=queries.report_years())


@bp.get("/reports/annual/<year>")
@open_to(TRAINING_TEAM)
def outline(year: str) -> ResponseReturnValue:
    """What is in the report, and what is written for it."""
    year = pages.year_in_path(year)
    return render_template(
        "reporting/annual_report/outline.html",
        year=year,
        parts=queries.outline_with_figures(year, at=clock.now()),
        versions=queries.versions(year),
        is_over=rules.can_be_published(year, clock.today()),
        words_as_text=as_text,
    )


@bp.route("/reports/annual/<year>/parts/<key>", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def part(year: str, key: str) -> ResponseReturnValue:
    """The office's words for one part. A preview keeps nothing."""
    year = pages.year_in_path(year)
    each = found(queries.part_of(year, key))
    form = forms.PartForm(each)
    is_fine = form.validate_on_submit()
    if is_fine and request.form.get("step") != "preview":
        with form.refusing():
            words = form.words.data or ""
            services.write_part(year, each, is_on=form.wants_it, words=words, by=signed_in_user(), at=clock.now())
            flash(f"{each.title}: saved in the draft. Nobody else sees it before you publish.")
            return redirect(url_for("reporting_annual_report.outline", year=year))
    section = queries.section_of(each, ReportedPeriod(year, clock.now()))
    return render_template(
        "reporting/annual_report/part.html",
        form=form,
        year=year,
        part=each,
        is_preview=is_fine,
        told=section.as_plain | {"key": key, "words": (form.words.data or "") if is_fine else each.words},
        beneath=section.beneath,
        nothing=section.nothing,
        words_in_html=pages.words_in_html,
        chart_on_page=pages.chart_on_page,
    )


@bp.get("/reports/annual/<year>/draft")
@open_to(TRAINING_TEAM)
def draft(year: str) -> ResponseReturnValue:
    """The report as it would be published now."""
    year = pages.year_in_path(year)
    return render_template(
        "reporting/annual_report/draft.html",
        year=year,
        content=queries.draft(year, at=clock.now()),
        words_in_html=pages.words_in_html,
        chart_on_page=pages.chart_on_page,
    )


@bp.get("/reports/annual/<year>/draft.pdf")
@open_to(TRAINING_TEAM)
def draft_pdf(year: str) -> ResponseReturnValue:
    content = queries.draft(pages.year_in_path(year), at=clock.now())
    return as_download(papers.report_as_pdf(content, at=clock.now()), f"annual-report-{year}-draft.pdf")


@bp.get("/reports/annual/<year>/draft.docx")
@open_to(TRAINING_TEAM)
def draft_docx(year: str) -> ResponseReturnValue:
    content = queries.draft(pages.year_in_path(year), at=clock.now())
    return as_download(papers_docx.report_as_docx(content), f"annual-report-{year}-draft.docx", DOCX)


@bp.route("/reports/annual/<year>/publish", methods=["GET", "POST"])
@open_to(frozenset({Role.TRAINING_MANAGER}))
def publish(year: str) -> ResponseReturnValue:
    """Freezes the draft that was read, and lets everybody read it."""
    content = queries.draft(pages.year_in_path(year), at=clock.now())
    last = queries.published(year)
    form = forms.PublishForm() if last else forms.FirstPublishForm()
    if form.validate_on_submit():
        with form.refusing():
            changes = (form.changes.data or "") if last else ""
            seen = request.form.get("seen", "")
            made = services.publish(content, seen=seen, changes=changes, by=signed_in_user(), at=clock.now())
            flash(f"Version {made.version} is published. It stays as it is, also when registers are corrected.")
            return redirect(url_for("reporting_annual_report.show", year=year))
    return render_template(
        "reporting/annual_report/publish.html",
        form=form,
        year=year,
        content=content,
        seen=rules.fingerprint(content),
        last=last,
        changed=rules.parts_changed(last.content, content) if last else [],
        is_over=rules.can_be_published(year, clock.today()),
        open_stages=settling.open_stages(year_dates(year)[0]),
        now=clock.now(),
        words_in_html=pages.words_in_html,
        chart_on_page=pages.chart_on_page,
    )
