"""The acceptance list: every sentence of the report of 2013-14, from its register and made-up data for the rest."""

import io
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from docx import Document
from flask import Flask
from pypdf import PdfReader

from app.reporting.annual_report import queries
from app.reporting.annual_report.models import ReportFileKind
from app.reporting.annual_report.queries import draft, published_bytes
from app.reporting.annual_report.rules import fingerprint
from app.reporting.annual_report.services import publish, write_part
from tests.builders import a_manager
from tests.conftest import clock_at
from tests.data.past_register import published, register_rows
from tests.page import Visitor
from tests.reporting.board_year import NEW, QUOTE, WHEN_TOLD, the_board_year
from tests.reporting.cases import cells

pytestmark = pytest.mark.lasts_long

YEAR = "2013-14"
FOOT = r"Training annual report 2013-14, version 1 Page \d+ of \d+ ?"
FOOTNOTE = "“% taken up”"

TOLD = (
    # uptake and attendance
    "1,350 places were available over 54 sessions of 12 courses. 1,327 were allocated: 98% taken up, up 2 points "
    "from 2012-13 (96%).",
    "1,144 of the 1,327 places allocated were attended: attendance was 86%, up 1 point from 2012-13 (85%).",
    "No session was cancelled: none for lack of interest.",
    "Attendance below 85% puts a course up for review: Basic Awareness (84%), Child Protection Process (83%), "
    "Neglect (83%) and Toxic Trio (82%).",
    f"2 new courses ran for the first time: {NEW[0]} and {NEW[1]}.",
    # told apart
    "Learning Week 2014: 2,143 attendances at 1 session.",
    "Exploitation, for social care Bespoke 1 57",
    "Systems review Bespoke 1 22",
    # who came
    "sectors came to the planned programme.",
    # charging
    "The booking terms were enforced: 3 charges were proposed for absences and late cancellations without a reason.",
    "0 were waived and 2 confirmed (£50)",
    # evaluation: returns against the norm, usefulness, learning, practice, managers, the four steps, quotes
    "6 sessions had post-course questionnaires: 60% returned (36 of 60), 60% on average over the courses; the "
    "researched norm is 33%.",
    "6 sessions had impact questionnaires: 55% returned (33 of 60), 55% on average over the courses",
    "So did most people in each of the 2 courses that can be shown.",
    "From before to after the course knowledge and confidence to practise improved, among the same people.",
    "“Have you changed anything in your practice because of this training?”",
    "“Since the training, how is their practice on this subject?”",
    "Training is evaluated in four steps",
    "in supervision, appraisal and day to day work",
    "18 of 20 files had a chronology.",
    f"“{QUOTE}”",
    # priorities, and what was learned beside the programme
    "Contextual safeguarding: ",
    "2 agencies were asked what they trained themselves, as the section 11 audit does; the returns of 2 are reviewed "
    "and accepted.",
    "They ran 2 courses and reached 201 people",
    "Content 2 2",
    "18 people were at 1 event run by others, such as regional workshops.",
    "Regional workshop The regional group",
    "7 people completed e-learning 7 times.",
    "Exploitation: a distance-learning package 7 7",
    # money
    "£12,993 of a budget of £76,000 was spent: £993 on sessions and £12,000 on what no session cost.",
    "Staff £64,000 £12,000 £52,000",
    "Programme and venues £12,000 £993 £11,007",
    # trainers and next year
    "2 trainers of 2 agencies gave 4 days.",
    "Anyshire Council 1 3",
    "For 2014-15,",
    "people are predicted to want a place on the planned programme",
    # how other areas count
    "Attendance, as here attended ÷ allocated, registers closed 1,144 of 1,327 86%",
    # the manager's own words
    "Children and young people chose what the conference was about.",
)


def test_every_sentence_that_the_board_was_told_stands_in_page_pdf_and_docx(app: Flask) -> None:
    with clock_at(WHEN_TOLD):
        the_board_year(app)
        manager = a_manager()
        foreword = queries.part_of(YEAR, "foreword")
        words = "Children and young people chose **what the conference was about**."
        write_part(YEAR, foreword, is_on=True, words=words, by=manager, at=WHEN_TOLD)  # type: ignore[arg-type]
        told = draft(YEAR, at=WHEN_TOLD)
        publish(told, seen=fingerprint(told), changes="", by=manager, at=WHEN_TOLD)
        page = Visitor(app).open_page(f"/annual-reports/{YEAR}")
    pdf, docx = (published_bytes(YEAR, 1, kind) or b"" for kind in ReportFileKind)
    of_pdf, of_docx = words_of_pdf(pdf), words_of_docx(docx)
    missing = {
        where: [said for said in TOLD if said not in written]
        for where, written in (("page", page.words), ("PDF", of_pdf), ("DOCX", of_docx))
    }
    assert missing == {"page": [], "PDF": [], "DOCX": []}
    the_published_table_is_there(page.soup, of_pdf, docx)
    people_and_sectors_are_those_of_the_register(page.soup)
    the_pdf_is_tagged(pdf)


