"""The figures, their arithmetic, and the ways they are written out."""

import csv
import io
import json
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any

from app.files.spreadsheets import as_text_cell
from app.web.formatting import count, share

OPEN = "open"
"""What a row of open sessions stands apart as."""


class By(StrEnum):
    """How a report is divided."""

    COURSE = "course"
    AGENCY = "agency"
    SECTOR = "sector"
    STRAND = "strand"

    @property
    def divides_sessions(self) -> bool:
        """By agency or sector a session is shared: places offered and uptake mean nothing there."""
        return self in (By.COURSE, By.STRAND)


def against_last_year(now: int | None, before: int | None) -> str:
    """Up 2 points, of two percentages; empty where either has no data."""
    if now is None or before is None:
        return ""
    if now == before:
        return "same as last year"
    return f"{'up' if now > before else 'down'} {count(abs(now - before), 'point')}"


@dataclass
class Figures:
    """Sums over sessions that count in the period. The definitions are on the report page.

    `places_allocated` leaves out late cancellations that were refilled, so that it never passes
    places offered; `attended_registered` is `attended` over sessions whose register is closed;
    `head_count` is that of open sessions, which have no names.
    """

    sessions: int = 0
    sessions_cancelled: int = 0
    places_offered: int = 0
    places_allocated: int = 0
    places_registered: int = 0
    attended: int = 0
    walk_ins: int = 0
    head_count: int = 0
    no_shows: int = 0
    late_cancellations: int = 0
    cancellations: int = 0
    excused: int = 0
    left_early: int = 0
    late_refused: int = 0
    registers_outstanding: int = 0
    attended_registered: int = 0

    def is_below(self, review_line: int) -> bool:
        """Whether attendance is below a line in percent, unrounded: 84.9 is below 85 though it prints as 85."""
        return 100 * self.attended_registered < review_line * self.places_registered

    def add(self, other: "Figures") -> None:
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    @property
    def attendances(self) -> int:
        """Attended, walk-ins, and the heads counted at open sessions."""
        return self.attended + self.walk_ins + self.head_count

    @property
    def uptake_percent(self) -> int | None:
        return share(self.places_allocated, self.places_offered)

    @property
    def attendance_percent(self) -> int | None:
        return share(self.attended_registered, self.places_registered)


@dataclass
class ReportRow:
    """A line of the report; `kind` says what stands apart: bespoke, open or e-learning."""

    name: str
    figures: Figures
    kind: str = ""


@dataclass
class Report:
    """The planned programme in rows and total; what is told apart from it in `apart`. Dates inclusive."""

    since: date
    until: date
    by: By
    rows: list[ReportRow] = field(default_factory=list)
    total: Figures = field(default_factory=Figures)
    apart: list[ReportRow] = field(default_factory=list)

    def as_numbers(self, row: ReportRow) -> dict[str, Any]:
        """One line in the names that scripts rely on."""
        figures = row.figures
        numbers = {each.name: getattr(figures, each.name) for each in fields(figures)}
        del numbers["attended_registered"], numbers["head_count"]
        numbers["attendances"] = figures.attendances
        numbers["uptake_percent"] = figures.uptake_percent
        numbers["attendance_percent"] = figures.attendance_percent
        if not self.by.divides_sessions:
            numbers["places_offered"] = numbers["uptake_percent"] = None
            numbers["share_percent"] = None if row.kind else self.share_percent(figures)
        return {"name": row.name, **({"kind": row.kind} if row.kind else {}), **numbers}

    def share_percent(self, figures: Figures) -> int | None:
        """Of all places allocated in the period."""
        return share(figures.places_allocated, self.total.places_allocated)

    def rows_below(self, review_line: int) -> list[ReportRow]:
        """The lines whose attendance is below a line in percent."""
        return [row for row in self.rows if row.figures.is_below(review_line)]

    @property
    def total_row(self) -> ReportRow:
        return ReportRow("Total", self.total)


def as_json(report: Report) -> str:
    return json.dumps(
        {
            "period": {"from": report.since.isoformat(), "to": report.until.isoformat()},
            "by": report.by.value,
            "rows": [report.as_numbers(row) for row in report.rows],
            "total": report.as_numbers(report.total_row),
            "apart": [report.as_numbers(row) for row in report.apart],
        },
        indent=2,
        ensure_ascii=False,
    )


def as_csv(report: Report) -> str:
    """Rows, total, and what stands apart, with a first column that says which."""
    out = io.StringIO()
    writer = csv.writer(out)
    header = [name for name in report.as_numbers(report.total_row) if name != "name"]
    writer.writerow(["part", report.by.value, *header])
    lines = [("programme", row) for row in report.rows] + [("total", report.total_row)]
    lines += [(row.kind, row) for row in report.apart]
    for part, row in lines:
        numbers = report.as_numbers(row)
        writer.writerow([part, as_text_cell(row.name), *(numbers[name] for name in header)])
    return out.getvalue()


def as_table(report: Report) -> str:
    """For a terminal."""
    names = ["sessions", "places_offered", "places_allocated", "attended", "uptake_percent", "attendance_percent"]
    if not report.by.divides_sessions:
        names = ["sessions", "places_allocated", "share_percent", "attended", "attendance_percent"]
    names.append("attendances")
    lines = [[report.by.value, *(name.replace("places_", "").replace("_percent", " %") for name in names)]]
    for row in (*report.rows, report.total_row, *report.apart):
        numbers = report.as_numbers(row)
        label = f"{row.name} ({row.kind}, apart)" if row.kind else row.name
        lines.append([label, *("no data" if numbers[name] is None else str(numbers[name]) for name in names)])
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    return "\n".join(
        "  ".join(
            [line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))]
        )
        for line in lines
    )
