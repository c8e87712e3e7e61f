"""Whom training reached that answers a case review, an audit finding or a priority."""

from app.reporting.reach.queries_priorities import priorities
from app.reporting.sections.queries_period import ReportedPeriod
from app.reporting.sections.rules import ReportedSection, SectionTable, nothing_to_show
from app.web.formatting import number


def people_per_priority(of: ReportedPeriod) -> ReportedSection:
    lines = [line for line in priorities(of.scope) if line.words and line.sessions]
    if not lines:
        return nothing_to_show("Priorities", "No course that ran notes what it answers.")
    rows = [
        [line.words, line.why.capitalize(), number(line.sessions), number(line.people), number(line.new_people)]
        for line in lines
    ]
    return ReportedSection(
        "Priorities",
        [
            f"{line.words.rstrip('.')}: {number(line.people)} people in {number(line.sessions)} sessions."
            for line in lines[:5]
        ],
        [SectionTable("People per priority", ["Priority", "Kind", "Sessions", "People", "New"], rows, words=2)],
        source="Courses that note what they answer: the different people who came. New are those who hadn’t been to "
        "any of these courses before.",
        beneath=("reporting_reach.priorities", of.period.in_address),
    )
