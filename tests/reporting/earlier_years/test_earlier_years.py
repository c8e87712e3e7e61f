"""Figures of earlier years, as they were given: kept apart, and beside ours where no register is kept."""

import io
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry, Verb
from app.core import clock
from app.core.database import db
from app.reporting.earlier_years.models import GivenFigures
from app.reporting.earlier_years.queries import given_year
from app.reporting.figures.queries import report
from app.reporting.figures.rules import By
from tests.data.everything import a_given_year, rows_in
from tests.data.past_register import ANNUAL, REGISTER, published
from tests.page import Page, Visitor
from tests.reporting.cases import a_session_with

HEADER = "year,course,sessions,places offered,places allocated,attended,attendance %,post-course issued,"
HEADER += "post-course returned,post-course return %,impact return %,knowledge change,matched"


def check(manager: Visitor, content: bytes, **typed: str) -> Page:
    page = manager.open_page("/reports/earlier-years")
    return page.press("Check the file", file=(io.BytesIO(content), "figures.csv"), **typed)


def figures(*lines: str) -> bytes:
    return "\n".join([HEADER, *lines]).encode()


def test_the_published_table_of_2013_14_is_given_as_it_is(manager: Visitor) -> None:
    page = check(manager, ANNUAL.read_bytes(), year="2013-14", source="Annual report")
    assert page.h1 == "Check the figures"
    assert rows_in(GivenFigures) == 0, "nothing is kept by looking"
    page = page.press("Keep these figures")
    assert "13 lines kept, marked as given" in page.notice
    given = given_year("2013-14")
    assert given is not None
    found = {line.title: (line.places_allocated, line.attended, line.attendance_percent) for line in given.courses}
    found["TOTAL"] = (given.total.places_allocated, given.total.attended, given.total.attendance_percent)
    assert found == published()
    entry = db.session.scalars(select(AuditEntry).filter_by(verb=Verb.GAVE_FIGURES)).one()
    assert (entry.data["year"], entry.data["source"]) == ("2013-14", "Annual report")
    page = manager.open_page("/reports/earlier-years/2013-14")
    assert "No register stands behind them" in page.words
    again = check(manager, ANNUAL.read_bytes(), year="2013-14")
    assert "Every line of this file stands already" in again.words


def test_a_line_given_again_replaces_what_stood_and_a_total_holds_what_is_known_in_all(manager: Visitor) -> None:
    a_given_year("2012-13")
    lines = (
        "2012-13,NEGLECT,,60,50,40,80,40,30,75,,1.4,28",
        "2012-13,DCACP,,,10,9,,,,,,,",
        "2012-13,Total,54,1350,60,,,,,60%,0.55,-0.25,",
    )
    page = check(manager, figures(*lines))
    assert "Replaces what was given" in page.words
    page.press("Keep these figures")
    given = given_year("2012-13")
    assert given is not None
    assert [(line.title, line.places_allocated) for line in given.courses] == [("DCACP", 10), ("Neglect", 50)]
    total = given.total
    assert (total.sessions, total.uptake_percent, total.post_percent, total.impact_percent) == (54, 4, 60, 55)
    assert (total.attended, total.post_issued, total.knowledge, total.confidence) == (49, None, -0.25, None)
    assert given.courses[1].knowledge == 1.4


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2013,Neglect,,,81,67,,,,,,,", "Line 2, year: “2013” isn’t a programme year"),
        ("2026-27,Neglect,,,81,67,,,,,,,", ""),
        ("2027-28,Neglect,,,81,67,,,,,,,", "Line 2, year: 2027-28 is still to come"),
        ("2013-14,,,,81,67,,,,,,,", "Line 2, course: is empty"),
        ("2013-14,Neglect,,,,,,,,,,,", "Line 2, course: the line gives no figure"),
        ("2013-14,Neglect,,,some,67,,,,,,,", "Line 2, places allocated: “some” isn’t a whole number"),
        ("2013-14,Neglect,,,67,81,,,,,,,", "Line 2, attended: 81 is more than the 67 places allocated"),
        ("2013-14,Neglect,,80,81,67,,,,,,,", "Line 2, places allocated: 81 is more than the 80 places offered"),
        ("2013-14,Neglect,,,,67,,,,,,,", "Line 2, places allocated: is empty, and attended is given"),
        ("2013-14,Neglect,,,81,67,90,,,,,,", "Line 2, attendance %: 90% is given, and 67 of 81 is 83%"),
        ("2013-14,Neglect,,,81,67,,30,40,,,,", "Line 2, post-course returned: 40 is more than the 30"),
        ("2013-14,Neglect,,,81,67,,40,30,60,,,", "Line 2, post-course return %: 60% is given, and 30 of 40 is 75%"),
        ("2013-14,Neglect,,,81,67,,,,160,,,", "Line 2, post-course return %: “160” isn’t a percentage"),
        ("2013-14,Neglect,,,81,67,,,,,,much,", "Line 2, knowledge change: “much” isn’t a number"),
    ],
)
def test_a_cell_that_is_wrong_is_named(manager: Visitor, line: str, said: str) -> None:
    page = check(manager, figures(line))
    if not said:
        assert page.h1 == "Check the figures"
        return
    assert any(said in words for words in page.problems), page.problems
    assert rows_in(GivenFigures) == 0


