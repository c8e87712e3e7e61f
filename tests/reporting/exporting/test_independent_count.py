"""The report against a count of one's own: straight over the lines of the file, in plain Python."""

import json
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask import Flask

from tests.data.command_line import call
from tests.data.past_register import REGISTER, published, register_rows

ALLOCATED = {"attended", "left-early", "late-refused", "no-show", "excused", "late-cancelled"}
COLUMN = {
    "attended": "attended",
    "walk-in": "walk_ins",
    "no-show": "no_shows",
    "late-cancelled": "late_cancellations",
    "cancelled": "cancellations",
    "excused": "excused",
    "left-early": "left_early",
    "late-refused": "late_refused",
}


def whole_percent(part: int, whole: int) -> int | None:
    return int((Decimal(100 * part) / whole).quantize(Decimal(1), ROUND_HALF_UP)) if whole else None


def counted(rows: list[dict[str, str]], *, all_allocated: int | None) -> dict[str, Any]:
    """The figures of these lines. With `all_allocated`, those of a part of the sessions, and its share."""
    outcomes = Counter(row["outcome"] for row in rows)
    sessions = {(row["course"], row["starts"]): int(row["places"]) for row in rows}
    allocated = sum(outcomes[outcome] for outcome in ALLOCATED)
    offered = sum(sessions.values())
    figures = {name: outcomes[outcome] for outcome, name in COLUMN.items()} | {
        "sessions": len(sessions),
        "sessions_cancelled": 0,
        "places_offered": offered,
        "places_allocated": allocated,
        "places_registered": allocated,
        "registers_outstanding": 0,
        "attendances": outcomes["attended"] + outcomes["walk-in"],
        "uptake_percent": whole_percent(allocated, offered),
        "attendance_percent": whole_percent(outcomes["attended"], allocated),
    }
    if all_allocated is not None:
        figures |= {
            "places_offered": None,
            "uptake_percent": None,
            "share_percent": whole_percent(allocated, all_allocated),
        }
    return figures


def test_the_report_agrees_with_the_lines_of_the_file_however_it_is_divided_and_for_any_dates(app: Flask) -> None:
    assert call(app, "import-register", REGISTER).code == 0
    rows = register_rows()
    for by in ("course", "strand", "agency", "sector"):
        divided = defaultdict(list)
        for row in rows:
            divided[row[by]].append(row)
        whole = sum(row["outcome"] in ALLOCATED for row in rows) if by in ("agency", "sector") else None
        report = json.loads(call(app, "report", "--year", "2013-14", "--by", by, "--format", "json").out)
        assert report["rows"] == [
            {"name": name, **counted(lines, all_allocated=whole)}
            for name, lines in sorted(divided.items(), key=lambda part: part[0].casefold())
        ]
        assert report["total"] == {"name": "Total", **counted(rows, all_allocated=whole)}
        assert report["apart"] == []
    days = sorted({row["starts"][:10] for row in rows})
    for since, until in [(days[0], days[0]), (days[3], days[-4]), ("2013-04-01", days[10]), (days[-1], "2014-03-31")]:
        chosen = [row for row in rows if since <= row["starts"][:10] <= until]
        report = json.loads(call(app, "report", "--from", since, "--to", until, "--format", "json").out)
        assert report["total"] == {"name": "Total", **counted(chosen, all_allocated=None)}


def test_the_count_of_ones_own_is_the_published_one() -> None:
    """So that the two can't be wrong in the same way."""
    rows = register_rows()
    for course, (allocated, attended, attendance) in published().items():
        figures = counted([row for row in rows if course in (row["course"], "TOTAL")], all_allocated=None)
        assert (figures["places_allocated"], figures["attended"]) == (allocated, attended)
        assert figures["attendance_percent"] == attendance
