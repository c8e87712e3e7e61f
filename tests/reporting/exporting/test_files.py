"""The published table of a past year, cell for cell: on the page, as CSV and as XLSX."""

import csv
import io
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from app.files.spreadsheets import XLSX
from app.reporting.exporting import manage as exporting
from tests.data.command_line import call
from tests.data.past_register import REGISTER, published
from tests.page import Visitor
from tests.reporting.cases import cells


def published_lines() -> list[tuple[str, int, int, int]]:
    """Course, places allocated, attended and attendance in percent: the total last, the rest by name."""
    lines = [(name if name != "TOTAL" else "Total", *numbers) for name, numbers in published().items()]
    return sorted(lines, key=lambda line: (line[0] == "Total", line[0].casefold()))


def test_the_register_of_2013_14_gives_the_published_table_on_the_page(app: Flask, manager: Visitor) -> None:
    assert call(app, "import-register", REGISTER).code == 0
    table = manager.open_page("/reports?year=2013-14").soup.select_one("table")
    assert table is not None
    lines = [cells(line) for line in [*table.tbody.find_all("tr"), table.tfoot.tr]]  # type: ignore[union-attr]
    shown = [
        (line[0].removesuffix(" below the line"), int(line[3].replace(",", "")), int(line[4].replace(",", "")))
        for line in lines
    ]
    assert shown == [line[:3] for line in published_lines()]
    assert [line[6].split("%")[0] for line in lines] == [str(line[3]) for line in published_lines()]


def test_the_same_as_csv_with_headings_for_people_and_names_for_scripts(app: Flask, manager: Visitor) -> None:
    assert call(app, "import-register", REGISTER).code == 0
    written = manager.open_page("/reports/report.csv?year=2013-14").response.get_data().decode("utf-8-sig")
    people, machine, *lines = csv.reader(io.StringIO(written))
    assert (people[:3], machine[:3]) == (["Part", "Course", "Sessions"], ["part", "course", "sessions"])
    assert_published([dict(zip(machine, line, strict=True)) for line in lines], int)


def test_the_same_as_xlsx_with_real_numbers_and_a_sheet_of_definitions(app: Flask, manager: Visitor) -> None:
    assert call(app, "import-register", REGISTER).code == 0
    response = manager.open_page("/reports/report.xlsx?year=2013-14").response
    assert response.mimetype == XLSX
    book = load_workbook(io.BytesIO(response.get_data()))
    assert book.sheetnames == ["Figures", "Sessions cancelled", "Definitions", "How other areas count"]
    figures, cancelled, definitions, _ = book.worksheets
    assert [*cancelled.values][1] == ("lack of interest", 0)
    written = manager.open_page("/reports/cancelled.csv?year=2013-14").response.get_data().decode("utf-8-sig")
    assert written.splitlines() == ["Reason,Sessions", "lack of interest,0"]
    assert figures.freeze_panes == "A2"
    header, *lines = figures.iter_rows(values_only=True)
    called = {row[0]: row[2] for row in definitions.iter_rows(min_row=2, values_only=True)}
    machine = [called.get(heading, str(heading).lower()) for heading in header]
    rows = [dict(zip(machine, line, strict=True)) for line in lines]
    assert {type(row["places_allocated"]) for row in rows} == {int}
    assert_published(rows, lambda number: number)
    assert set(header[2:]) <= set(called), "each figure is defined"


def assert_published(rows: list[dict[str, Any]], number: Any) -> None:
    names = ("places_allocated", "attended", "attendance_percent")
    assert [(row["course"], *(number(row[name]) for name in names)) for row in rows] == published_lines()
    below = [row["course"] for row in rows if row["below_review_line"] == "yes" and row["course"] != "Total"]
    assert below == [line[0] for line in published_lines()[:-1] if 100 * line[2] < 85 * line[1]]


def test_a_report_of_many_rows_is_written_row_by_row_and_says_the_same(
    app: Flask, manager: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call(app, "import-register", REGISTER).code == 0
    address = "/reports/report.xlsx?year=2013-14&by=agency-and-course"

    def sheets() -> list[list[tuple[Any, ...]]]:
        book = load_workbook(io.BytesIO(manager.open_page(address).response.get_data()))
        return [list(sheet.values) for sheet in book.worksheets]

    usual = sheets()
    monkeypatch.setattr(exporting, "MANY_ROWS", 1)
    assert sheets() == usual


def test_what_cannot_be_read_leads_back_to_the_page(manager: Visitor) -> None:
    page = manager.open_page("/reports/report.xlsx?year=nonsense")
    assert page.h1.startswith("Report 2026-27")
