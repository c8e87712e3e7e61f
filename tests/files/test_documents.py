"""PDF and spreadsheets: what people are called survives, and nothing they are called runs."""

import io
from datetime import date
from pathlib import Path

import pypdf
import pytest
from flask import Flask
from openpyxl import load_workbook

from app.core import clock
from app.files.documents import typeset
from app.files.spreadsheets import as_csv, as_workbook, as_xlsx

NAMES = ["Siân O’Łęcka", "#x @y $z", "*bold* _it_ \\ <a> `b` ~ [c] // d", "李小龙 😀", "Олена"]


@pytest.fixture
def template(app: Flask, tmp_path, monkeypatch) -> str:
    """A document of the kind that rooms write."""
    (tmp_path / "layout").mkdir()
    source = f"{app.template_folder}/layout/document.typ"
    (tmp_path / "layout" / "document.typ").write_text(Path(source).read_text())
    (tmp_path / "trial.typ").write_text(
        '#import "/layout/document.typ": *\n#show: document-of\n#masthead()\n= #data.title\n#data.name\n'
    )
    monkeypatch.setattr(app, "template_folder", str(tmp_path))
    return "trial.typ"


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize("name", NAMES[:3] + NAMES[4:])
def test_a_name_stands_in_a_pdf_as_it_was_given(app: Flask, template: str, name: str) -> None:
    content = typeset(template, {"name": name}, title="Certificate", at=clock.now())
    assert name in text_of(content)
    assert pypdf.PdfReader(io.BytesIO(content)).metadata.title == "Certificate"


def test_a_character_that_no_typeface_has_stops_no_document(app: Flask, template: str) -> None:
    assert "Certificate" in text_of(typeset(template, {"name": "李小龙 😀"}, title="Certificate", at=clock.now()))


def test_documents_are_tagged_and_the_same_data_give_the_same_bytes(app: Flask, template: str) -> None:
    made = [typeset(template, {"name": "Person"}, title="Certificate", at=clock.now()) for _ in range(2)]
    assert made[0] == made[1]
    assert pypdf.PdfReader(io.BytesIO(made[0])).trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_the_logo_of_the_settings_is_on_it(
    app: Flask, template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = typeset(template, {"name": "Person"}, title="Certificate", at=clock.now())
    logo = tmp_path / "logo.svg"
    logo.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>')
    monkeypatch.setitem(app.config, "PARTNERSHIP_LOGO", str(logo))
    assert len(typeset(template, {"name": "Person"}, title="Certificate", at=clock.now())) > len(without)


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"]


@pytest.mark.parametrize("words", FORMULAS)
def test_no_cell_of_a_csv_runs_as_a_formula(words: str) -> None:
    assert f"'{words}" in as_csv(["name"], [[words]]).decode("utf-8-sig")


@pytest.mark.parametrize("words", [*FORMULAS, *NAMES])
def test_no_cell_of_a_spreadsheet_runs_as_a_formula(words: str) -> None:
    content = as_xlsx(["name", "day", "pence"], [[words, date(2026, 12, 3), 2500]], sheet="Bills", made_at=clock.now())
    name, day, pence = next(load_workbook(io.BytesIO(content))["Bills"].iter_rows(min_row=2))
    assert (name.value, name.data_type) == (words, "s")
    assert (day.value.date(), pence.value) == (date(2026, 12, 3), 2500)


def test_a_workbook_has_several_sheets_and_no_formula_in_any() -> None:
    sheets = {name: (["words"], [[words] for words in FORMULAS]) for name in ("Answers", "Codebook")}
    book = load_workbook(io.BytesIO(as_workbook(sheets, made_at=clock.now())))
    assert book.sheetnames == ["Answers", "Codebook"]
    for sheet in book:
        cells = [(row[0].value, row[0].data_type) for row in sheet.iter_rows(min_row=2)]
        assert cells == [(words, "s") for words in FORMULAS]
        assert sheet.freeze_panes == "A2"


def test_the_same_rows_make_the_same_spreadsheet() -> None:
    made = [as_xlsx(["name"], [["Person"]], sheet="Bills", made_at=clock.now()) for _ in range(2)]
    assert made[0] == made[1]
