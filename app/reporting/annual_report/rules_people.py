"""What reports hold about people: nothing that isn't published on purpose."""

from app.personal.rules import Declaration, ImpersonalTable
from app.reporting.annual_report.models import AnnualReport, AnnualReportWords, PublishedReport, PublishedReportFile

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(model=AnnualReport, because="which sections a year’s report has", columns=("year", "left_out")),
    ImpersonalTable(model=AnnualReportWords, because="the manager’s words for everybody", columns=("section", "words")),
    ImpersonalTable(
        model=PublishedReport,
        because="a public document: figures without small groups, and quotes that name nobody",
        columns=("changes", "content"),
    ),
    ImpersonalTable(model=PublishedReportFile, because="the same as files", columns=("content",)),
)
