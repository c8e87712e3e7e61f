"""What was found by attacking the running application at c511058, each finding by its number: it stays impossible."""

import io
import zipfile

import pytest

from app.files import spreadsheets, tables
from app.files.tables import BrokenWorkbook, Expected, Unreadable, read_table
from tests.conftest import NOW

EXPECTED = Expected(table="list", row="person", columns="name, address", most_rows=2000, most_text=1_000_000)
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET, TEXTS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"


def workbook(**parts: str) -> bytes:
    """A workbook of ours, with some of its parts written by somebody else."""
    named = {"sheet": SHEET, "texts": TEXTS, "styles": STYLES}
    written = {named[name]: content for name, content in parts.items()}
    ours = zipfile.ZipFile(io.BytesIO(spreadsheets.as_xlsx(["name"], [["Ann"]], sheet="People", made_at=NOW)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as forged:
        for name in {*ours.namelist(), *written}:
            forged.writestr(name, written.get(name) or ours.read(name))
    return out.getvalue()


def sheet(rows: str) -> str:
    return f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"


def nested(tag: str, times: int, inside: str = "") -> str:
    return f"<{tag}>" * times + inside + f"</{tag}>" * times


HOSTILE = {
    "rows inside rows": {"sheet": sheet(nested("row", 300_000))},
    "few rows inside rows, often": {"sheet": sheet(nested("row", 30) * 5_000)},
    "cells inside cells": {"sheet": sheet(f"<row>{nested('c', 300_000)}</row>")},
    "texts inside texts": {"texts": f"<sst {MAIN}>{nested('si', 200_000, '<t>x</t>')}</sst>"},
    "sheets inside sheets": {"sheet": f"<worksheet {MAIN}>{nested('sheetData', 100_000)}</worksheet>"},
    "depth": {"styles": f"<styleSheet {MAIN}>{nested('x', 100_000)}</styleSheet>"},
    "elements without end": {"sheet": sheet("<row/>" * 700_000)},
    "entities": {
        "sheet": '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        + sheet('<row><c t="inlineStr"><is><t>&b;</t></is></c></row>')
    },
}


@pytest.mark.parametrize("parts", HOSTILE.values(), ids=HOSTILE.keys())
def test_finding_6_a_small_workbook_that_would_cost_much_is_refused_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch, parts: dict[str, str]
) -> None:
    """Found: nested rows in an XLSX file of 60 kB cost seconds."""
    content = workbook(**parts)
    assert len(content) < 60_000

    def must_not_be_asked(*given: object, **more: object) -> None:
        pytest.fail("the reader was asked to read it")

    monkeypatch.setattr(tables, "load_workbook", must_not_be_asked)
    with pytest.raises(Unreadable) as refused:
        read_table(content, "list.xlsx", EXPECTED)
    assert "XLSX file" in refused.value.message


def test_finding_6_a_part_larger_than_it_says_is_not_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The declared sizes bound what is unpacked, so a part must not go on beyond its own."""
    content = workbook(sheet=sheet("<row/>" * 100_000))
    size = len(sheet("<row/>" * 100_000)).to_bytes(4, "little")
    assert content.count(size) == 2
    with pytest.raises(BrokenWorkbook):
        read_table(content.replace(size, (500).to_bytes(4, "little")), "list.xlsx", EXPECTED)


def test_finding_6_what_the_office_keeps_is_read_as_before() -> None:
    rows = [[f"Person {number}", *["words"] * 39] for number in range(2000)]
    header = ["name", *(f"column {number}" for number in range(39))]
    content = spreadsheets.as_xlsx(header, rows, sheet="People", made_at=NOW)
    assert len(read_table(content, "list.xlsx", EXPECTED).lines) == 2000
