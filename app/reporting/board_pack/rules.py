"""What the board pack says, as it is kept: it must fit on one page of A4."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.programme.periods import year_dates
from app.reporting.figures.rules_rows import QUARTERS
from app.reporting.sections.rules import SectionTable
from app.web.formatting import count

MOST_COURSES = 24
"""Rows of its table: more would be too small to read."""

LONGEST_NOTE = 600
LONGEST_SENTENCE, MOST_SENTENCES = 400, 8
LONGEST_TITLE = 80
"""Characters. What is longer is cut with "…": the report on its page has the whole."""


def quarter_in_words(year: str, quarter: int) -> str:
    """July to September 2026."""
    since, until = year_dates(year)
    return f"{QUARTERS[quarter]} {until.year if quarter == 4 else since.year}"


def fitting(table: SectionTable) -> SectionTable:
    """So many rows as a page holds, those with the most places first; what is left out is said."""
    if len(table.rows) <= MOST_COURSES:
        return table
    rows = sorted(table.rows, key=lambda row: -int(row[1].replace(",", "")))[:MOST_COURSES]
    note = f"{count(len(table.rows) - MOST_COURSES, 'smaller course')} more: they are in the total."
    return SectionTable(table.title, table.headings, rows, table.total, [note, *table.notes])


def content_of(
    year: str,
    quarter: int,
    partnership: str,
    parts: Sequence[tuple[str, Sequence[str]]],
    table: SectionTable,
    source: str,
) -> dict[str, Any]:
    """Sentences under their headings, and the table."""
    return {
        "title": f"Training board pack: {quarter_in_words(year, quarter)}",
        "partnership": partnership,
        "parts": [
            {"title": title, "sentences": [_cut(each, LONGEST_SENTENCE) for each in said[:MOST_SENTENCES]]}
            for title, said in parts
            if said
        ],
        "table": {
            "title": table.title,
            "headings": list(table.headings),
            "rows": [[_cut(row[0], LONGEST_TITLE), *row[1:]] for row in table.rows],
            "total": list(table.total),
            "notes": list(table.notes),
        },
        "source": source,
        "note": "",
    }


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rsplit(" ", 1)[0] + "…"


def as_version(content: Mapping[str, Any], *, version: int, on: str, note: str, changes: str) -> dict[str, Any]:
    return {**content, "version": version, "on": on, "note": note, "changes": changes}
