"""What the office did with charges, whom agencies lent as trainers, and what next year needs."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.charging.figures import queries as charges
from app.charging.figures.rules import DEFINITIONS, Sum
from app.core import clock
from app.core.database import db
from app.programme.models import Trainer
from app.programme.periods import next_year
from app.programme.trainers import queries as trainers
from app.reporting.requirements import queries as requirements
from app.reporting.requirements.rules import Range
from app.reporting.sections.queries_period import ReportedPeriod
from app.reporting.sections.rules import ReportedSection, SectionTable, nothing_to_show
from app.web.formatting import count, number, pounds

NO_AGENCY_LENDS_THEM = "No agency given"


def charging(of: ReportedPeriod) -> ReportedSection:
    """What became of the charges for unexplained absence."""
    total = charges.figures(of.year).total
    if not total.proposed.how_many:
        return nothing_to_show("Charging", f"No charge was proposed for a session of {of.year}.")
    rows = [
        _sum("Proposed by the terms", total.proposed),
        _sum("Waived", total.waived_in_all),
        _sum("Confirmed", total.confirmed),
        _sum("Billed", total.billed),
        _sum("Paid", total.paid),
        _sum("Written off", total.written_off),
        _sum("Credited", total.credited),
    ]
    return ReportedSection(
        "Charging",
        [
            f"The booking terms were enforced: {count(total.proposed.how_many, 'charge was', 'charges were')} proposed "
            f"for absences and late cancellations without a reason. After asking why, "
            f"{number(total.waived_in_all.how_many)} were waived and {number(total.confirmed.how_many)} confirmed "
            f"({pounds(total.confirmed.pence)}); {number(total.billed.how_many)} were billed, "
            f"{number(total.paid.how_many)} paid."
        ],
        [SectionTable("What became of the charges", ["Charges", "How many", "Sum"], rows)],
        source=_of_charges(of),
        beneath=("charging_figures.figures", {"year": of.year}),
    )


def _of_charges(of: ReportedPeriod) -> str:
    return f"Charges of the sessions of {of.year} as they stand. Confirmed: {DEFINITIONS['confirmed']}."


def _sum(name: str, of: Sum) -> list[str]:
    return [name, number(of.how_many), pounds(of.pence)]


def lent_trainers(of: ReportedPeriod) -> ReportedSection:
    """Days by agency: the trainers themselves aren't named."""
    days = trainers.days_taught(since=of.dates[0], until=of.dates[1])
    wanted = select(Trainer).where(Trainer.id.in_(days)).options(joinedload(Trainer.agency))
    by_agency: dict[str, list[int]] = {}
    for trainer in db.session.scalars(wanted):
        name = trainer.agency.name if trainer.agency else NO_AGENCY_LENDS_THEM
        by_agency.setdefault(name, []).append(days[trainer.id])
    rows = [
        [name, number(len(theirs)), number(sum(theirs))]
        for name, theirs in sorted(by_agency.items(), key=lambda line: (-sum(line[1]), line[0].casefold()))
    ]
    if not rows:
        return nothing_to_show("Trainers", f"No trainer is confirmed on a session of {of.words}.")
    gave = f"{count(len(days), 'trainer')} of {count(len(by_agency), 'agency', 'agencies')}"
    return ReportedSection(
        "Trainers",
        [f"{gave} gave {count(sum(days.values()), 'day')}."],
        [SectionTable("Trainers’ days by agency", ["Agency", "Trainers", "Days"], rows)],
        source="Trainers confirmed on published sessions: each date counts once for each trainer.",
        beneath=("reporting_figures.report", {**of.address, "by": "trainer"}),
    )


def year_ahead(of: ReportedPeriod) -> ReportedSection:
    """What is predicted and chosen for the year after this one, as long as it can be planned."""
    year = next_year(of.year)
    asked = requirements.planned_year(year, of.year, today=clock.to_london(of.at).date())
    if asked.year != year:
        return nothing_to_show("Next year", f"{year} can’t be planned any more, or not yet.")
    plan = requirements.year_plan(asked, at=of.at)
    rows = [
        [
            each.course.title,
            number(each.prediction.people),
            _between(each.prediction.range),
            f"{number(each.suggested)} of {number(each.size)}",
            f"{number(each.chosen.sessions)} of {number(each.chosen.places)}" if each.chosen else "–",
        ]
        for each in plan.courses
        if each.prediction.people or each.chosen
    ]
    if not rows:
        return nothing_to_show("Next year", f"Nothing can be predicted for {year} yet.")
    said = [
        f"For {year}, {count(plan.people, 'person is', 'people are')} predicted to want a place on the planned "
        f"programme, which takes {count(plan.suggested, 'session')}."
    ]
    if plan.chosen:
        courses = count(len(plan.chosen), "course")
        chosen = count(plan.sessions_chosen, "session is", "sessions are")
        said.append(f"{chosen} chosen for {courses}, with {count(plan.places_chosen, 'place')}.")
    if not plan.has_ranges:
        said.append("No number has a range: it takes two years in which a course ran.")
    columns = [
        ("Course", True),
        ("Predicted people", True),
        ("Range", plan.has_ranges),
        ("Sessions suggested", True),
        ("Sessions chosen", bool(plan.chosen)),
    ]
    headings = [heading for heading, is_told in columns if is_told]
    rows = [[cell for cell, (_, is_told) in zip(row, columns, strict=True) if is_told] for row in rows]
    return ReportedSection(
        "Next year",
        [*said, plan.test.verdict],
        [SectionTable(f"Requirements for {year}", headings, rows, notes=["“4 of 20”: four sessions of 20 places."])],
        source=f"Places taken and people who waited in the years up to {asked.counted_until or of.year}; waiting lists "
        "and refreshers due.",
        beneath=("reporting_requirements.plan", {"year": year}),
    )


def _between(of: Range | None) -> str:
    return f"{number(of.low)} to {number(of.high)}" if of else "–"