def test_what_contradicts_itself_or_says_no_year_is_refused(manager: Visitor) -> None:
    twice = check(manager, figures("2013-14,A,,,2,1,,,,,,,", "2013-14,a,,,2,1,,,,,,,", "2013-14,Total,,,5,2,,,,,,,"))
    assert twice.problems == [
        "Line 3, course: line 2 has the same course and year",
        "Line 4, places allocated: 5 is given in all, and the courses add up to 4",
    ]
    assert "Enter the programme year" in check(manager, ANNUAL.read_bytes()).error_beside("year")
    assert "no such column" in check(manager, b"course,shoe size\nA,9\n", year="2013-14").words


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_is_read(manager: Visitor, kind: str) -> None:
    template = manager.client.get(f"/reports/earlier-years/template.{kind}").data
    assert check(manager, template).h1 == "Check the figures"


def test_given_figures_stand_beside_ours_and_are_counted_in_none(manager: Visitor) -> None:
    a_session_with(17, 3, "Neglect")
    a_given_year("2025-26", places_offered=50, places_allocated=40, attended=34)
    before = report(date(2025, 4, 1), date(2026, 3, 31), By.COURSE, at=clock.now())
    assert not before.total.is_there, "none of it is ours"
    page = manager.open_page("/reports?year=2026-27&beside=last-year")
    section = page.words[page.words.index("Beside 2025-26, as given") :]
    assert "No register of 2025-26 is kept in Coursebook" in section
    assert "Neglect" in section
    assert "80%" in section, "allocated of offered, as given"
    for address in ("/reports?year=2026-27", "/reports?year=2026-27&beside=last-year&by=agency"):
        assert "Beside 2025-26, as given" not in manager.open_page(address).words
    assert b"85" in manager.client.get("/reports/report.csv?year=2026-27&beside=last-year").data
    assert b",40," not in manager.client.get("/reports/report.csv?year=2026-27&beside=last-year").data


def test_where_our_registers_are_kept_given_figures_are_not_used(manager: Visitor) -> None:
    page: Any = manager.open_page("/registers/import")
    page = page.press("Check the file", file=(io.BytesIO(REGISTER.read_bytes()), "register.csv"))
    page.press("Add 1,381 bookings")
    a_given_year("2013-14")
    page = manager.open_page("/reports?year=2014-15&beside=last-year")
    assert "They aren’t used here" in page.words
    entries = db.session.scalars(select(AuditEntry).filter_by(verb=Verb.IMPORTED_SESSION)).all()
    assert len(entries) == 54
    assert {entry.actor_id for entry in entries} != {None}, "who imported it is kept"
    assert sum(entry.data["bookings"] for entry in entries) == 1381


def test_the_figures_of_a_year_can_be_removed(manager: Visitor) -> None:
    a_given_year("2012-13")
    page = manager.open_page("/reports/earlier-years/2012-13").click("Remove the figures")
    assert "removed" in page.press("Remove them").notice
    assert rows_in(GivenFigures) == 0
