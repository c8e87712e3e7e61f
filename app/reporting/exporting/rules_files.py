"""The report as files for people: CSV, and the sheets of a workbook."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO

from app.files.large_tables import LargeWorkbook, OneCsv
from app.files.spreadsheets import Cell, Sheet
from app.reporting.figures.rules import as_many_cells
from app.reporting.figures.rules_other_areas import other_ways
from app.reporting.figures.rules_tables import ReportTable
from app.reporting.rules_definitions import DEFINITIONS, ROUNDING


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


FIGURES = "Figures"
CANCELLED = ("Reason", "Sessions")


def cancelled_in_rows(cancelled: Iterable[tuple[str, int]]) -> list[list[Cell]]:
    """Why sessions of the programme were cancelled, and how many."""
    return [[why.removeprefix("for "), how_many] for why, how_many in cancelled]


def report_in_csv(table: ReportTable) -> IO[bytes]:
    """Headings for people, then a row of names for scripts, then the figures: on disk."""
    into = OneCsv(FIGURES, {FIGURES: headings(table)})
    into.add(FIGURES, [names(table)])
    into.add(FIGURES, cells(table))
    return into.finish()


def report_in_sheets(table: ReportTable, cancelled: Iterable[tuple[str, int]]) -> dict[str, Sheet]:
    """The figures, why sessions were cancelled, what each figure means with its name for scripts, and how other areas
    count."""
    called = dict(zip(names(table), headings(table), strict=True))
    return {
        "Figures": (headings(table), cells(table)),
        "Sessions cancelled": (CANCELLED, cancelled_in_rows(cancelled)),
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


def report_on_disk(sheets: dict[str, Sheet], *, made_at: datetime) -> IO[bytes]:
    """The same sheets of a report of many rows, written row by row: however many they are, they take no more memory."""
    into = LargeWorkbook({name: header for name, (header, _) in sheets.items()}, made_at=made_at)
    for name, (_, rows) in sheets.items():
        into.add(name, rows)
    return into.finish()