def words_of_pdf(pdf: bytes) -> str:
    """As one reads it: over the ends of lines and of pages, whose foot is no part of a sentence."""
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
    return re.sub(FOOT, "", words).replace("- ", "-")


def words_of_docx(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    said = [paragraph.text for paragraph in document.paragraphs]
    said += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join(said).split())


def the_published_table_is_there(soup: BeautifulSoup, pdf: str, docx: bytes) -> None:
    """Cell for cell: places allocated, attended, attendance %, the total, and the footnote."""
    expected = [
        ["Total" if course == "TOTAL" else course, f"{allocated:,}", f"{attended:,}", f"{percent}%"]
        for course, (allocated, attended, percent) in published().items()
    ]
    headings = ["Course", "Places allocated", "Attended", "Attendance %"]
    [table] = [each for each in soup.find_all("table") if cells(each.thead.tr) == headings]
    on_page = [cells(line) for line in table.find_all("tr")[1:]]
    assert sorted(on_page) == sorted(expected)
    assert on_page[-1] == expected[-1]
    for row in expected:
        assert " ".join(row) in pdf, row
    [in_word] = [each for each in Document(io.BytesIO(docx)).tables if [c.text for c in each.rows[0].cells] == headings]
    assert [[cell.text for cell in row.cells] for row in in_word.rows[1:]] == on_page
    for words in (soup.get_text(" "), pdf, words_of_docx(docx)):
        assert FOOTNOTE in words


def people_and_sectors_are_those_of_the_register(soup: BeautifulSoup) -> None:
    """Counted a second time, from the file: people of each course to date, and the sector that most came from."""
    came = [row for row in register_rows() if row["outcome"] in ("attended", "walk-in")]
    of_allegations = [row for row in came if row["course"] == "Managing Allegations"]
    assert sum(row["outcome"] == "attended" for row in of_allegations) == 42
    by_sector: dict[str, set[str]] = {}
    for row in of_allegations:
        by_sector.setdefault(row["sector"], set()).add(row["email"])
    most = max(by_sector, key=lambda sector: len(by_sector[sector])).capitalize()
    people = len({row["email"] for row in of_allegations})
    [told] = [
        cells(line)
        for table in soup.find_all("table")
        if "Best represented" in cells(table.thead.tr)
        for line in table.find_all("tr")
        if cells(line)[0] == "Managing Allegations"
    ]
    assert told == ["Managing Allegations", most, f"{people:,}", f"{people + 9:,}"]


def the_pdf_is_tagged(pdf: bytes) -> None:
    """A title, a language, headings in order without a gap, tables with headings, and words for every chart."""
    reader = PdfReader(io.BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata
    assert reader.metadata.title == "Training annual report 2013-14, version 1"
    assert "pdfuaid:part" in (root["/Metadata"].get_data().decode())
    found = list(elements(root["/StructTreeRoot"]))
    kinds = [kind for kind, _ in found]
    levels = [int(kind[2:]) for kind in kinds if kind in ("/H1", "/H2", "/H3", "/H4")]
    assert levels[0] == 1
    assert kinds.count("/H1") == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    assert {"/TOC", "/Table", "/THead", "/TH", "/P"} <= set(kinds)
    figures = [words for kind, words in found if kind == "/Figure"]
    assert len(figures) == 2
    assert all("Managing Allegations, 95%" in words or "norm is 33%" in words for words in figures)


def elements(node: Any) -> list[tuple[str, str]]:
    """Every element of the structure with its alternative text, in reading order."""
    node = node.get_object()
    if isinstance(node, list):
        return [found for each in node for found in elements(each)]
    if not hasattr(node, "get"):
        return []
    here = [(str(node["/S"]), str(node.get("/Alt", "")))] if "/S" in node else []
    return here + (elements(node["/K"]) if "/K" in node else [])
