"""The report as it is drafted, and as it was published."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.core.database import db
from app.programme.queries_periods import years_with_sessions
from app.reporting.annual_report import rules
from app.reporting.annual_report.models import (
    AnnualReport,
    AnnualReportWords,
    PublishedReport,
    PublishedReportFile,
    ReportFileKind,
)
from app.reporting.sections import queries as sections
from app.reporting.sections.queries_period import ReportedPeriod
from app.reporting.sections.rules import ReportedSection
from app.settings import queries as settings
from app.settings.rules_partnership import PartnershipDetails


@dataclass(frozen=True)
class ReportYear:
    """A year of which a report can be made, and its last version, if there is one."""

    year: str
    version: int = 0
    published_at: datetime | None = None


@dataclass(frozen=True)
class ReportVersion:
    """One version in a list: without all that it says."""

    version: int
    published_at: datetime
    changes: str


def report_years() -> list[ReportYear]:
    """Those with sessions and those with a published report, the latest first."""
    published = {each.year: each for each in published_years()}
    years = sorted({*years_with_sessions(), *published}, reverse=True)
    return [published.get(year) or ReportYear(year) for year in years]


def published_years() -> list[ReportYear]:
    """The latest first, each with its last version."""
    wanted = (
        select(AnnualReport.year, func.max(PublishedReport.version), func.max(PublishedReport.published_at))
        .join(PublishedReport, PublishedReport.report_id == AnnualReport.id)
        .group_by(AnnualReport.year)
        .order_by(AnnualReport.year.desc())
    )
    return [ReportYear(*row) for row in db.session.execute(wanted)]


def report_of(year: str) -> AnnualReport | None:
    return db.session.scalar(select(AnnualReport).where(AnnualReport.year == year))


def words_of(report: AnnualReport, section: str) -> AnnualReportWords | None:
    wanted = select(AnnualReportWords).where(
        AnnualReportWords.report_id == report.id, AnnualReportWords.section == section
    )
    return db.session.scalar(wanted)


def outline(year: str) -> list[rules.ReportPart]:
    """What is in the report, without a figure."""
    report = report_of(year)
    titles = {each.key: each.title for each in sections.SECTIONS}
    return rules.outline(
        titles, report.left_out if report else (), {each.section: each.words for each in report.words} if report else {}
    )


def outline_with_figures(year: str, *, at: datetime) -> list[rules.ReportPart]:
    """The same, knowing of each part that is switched on whether there is anything to show. As many queries as for the
    draft."""
    of = ReportedPeriod(year, at)
    return [replace(part, nothing=section_of(part, of).nothing) if part.is_on else part for part in outline(year)]


def part_of(year: str, key: str) -> rules.ReportPart | None:
    return next((part for part in outline(year) if part.key == key), None)


def draft(year: str, *, at: datetime) -> dict[str, Any]:
    """All that the report says as things stand. A number of queries that doesn't depend on what there is."""
    of = ReportedPeriod(year, at)
    parts = [(part, section_of(part, of)) for part in outline(year) if part.is_on]
    told = [(part, section) for part, section in parts if part.words or not section.nothing]
    return rules.content_of(year, settings.current(PartnershipDetails).name, told)


def section_of(part: rules.ReportPart, of: ReportedPeriod) -> ReportedSection:
    builder = sections.builder(part.key)
    return builder.build(of) if builder else ReportedSection(part.title)


def versions(year: str) -> list[ReportVersion]:
    """The latest first."""
    wanted = (
        select(PublishedReport.version, PublishedReport.published_at, PublishedReport.changes)
        .join(AnnualReport, AnnualReport.id == PublishedReport.report_id)
        .where(AnnualReport.year == year)
        .order_by(PublishedReport.version.desc())
    )
    return [ReportVersion(*row) for row in db.session.execute(wanted)]


def published(year: str, version: int | None = None) -> PublishedReport | None:
    """A version as it was published: the last one, unless another is asked for."""
    wanted = (
        select(PublishedReport)
        .join(AnnualReport, AnnualReport.id == PublishedReport.report_id)
        .where(AnnualReport.year == year)
        .order_by(PublishedReport.version.desc())
        .limit(1)
    )
    return db.session.scalar(wanted if version is None else wanted.where(PublishedReport.version == version))


def published_bytes(year: str, version: int, kind: ReportFileKind) -> bytes | None:
    wanted = (
        select(PublishedReportFile.content)
        .join(PublishedReport, PublishedReport.id == PublishedReportFile.published_report_id)
        .join(AnnualReport, AnnualReport.id == PublishedReport.report_id)
        .where(AnnualReport.year == year, PublishedReport.version == version, PublishedReportFile.kind == kind)
    )
    return db.session.scalar(wanted)
