"""Who came, and who didn't: sectors, agencies, and the people trained in each course."""

from datetime import date

from app.accounts.models import Sector
from app.evaluation.cutoff import FEWEST
from app.reporting.figures import queries as figures
from app.reporting.figures import queries_beside as beside
from app.reporting.figures.queries_rows import NO_AGENCY, ReportScope
from app.reporting.figures.rules import By, Figures, Report, ReportRow
from app.reporting.published.queries import sectors_for_others
from app.reporting.sections import queries_uptake as uptake
from app.reporting.sections.queries_period import ReportedPeriod
from app.reporting.sections.rules import ReportedSection, SectionTable, listed, nothing_to_show
from app.settings import queries as settings
from app.settings.rules_lists import Sectors, with_a_large_letter
from app.web.formatting import count, in_words, number, percent

NOT_A_SECTOR = Sector.OTHER.value
NAMES_SUPPRESSION = (
    f"Sectors of fewer than {in_words(FEWEST).lower()} people stand together, so that nobody can be told apart."
)


def who_came(of: ReportedPeriod) -> ReportedSection:
    by_sector = _counted(of, By.SECTOR)
    if not (by_sector.total.places_allocated or by_sector.total.attendances):
        return nothing_to_show("Who came and who didn’t", "Nobody had a place on the planned programme or came to it.")
    return ReportedSection(
        "Who came and who didn’t",
        [*reach(of, by_sector), *_sectors_not_reached(by_sector)],
        [table for table in (_sectors(by_sector, of), _courses(of)) if table.rows],
        source=f"{uptake.source(of)} Agencies and sectors as they were at the time of the booking.",
        beneath=("reporting_figures.report", {**of.address, "by": By.SECTOR.value}),
    )


def reach(of: ReportedPeriod, by_sector: Report | None = None) -> list[str]:
    """How many agencies and sectors people came from."""
    agencies = [row for row in figures.report_on(of.scope, By.AGENCY).rows if row.figures.attendances]
    named = sum(row.name != NO_AGENCY for row in agencies)
    if not named:
        return []
    sectors = by_sector or figures.report_on(of.scope, By.SECTOR)
    came = sum(row.figures.attendances > 0 and row.key != (NO_AGENCY,) for row in sectors.rows)
    said = f"{count(came, 'sector')} came"
    return [f"People from {count(named, 'agency', 'agencies')} in {said} to the planned programme."]


def _counted(of: ReportedPeriod, by: By) -> Report:
    report = figures.report_on(of.scope, by)
    beside.count_people(report, of.scope)
    return report


def _sectors_not_reached(by_sector: Report) -> list[str]:
    came = {row.key[0] for row in by_sector.rows if row.figures.attendances}
    missing = [entry.name for entry in settings.current(Sectors).open if entry.key not in {*came, NOT_A_SECTOR}]
    return [f"Nobody came from: {', '.join(missing)}."] if missing and came else []


def _sectors(report: Report, of: ReportedPeriod) -> SectionTable:
    """With suppression: who reads it can't subtract a small sector from the total."""
    shown = sectors_for_others(report, of.scope)
    told = [_sector(row, row.label, report) for row in shown.rows]
    if shown.left_out:
        told.append(_sector(shown.left_out, f"Put together: {listed(shown.together)}", report))
    return SectionTable(
        "Places and people by sector",
        ["Sector", "Places allocated", "Share of places %", "Attended", "Different people"],
        told,
        total=_sector(report.total_row, "Total", report) if told else [],
        notes=[NAMES_SUPPRESSION, "Somebody who worked in two sectors in the year counts in both, and once in all."],
    )


def _sector(row: ReportRow, name: str, report: Report) -> list[str]:
    figures, of_all = row.figures, percent(report.share_percent(row.figures))
    return [name, number(figures.places_allocated), of_all, number(figures.attended), number(row.people or 0)]


def _courses(of: ReportedPeriod) -> SectionTable:
    """People of each course, this period and to date, and the sector of most of them."""
    to_date = ReportScope(date.min, of.dates[1], of.at)
    rows_to_count = [ReportRow(row.name, Figures(), labels=row.labels, key=row.key) for row in of.by_course.rows]
    ever = Report(to_date.since, to_date.until, By.COURSE, rows_to_count)
    beside.count_people(ever, to_date)
    trained = {row.key: row.people for row in ever.rows}
    most = _best_represented(_counted(of, By.SECTOR_AND_COURSE))
    rows = [
        [row.label, most.get(row.name, "–"), number(row.people or 0), number(trained.get(row.key) or 0)]
        for row in of.by_course.rows
        if row.figures.sessions
    ]
    return SectionTable(
        "People trained, by course",
        ["Course", "Best represented", f"Different people, {of.words}", "Different people to date"],
        rows,
        notes=["People, not places: somebody who came twice counts once. “To date” is up to the end of the period."],
        words=2,
    )


def _best_represented(report: Report) -> dict[str, str]:
    """The sector that most people of a course came from, where it is one, and enough of them are of it."""
    by_course: dict[str, list[ReportRow]] = {}
    for row in report.rows:
        if row.key[0] != NO_AGENCY:
            by_course.setdefault(row.key[1], []).append(row)
    found = {}
    for course, rows in by_course.items():
        most = max(row.people or 0 for row in rows)
        best = [row for row in rows if row.people == most]
        if most >= FEWEST and len(best) == 1:
            found[course] = with_a_large_letter(best[0].labels[0])
    return found
