"""The lines of a report from Teams: its text, its cells, and which of its headings mean what."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.attendance.teams_reports import refusals
from app.files.tables import BadLine, NotText, UnknownLetters, Unreadable, plain, rows_of, text_of

LARGEST = 1024 * 1024
"""Bytes of one file."""

EXPECTED = (
    "Expected the attendance report that Microsoft Teams saves as CSV, with the headings “Name, First Join, "
    "Last Leave, In-Meeting Duration, Email, Participant ID (UPN), Role”, or of an older one “Full Name, Join Time, "
    "Leave Time, Duration, Email, Role, Participant ID (UPN)” or “Full Name, User Action, Timestamp”."
)

_SAVED_ANEW = (
    "This file was saved by another program, and its letters can’t be read. Upload the file as Teams saved it, or save "
    "it as CSV UTF-8."
)

_MEANINGS = {
    "name": "name",
    "full name": "name",
    "first join": "joined",
    "first join time": "joined",
    "join time": "joined",
    "last leave": "left",
    "last leave time": "left",
    "leave time": "left",
    "in-meeting duration": "lasted",
    "duration": "lasted",
    "email": "email",
    "participant id (upn)": "upn",
    "role": "role",
    "user action": "action",
    "timestamp": "joined",
}

_STAYS = {"name", "joined", "left"}
_STEPS = {"name", "joined", "action"}
_SECTION = re.compile(r"\d\. \w")


def text_of_file(content: bytes) -> str:
    """The text of UTF-16, with its mark or as its zeros tell, or of UTF-8, its lines ended by \\n.

    Raises NotATeamsReport.
    """
    if len(content) > LARGEST:
        raise refusals.NotATeamsReport(f"The file has more than 1 MB, which no report of one meeting has. {EXPECTED}")
    if content.startswith(b"PK"):
        raise refusals.NotATeamsReport(f"This is a workbook or an archive, not a CSV file. {EXPECTED}")
    try:
        return text_of(content).replace("\r\n", "\n").replace("\r", "\n")
    except UnknownLetters:
        raise refusals.NotATeamsReport(_SAVED_ANEW) from None
    except NotText:
        raise refusals.NotATeamsReport(f"This file isn’t a text file, or is damaged. {EXPECTED}") from None
    except Unreadable as unreadable:
        raise refusals.NotATeamsReport(f"{unreadable.message} {EXPECTED}") from None


@dataclass
class ReportLine:
    line: int
    cells: dict[str, str]
    is_utc: bool = False

    def says(self, meaning: str) -> str:
        return self.cells.get(meaning, "")


@dataclass
class ReportSection:
    meanings: list[str]
    is_utc: bool
    is_summary: bool
    rows: list[ReportLine] = field(default_factory=list)
    without_time: int = 0

    @property
    def is_of_steps(self) -> bool:
        return "action" in self.meanings


Line = tuple[int, list[str]]


def lines_of(text: str) -> list[Line]:
    """The lines in cells, by whichever separator gives headings; by tabs where none does. Excel writes semicolons."""
    by_separator = [_cells(text, separator) for separator in "\t,;"]
    return next((lines for lines in by_separator if any(tables_of(lines))), by_separator[0])


def _cells(text: str, separator: str) -> list[Line]:
    try:
        return [(row.line, [plain(cell) for cell in row.cells]) for row in rows_of(text, separator)]
    except BadLine as bad:
        raise refusals.NotATeamsReport(f"Line {bad.line} can’t be read. {EXPECTED}") from None


def tables_of(rows: Iterable[Line]) -> Iterator[ReportSection]:
    """Each block of lines under headings that are known, until an empty line or the next section."""
    table = None
    for line, cells in rows:
        headings = [cell.casefold().removesuffix(" (utc)") for cell in cells]
        meanings = [_MEANINGS.get(heading, "") for heading in headings]
        if _STAYS.issubset(meanings) or _STEPS.issubset(meanings):
            if table:
                yield table
            is_utc = any(cell.casefold().endswith(" (utc)") for cell in cells)
            table = ReportSection(meanings, is_utc, is_summary="first join" in headings)
        elif not any(cells) or _SECTION.match(cells[0]):
            if table:
                yield table
            table = None
        elif table:
            said = {meaning: cell for meaning, cell in zip(table.meanings, cells, strict=False) if meaning}
            if said.get("joined"):
                table.rows.append(ReportLine(line, said, table.is_utc))
            else:
                table.without_time += 1
    if table:
        yield table


def title_of(rows: Iterable[Line]) -> str:
    titles = (cells[1] for _, cells in rows if len(cells) > 1 and cells[0].casefold() == "meeting title")
    return next(titles, "")
