"""A real register of a past year with its published figures, and small registers that tests write."""

import csv
import io
from pathlib import Path

HERE = Path(__file__).parent
REGISTER = HERE / "register-2013-14.csv"
ANNUAL = HERE / "annual-2013-14.csv"
COLUMNS = ["course", "strand", "starts", "ends", "places", "delivery", "agency", "sector", "email", "name", "outcome"]


def register_rows() -> list[dict[str, str]]:
    """The real register, a dict a line."""
    return list(csv.DictReader(io.StringIO(REGISTER.read_text(encoding="utf-8"))))


def published() -> dict[str, tuple[int, int, int]]:
    """Allocated, attended and attendance percent by course, as they were published; "TOTAL" among them."""
    rows = csv.DictReader(io.StringIO(ANNUAL.read_text(encoding="utf-8")))
    return {
        row["course"]: (int(row["places_allocated"]), int(row["attended"]), int(row["published_attendance_percent"]))
        for row in rows
    }


def a_line(**changed: str) -> dict[str, str]:
    """One good line of a register, but for what is changed."""
    line = {
        "course": "Neglect",
        "strand": "core topic",
        "starts": "2013-04-23T09:30",
        "ends": "2013-04-23T16:30",
        "places": "25",
        "delivery": "venue",
        "agency": "Anyshire Police",
        "sector": "police",
        "email": "delegate0001@example.org",
        "name": "Delegate 0001",
        "outcome": "attended",
    }
    assert changed.keys() <= line.keys(), f"a register has no such column: {changed.keys() - line.keys()}"
    return line | changed


def as_csv(*lines: dict[str, str]) -> str:
    """A register file: the header, then these lines."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue()
