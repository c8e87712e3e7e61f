"""The report as a Word document, for those who put it into the partnership's own."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import _Row as WordRow
from docx.text.paragraph import Paragraph

from app.reporting.annual_report.papers import chart_as_picture, title_of
from app.reporting.annual_report.rules_markdown import as_blocks

WIDTH_OF_TEXT = Mm(160)
LISTS = {False: "List Bullet", True: "List Number"}


def report_as_docx(content: Mapping[str, Any]) -> bytes:
    """Headings, lists and tables by Word's own styles, so that they take on those of the document they go into."""
    document = Document()
    _describe(document, content)
    document.add_heading(content["title"], level=0)
    document.add_paragraph(f"{content['partnership']}. {content['period']}.")
    if content.get("version"):
        document.add_paragraph(f"Version {content['version']}, published {content['on']}.")
        for each in content["history"]:
            if each["changes"]:
                document.add_paragraph(f"Version {each['version']}, {each['on']}: {each['changes']}", "List Bullet")
    else:
        document.add_paragraph("Draft: nothing is published yet.")
    for part in content["parts"]:
        document.add_heading(part["title"], level=1)
        _write(document, as_blocks(part["words"]))
        _figures(document, part)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _describe(document: WordDocument, content: Mapping[str, Any]) -> None:
    about = document.core_properties
    about.title, about.author, about.language = title_of(content), content["partnership"], "en-GB"
    about.comments = ""
    normal = document.styles["Normal"].element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    normal.append(language)


def _figures(document: WordDocument, part: Mapping[str, Any]) -> None:
    for words in part["paragraphs"]:
        document.add_paragraph(words)
    for chart in part["charts"]:
        _chart(document, chart)
    for table in part["tables"]:
        _table(document, table)
    if part["quotes"]:
        document.add_heading("In their words", level=2)
    for quote in part["quotes"]:
        document.add_paragraph(f"“{quote['words']}” ({quote['who']})", "Quote")
    if part["source"]:
        document.add_paragraph(f"Source: {part['source']}").runs[0].italic = True


def _table(document: WordDocument, told: Mapping[str, Any]) -> None:
    document.add_heading(told["title"], level=2)
    table = document.add_table(rows=1, cols=len(told["headings"]), style="Light Grid Accent 1")
    _fill(table.rows[0], told["headings"], told["words"])
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for cells in told["rows"]:
        _fill(table.add_row(), cells, told["words"])
    if told["total"]:
        _fill(table.add_row(), told["total"], told["words"], is_bold=True)
    for note in told["notes"]:
        document.add_paragraph(note)


def _fill(row: WordRow, cells: Sequence[str], words: int, *, is_bold: bool = False) -> None:
    for place, (cell, said) in enumerate(zip(row.cells, cells, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.add_run(said).bold = is_bold or None
        if place >= words:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _chart(document: WordDocument, chart: Mapping[str, Any]) -> None:
    document.add_heading(chart["title"], level=2)
    picture = document.add_picture(io.BytesIO(chart_as_picture(chart)), width=WIDTH_OF_TEXT)
    picture._inline.docPr.set("descr", chart["alternative"])
    if chart["note"]:
        document.add_paragraph(chart["note"])


def _write(document: WordDocument, blocks: Iterable[Mapping[str, Any]], style: str | None = None) -> None:
    """The manager's words."""
    for block in blocks:
        if block["kind"] == "list":
            for item in block["items"]:
                _write(document, item, LISTS[block["is_ordered"]])
        elif block["kind"] == "quote":
            _write(document, block["blocks"], "Quote")
        elif block["kind"] == "heading":
            _runs(document.add_heading(level=block["level"] - 1), block["runs"])
        else:
            _runs(document.add_paragraph(style=style), block["runs"])


def _runs(paragraph: Paragraph, runs: Iterable[Mapping[str, Any]]) -> None:
    """A link is written out behind its words, so that it survives being printed."""
    for each in runs:
        run = paragraph.add_run(each["words"])
        run.bold, run.italic = each["bold"] or None, each["italic"] or None
        if each["link"] and each["link"] != each["words"]:
            paragraph.add_run(f" ({each['link']})")
