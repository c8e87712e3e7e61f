"""Writing the report and publishing it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core import clock
from app.core.database import advisory_lock, command, db
from app.reporting.annual_report import papers, papers_docx, queries, refusals, rules
from app.reporting.annual_report.models import (
    AnnualReport,
    AnnualReportWords,
    PublishedReport,
    PublishedReportFile,
    ReportFileKind,
)

LOCK = "annual report"


@command
def write_part(year: str, part: rules.ReportPart, *, is_on: bool, words: str, by: User, at: datetime) -> None:
    """Keep what is written for a part, in Markdown, and whether its figures are in the report."""
    advisory_lock(LOCK)
    report = _report_of(year)
    kept = queries.words_of(report, part.key) or AnnualReportWords(report_id=report.id, section=part.key)
    before = kept.words or ""
    kept.words = words
    if words:
        db.session.add(kept)
    elif before:
        db.session.delete(kept)
    if part.has_figures:
        report.left_out = sorted({*report.left_out} - {part.key} if is_on else {*report.left_out, part.key})
    audit.write(Verb.EDITED_ANNUAL_REPORT, report, by=by, at=at, year=year, section=part.title)


@command
def publish(draft: Mapping[str, Any], *, seen: str, changes: str, by: User, at: datetime) -> PublishedReport:
    """Freeze the draft as the next version: what it says as data, and as the bytes of its files.

    `seen` is the fingerprint of the draft that was read. Raises ReportYearNotOver, NoSectionIsOn,
    ReportChangedMeanwhile, NothingHasChanged or WhatChangedIsMissing.
    """
    year, today = str(draft["year"]), clock.to_london(at).date()
    if not rules.can_be_published(year, today):
        raise refusals.ReportYearNotOver
    if not draft["parts"]:
        raise refusals.NoSectionIsOn
    if rules.fingerprint(draft) != seen:
        raise refusals.ReportChangedMeanwhile
    advisory_lock(LOCK)
    report, last = _report_of(year), queries.published(year)
    if last and rules.fingerprint(last.content) == seen:
        raise refusals.NothingHasChanged
    if last and not changes:
        raise refusals.WhatChangedIsMissing
    version, changes = (last.version + 1, changes) if last else (1, "")
    earlier = last.content["history"] if last else []
    content = rules.as_version(draft, version=version, on=today, changes=changes, earlier=earlier)
    published = PublishedReport(report_id=report.id, version=version, published_at=at, changes=changes, content=content)
    db.session.add(published)
    db.session.flush()
    for kind, made in (
        (ReportFileKind.PDF, papers.report_as_pdf(content, at=at)),
        (ReportFileKind.DOCX, papers_docx.report_as_docx(content)),
    ):
        db.session.add(PublishedReportFile(published_report_id=published.id, kind=kind, content=made))
    audit.write(Verb.PUBLISHED_ANNUAL_REPORT, published, by=by, at=at, year=year, version=version, changes=changes)
    return published


def _report_of(year: str) -> AnnualReport:
    report = queries.report_of(year)
    if report is None:
        report = AnnualReport(year=year, left_out=[])
        db.session.add(report)
        db.session.flush()
    return report
