"""The report as `report` writes it: names and numbers that scripts rely on."""

import csv
import io
import json

from app.files.spreadsheets import as_text_cell
from app.reporting.figures.rules import Report, as_many_cells


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
    writer.writerow(["part", *report.by.columns, *header])
    lines = [("programme", row) for row in report.rows] + [("total", report.total_row)]
    lines += [(row.kind, row) for row in report.apart]
    for part, row in lines:
        numbers = report.as_numbers(row)
        names = as_many_cells(row.key if len(report.by.columns) > 1 and row.key else (row.name,), report.by)
        writer.writerow([part, *map(as_text_cell, names), *(numbers[name] for name in header)])
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
