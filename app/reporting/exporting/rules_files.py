"""The report as files for people: CSV, and the sheets of a workbook."""

from collections.abc import Iterator

from app.files.spreadsheets import Cell, Sheet, as_csv
from app.reporting.figures.rules import as_many_cells
from app.reporting.figures.rules_definitions import DEFINITIONS, ROUNDING, other_ways
from app.reporting.figures.rules_tables import ReportTable


def headings(table: ReportTable) -> list[str]:
    """For people."""
    year = table.beside.words if table.beside else ""
    return ["Part", *table.report.by.headings, *(column.heading.format(year=year) for column in table.columns)]


def names(table: ReportTable) -> list[str]:
    """For scripts: they stay as they are."""
    return ["part", *table.report.by.columns, *(column.name for column in table.columns)]


def cells(table: ReportTable) -> Iterator[list[Cell]]:
    """Numbers as numbers; a percentage that has nothing to divide by is empty."""
    for part, row in table.lines:
        called = as_many_cells(row.labels or (row.name,), table.report.by)
        yield [PARTS.get(part, part), *called, *(column.cell(table, row) for column in table.columns)]


PARTS = {
    "programme": "Planned programme",
    "total": "Total",
    "bespoke": "Bespoke",
    "open": "Open",
    "e-learning": "E-learning",
}
"""What a line is part of, for people."""


def report_in_csv(table: ReportTable) -> bytes:
    """Headings for people, then a row of names for scripts, then the figures."""
    return as_csv(headings(table), [names(table), *cells(table)])


def report_in_sheets(table: ReportTable) -> dict[str, Sheet]:
    """The figures, what each means with its name for scripts, and how other areas count."""
    called = dict(zip(names(table), headings(table), strict=True))
    return {
        "Figures": (headings(table), cells(table)),
        "Definitions": (
            ["Figure", "Meaning", "Name for scripts"],
            [
                *([called[name], meaning, name] for name, meaning in DEFINITIONS.items() if name in called),
                ["Percentages", ROUNDING, ""],
            ],
        ),
        "How other areas count": (
            ["Figure", "How it is worked out", "Part", "Whole", "Percent"],
            [[way.name, way.formula, way.part, way.whole, way.percent] for way in other_ways(table.report.total)],
        ),
    }
