"""The report command: what it asks for, and its three formats."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from flask import Flask

from app.accounts.models import Sector
from app.booking.states import BookingState, Outcome
from app.core import clock
from app.programme.models import Strand
from tests.builders import a_booking, a_closed_register, a_course, a_past_session, a_session, a_user, an_agency
from tests.data.command_line import Said, call

COUNTS = [
    "sessions",
    "sessions_cancelled",
    "places_offered",
    "places_allocated",
    "places_registered",
    "attended",
    "walk_ins",
    "no_shows",
    "late_cancellations",
    "cancellations",
    "excused",
    "left_early",
    "late_refused",
    "registers_outstanding",
    "attendances",
    "uptake_percent",
    "attendance_percent",
]
FORMULA = '=HYPERLINK("http://example.org";"Neglect")'


@pytest.fixture
def figures(app: Flask) -> Flask:
    """Two sessions of the programme and a bespoke one, all yesterday's; names that a spreadsheet would run."""
    agency = an_agency("@SUM(A1)", Sector.HEALTH)
    for course in (a_course(FORMULA), a_course("Café, “Ł”"), a_course("-1+1", Strand.BESPOKE)):
        session = a_past_session(course, places=4)
        a_booking(session, a_user(agency=agency), Outcome.ATTENDED)
        a_booking(session, a_user(agency=None), Outcome.NO_SHOW)
        a_booking(session, a_user(agency=agency), Outcome.WALK_IN, state=BookingState.WALKED_IN)
        a_closed_register(session)
    return app


def as_rows(said: Said) -> list[dict[str, str]]:
    assert said.err == ""
    return list(csv.DictReader(io.StringIO(said.out)))


@pytest.mark.parametrize("by", ["course", "strand", "agency", "sector"])
def test_the_json_holds_what_scripts_rely_on_and_stdout_nothing_else(figures: Flask, by: str) -> None:
    said = call(figures, "report", "--year", "2026-27", "--by", by, "--format", "json")
    assert (said.code, said.err) == (0, "")
    report = json.loads(said.out)
    assert list(report) == ["period", "by", "rows", "total", "apart"]
    assert (report["period"], report["by"]) == ({"from": "2026-04-01", "to": "2027-03-31"}, by)
    shared = ["share_percent"] if by in ("agency", "sector") else []
    for row in report["rows"]:
        assert sorted(row) == sorted(["name", *COUNTS, *shared])
    assert sorted(set(report["total"]) - {"name"}) == sorted([*COUNTS, *shared])
    for row in report["apart"]:
        assert {"name", *COUNTS} <= set(row)


def test_the_json_keeps_names_as_they_are(figures: Flask) -> None:
    report = json.loads(call(figures, "report", "--format", "json").out)
    assert [row["name"] for row in report["rows"]] == [FORMULA, "Café, “Ł”"]
    assert [row["name"] for row in report["apart"]] == ["-1+1"]


def test_without_options_it_is_a_table_of_the_present_year_by_course(figures: Flask) -> None:
    said = call(figures, "report")
    lines = said.out.splitlines()
    assert " ".join(lines[0].split()) == "course sessions offered allocated attended uptake % attendance % attendances"
    assert len(lines) == 1 + 2 + 1 + 1
    assert lines[-2].split() == ["Total", "2", "8", "4", "2", "50", "50", "4"]
    assert lines[-1].startswith("-1+1 (bespoke, apart)")
    assert len({len(line) for line in lines}) == 1, "the columns stand under each other"


def test_the_table_says_no_data_where_there_is_none(app: Flask) -> None:
    last = call(app, "report").out.splitlines()[-1]
    assert " ".join(last.split()) == "Total 0 0 0 0 no data no data 0"


def test_the_csv_has_the_figures_of_the_json(figures: Flask) -> None:
    for by in ("course", "strand", "agency", "sector"):
        report = json.loads(call(figures, "report", "--by", by, "--format", "json").out)
        rows = as_rows(call(figures, "report", "--by", by, "--format", "csv"))
        lines = [*report["rows"], report["total"], *report["apart"]]
        assert [row["part"] for row in rows][: len(report["rows"]) + 1] == ["programme"] * len(report["rows"]) + [
            "total"
        ]
        for row, line in zip(rows, lines, strict=True):
            assert row[by].removeprefix("'") == line["name"]
            numbers = {name: "" if number is None else str(number) for name, number in line.items()}
            assert {name: row[name] for name in numbers if name in COUNTS} == {
                name: number for name, number in numbers.items() if name in COUNTS
            }


@pytest.mark.parametrize(("by", "name"), [("course", FORMULA), ("course", "-1+1"), ("agency", "@SUM(A1)")])
def test_no_cell_of_the_csv_runs_as_a_formula(figures: Flask, by: str, name: str) -> None:
    said = call(figures, "report", "--by", by, "--format", "csv")
    rows = as_rows(said)
    assert "'" + name in [row[by] for row in rows]
    cells = [cell for row in csv.reader(io.StringIO(said.out)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_any_dates_may_be_asked_for(figures: Flask) -> None:
    yesterday = clock.today() - timedelta(days=1)
    said = call(figures, "report", "--from", yesterday, "--to", yesterday, "--format", "json")
    report = json.loads(said.out)
    assert report["period"] == {"from": str(yesterday), "to": str(yesterday)}
    assert report["total"]["sessions"] == 2


def test_a_session_that_is_not_over_is_not_in_it(app: Flask) -> None:
    a_session(on=date(2026, 11, 24))
    report = json.loads(call(app, "report", "--format", "json").out)
    assert (report["rows"], report["total"]["sessions"]) == ([], 0)


def test_the_furthest_date_is_no_error(app: Flask) -> None:
    said = call(app, "report", "--from", "0001-01-01", "--to", "9999-12-31", "--format", "json")
    assert (said.code, said.err) == (0, "")


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (["--year", "2013-15"], "2013-15"),
        (["--year", "2013"], "'2013'"),
        (["--year", "2013/14"], "2013/14"),
        (["--year", "２０１３-14"], "not a programme year"),
        (["--year", "0000-01"], "not a programme year"),
        (["--year", "2013-14", "--from", "2013-04-01", "--to", "2013-04-30"], "--year"),
        (["--year", "2013-14", "--from", "2013-04-01"], "--year"),
        (["--from", "2013-04-01"], "--to"),
        (["--to", "2013-04-01"], "--from"),
        (["--from", "01/04/2013", "--to", "2013-04-30"], "01/04/2013"),
        (["--from", "2013-02-29", "--to", "2013-04-30"], "2013-02-29"),
        (["--from", "", "--to", ""], "--from"),
        (["--by", "venue"], "venue"),
        (["--format", "xml"], "xml"),
    ],
)
def test_wrong_usage_ends_with_2_and_a_reason(app: Flask, wrong: list[str], reason: str) -> None:
    said = call(app, "report", *wrong)
    assert (said.code, said.out) == (2, "")
    assert reason in said.err


def test_dates_the_wrong_way_round_are_refused(app: Flask) -> None:
    said = call(app, "report", "--from", "2013-04-30", "--to", "2013-04-01")
    assert (said.code, said.out) == (1, "")
    assert "--from is after --to" in said.err
