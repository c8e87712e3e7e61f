"""What each figure of a report means, and how other areas count."""

from app.reporting.figures.rules_other_areas import other_ways
from app.reporting.figures.rules_tables import NAMES_OF_FIGURES
from app.reporting.rules_definitions import DEFINITIONS, ROUNDING
from app.reporting.sections.queries_period import ReportedPeriod
from app.reporting.sections.rules import ReportedSection, SectionTable, nothing_to_show
from app.web.formatting import number, percent

EXPLAINED = (
    *("sessions", "places_offered", "places_allocated", "attended", "uptake_percent", "share_percent"),
    *("attendance_percent", "walk_ins", "attendances", "people"),
)


def definitions(of: ReportedPeriod) -> ReportedSection:
    if not of.total.sessions:
        return nothing_to_show("What the figures mean", "There are no figures to explain yet.")
    meanings = [[NAMES_OF_FIGURES[name], DEFINITIONS[name]] for name in EXPLAINED]
    ways = [
        [way.name, way.formula, f"{number(way.part)} of {number(way.whole)}", percent(way.percent)]
        for way in other_ways(of.total)
    ]
    return ReportedSection(
        "What the figures mean",
        [f"Percentages: {ROUNDING[0].lower()}{ROUNDING[1:]}"],
        [
            SectionTable("Each figure", ["Figure", "Meaning"], meanings, words=2),
            SectionTable(
                "How other areas count",
                ["Figure", "How it is worked out", "Here", "Percent"],
                ways,
                notes=["Who compares areas says which definition each of them uses."],
                words=2,
            ),
        ],
    )
