"""The report: by course, agency, sector and strand, with its chart and its file."""

import csv
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.accounts.models import Sector
from app.booking.states import Outcome
from app.programme.models import Strand
from tests.builders import a_booking, a_closed_register, a_course, a_manager, a_session, a_user, an_agency
from tests.journeys.browsing import heading, press, visit, words
from tests.journeys.live import Site
from tests.journeys.steps import sign_in
from tests.words import DATES_OUT_OF_ORDER, DOWNLOAD_AS_CSV


@pytest.fixture
def report(site: Site, desk: Page) -> Page:
    """Two courses that are over: police and schools came to one, schools alone to the other."""
    police, schools = an_agency("Anyshire Police", Sector.POLICE), an_agency("Schools", Sector.EDUCATION)
    neglect = a_session(a_course("Complex Neglect"), on=date(2026, 6, 4), places=4)
    lunch = a_session(a_course("LCSPR update", Strand.LUNCHTIME), on=date(2026, 9, 3), places=2)
    for session, agency, outcome in (
        (neglect, police, Outcome.ATTENDED),
        (neglect, police, Outcome.NO_SHOW),
        (neglect, schools, Outcome.ATTENDED),
        (lunch, schools, Outcome.ATTENDED),
    ):
        a_booking(session, a_user(agency=agency), outcome)
    a_closed_register(neglect)
    a_closed_register(lunch)
    sign_in(desk, a_manager())
    visit(desk, "/reports")
    return desk


def rows(page: Page) -> list[list[str]]:
    """Of the table of figures, the total last; what stands beneath a figure follows it."""
    table = page.get_by_role("table").first
    cells = [row.locator("th, td").all_inner_texts() for row in table.get_by_role("row").all()[1:]]
    return [[" ".join(words.split()) for words in row] for row in cells]


def test_the_year_is_told_by_course_strand_agency_and_sector(report: Page):
    neglect, lunch = ["1", "4", "3", "2", "75%", "67% 2 of 3"], ["1", "2", "1", "1", "50%", "100% 1 of 1"]
    police, schools = ["1", "2", "1", "50%", "50% 1 of 2"], ["2", "2", "2", "50%", "100% 2 of 2"]
    for by, first, second in (
        ("course", ["Complex Neglect", *neglect], ["LCSPR update", *lunch]),
        ("strand", ["Core topic", *neglect], ["Lunchtime", *lunch]),
        ("agency", ["Anyshire Police", *police], ["Schools", *schools]),
        ("sector", ["Education", *schools], ["Police", *police]),
    ):
        report.get_by_label("By", exact=True).select_option(by)
        press(report, "Show")
        heading(report).to_have_text(f"Report 2026-27, by {by}")
        assert [[row[0].removesuffix(" below the line"), *row[1:]] for row in rows(report)[:-1]] == [first, second]
        assert rows(report)[-1][0] == "Total"
        chart = report.get_by_role("img", name=f"Attendance by {by}, against the review line of 85%")
        expect(chart).to_contain_text("100%")
        expect(chart.locator(".bar--below")).to_have_count(1)


def test_the_file_holds_what_the_page_shows(report: Page, tmp_path: Path):
    with report.expect_download() as download:
        report.get_by_role("link", name=DOWNLOAD_AS_CSV).click()
    assert download.value.suggested_filename == "report-by-course-2026-04-01-to-2027-03-31.csv"
    download.value.save_as(tmp_path / "report.csv")
    with (tmp_path / "report.csv").open(newline="", encoding="utf-8-sig") as file:
        for_scripts, *lines = csv.DictReader(file)
    assert (for_scripts["Part"], for_scripts["Attendance %"]) == ("part", "attendance_percent")
    assert [(line["Part"], line["Course"], line["Attendance %"]) for line in lines] == [
        ("Planned programme", "Complex Neglect", "67"),
        ("Planned programme", "LCSPR update", "100"),
        ("Total", "Total", "75"),
    ]


def test_any_dates_can_be_asked_for_and_a_slip_is_said_in_words(report: Page):
    report.get_by_label("or from").fill("2026-09-01")
    report.get_by_label("to", exact=True).fill("2026-09-30")
    press(report, "Show")
    heading(report).to_have_text("Report Tue 1 Sep 2026 to Wed 30 Sep 2026, by course")
    assert [row[0] for row in rows(report)] == ["LCSPR update", "Total"]

    report.get_by_label("to", exact=True).fill("2026-08-01")
    press(report, "Show")
    words(report).to_contain_text(DATES_OUT_OF_ORDER)
