"""A quarter on one page of A4, kept as it was made."""

import io
from datetime import timedelta

import pytest
from flask import Flask
from pypdf import PdfReader

from app.attendance.registers.services import mark
from app.booking.models import Booking
from app.booking.states import Outcome
from app.core import clock
from app.core.database import db
from app.reporting.board_pack import papers, queries, services
from app.reporting.board_pack.refusals import PackChangeIsMissing, QuarterNotOver
from app.reporting.board_pack.rules import LONGEST_NOTE, LONGEST_SENTENCE, MOST_COURSES, as_version, content_of, fitting
from app.reporting.sections.rules import SectionTable
from tests.builders import a_manager
from tests.conftest import NOW, clock_at
from tests.page import Visitor
from tests.reporting.cases import a_session_with

YEAR, QUARTER = "2026-27", 3
LATER = NOW + timedelta(days=60)
"""In January 2027: the quarter is over."""


def keep(note: str = "", changes: str = "") -> int:
    told = queries.draft(YEAR, QUARTER, at=clock.now())
    kept = services.keep_pack(YEAR, QUARTER, told, note=note, changes=changes, by=a_manager(), at=clock.now())
    return kept.version


def pages_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_a_pack_is_one_page_with_its_table_and_stays_when_a_register_is_corrected(app: Flask) -> None:
    a_session_with(17, 3, "Neglect")
    with clock_at(LATER):
        manager = Visitor(app).sign_in(a_manager())
        page = manager.open_page("/reports/board-pack").click("October to December 2026")
        page = page.press("Keep this pack", note="A good quarter.")
        [link] = page.soup.select('a[href$="versions/1.pdf"]')
        given = manager.open_page(link["href"]).response.get_data()
        [told] = pages_of(given)
        assert "Neglect 20 17 85% Total 20 17 85%" in told
        assert "A good quarter." in told
        assert "17 of the 20 places allocated were attended" in told
        reader = PdfReader(io.BytesIO(given))
        assert {round(float(each)) for each in reader.pages[0].mediabox[2:]} == {595, 842}
        assert reader.trailer["/Root"]["/Lang"] == "en-GB"  # type: ignore[index]
        absent = db.session.query(Booking).filter_by(outcome=Outcome.NO_SHOW).first()
        assert absent
        mark(absent, Outcome.ATTENDED, by=a_manager(), at=clock.now(), why="She was there.")
        assert manager.open_page(link["href"]).response.get_data() == given
        with pytest.raises(PackChangeIsMissing):
            keep()
        assert keep(changes="A register was corrected.") == 2
        [told] = pages_of(queries.kept_bytes(YEAR, QUARTER, 2) or b"")
        assert "18 of the 20 places allocated were attended" in told
        assert "A register was corrected." in told


def test_a_quarter_that_isnt_over_is_read_as_a_draft_and_not_kept(app: Flask) -> None:
    a_session_with(5, 0)
    with pytest.raises(QuarterNotOver):
        keep()
    manager = Visitor(app).sign_in(a_manager())
    page = manager.open_page(f"/reports/board-pack/{YEAR}/{QUARTER}")
    assert "The quarter isn’t over" in page.words
    [told] = pages_of(manager.open_page(f"/reports/board-pack/{YEAR}/{QUARTER}/draft.pdf").response.get_data())
    assert "Draft" in told


def test_the_fullest_pack_is_still_one_page(app: Flask) -> None:
    for number in range(MOST_COURSES + 3):
        a_session_with(5 + number, 1, f"Course {number:02} on child protection processes and education as a factor")
    told = queries.draft(YEAR, QUARTER, at=NOW)
    told["parts"][2]["sentences"] = [f"“How useful was it?” {'most of them ' * 30}"[:LONGEST_SENTENCE]] * 8
    whole = as_version(told, version=2, on="1 May 2027", note="word " * (LONGEST_NOTE // 5), changes="word " * 60)
    [page] = pages_of(papers.pack_as_pdf(whole, at=NOW))
    assert "3 smaller courses more: they are in the total." in page


@pytest.mark.parametrize("address", ["2026-28/1", "2026-27/0", "2026-27/5", "x/1"])
def test_a_quarter_that_is_none_is_page_not_found(app: Flask, address: str) -> None:
    manager = Visitor(app).sign_in(a_manager())
    for end in ("", "/draft.pdf", "/versions/1.pdf"):
        assert manager.open_page(f"/reports/board-pack/{address}{end}").status == 404


def test_of_many_courses_the_largest_stand_in_the_table_and_long_words_are_cut() -> None:
    rows = [[f"Course {places}", f"{places:,}", "0", "0%"] for places in range(990, 1030)]
    table = fitting(SectionTable("By course", ["Course", "Places", "Attended", "%"], rows))
    assert [table.rows[0][1], table.rows[-1][1]] == ["1,029", "1,006"]
    assert table.notes[0].startswith("16 smaller courses more")
    told = content_of(YEAR, QUARTER, "P", [("Uptake", ["word " * 200])], table, "")["parts"][0]["sentences"][0]
    assert len(told) <= LONGEST_SENTENCE
    assert told.endswith("word…")
