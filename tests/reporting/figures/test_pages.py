"""The report on a page and as a download."""

import csv
import io
from datetime import date, timedelta

import pytest

from app.core import clock
from app.reporting.figures.queries import report
from app.reporting.figures.rules import By, Report, ReportRow
from app.web.formatting import number, percent
from tests.builders import a_past_session, queries_counted
from tests.page import Visitor
from tests.reporting.cases import a_session_with, cells
from tests.words import CHOOSE_A_PROGRAMME_YEAR, DOWNLOAD_AS_CSV, GIVE_BOTH_DATES, PLACES_OFFERED, SHARE_OF_PLACES

YEAR = (date(2026, 4, 1), date(2027, 3, 31))


def told(by: By = By.COURSE, since: date = YEAR[0], until: date = YEAR[1]) -> Report:
    return report(since, until, by, at=clock.now())


@pytest.mark.parametrize("by", [*By])
def test_the_page_shows_what_the_query_counted(manager: Visitor, programme: None, by: By) -> None:
    page = manager.open_page(f"/reports?year=2026-27&by={by}")
    figures = told(by)

    def expected(row: ReportRow, names: list[str]) -> list[str]:
        counted = row.figures
        registered = counted.places_registered
        numerators = f" {counted.attended_registered} of {registered}" if registered else ""
        offered = [number(counted.places_offered)] if by.divides_sessions else []
        share = "–" if row.kind else percent(figures.share_percent(counted))
        return [
            *names,
            number(counted.sessions),
            *offered,
            number(counted.places_allocated),
            number(counted.attended),
            percent(counted.uptake_percent) if by.divides_sessions else share,
            f"{percent(counted.attendance_percent)}{numerators}",
        ]

    planned, apart, _ = page.soup.select("table")
    flag = " below the line"
    assert [cells(line) for line in planned.tbody.find_all("tr")] == [
        expected(row, [*row.labels[:-1], f"{row.labels[-1]}{flag if row.figures.is_below(85) else ''}"])
        for row in figures.rows
    ]
    assert cells(planned.tfoot.tr) == expected(figures.total_row, ["Total"])
    assert [cells(line) for line in apart.tbody.find_all("tr")] == [
        expected(row, [*row.labels[:-1], f"{row.labels[-1]} {row.kind}"]) for row in figures.apart
    ]


def test_definitions_and_their_numbers_stand_beside_the_percentages(manager: Visitor, programme: None) -> None:
    definitions = manager.open_page("/reports").soup.select_one(".cb-definitions").get_text(" ")
    for word in (PLACES_OFFERED, "Places allocated", "Uptake", "Attendance", "Walk-ins", "halves rounded up"):
        assert word in definitions
    assert "22 of 26" in definitions
    assert "1 register outstanding" in definitions
    assert "1 person" in definitions


def test_by_agency_the_share_of_places_is_defined_instead_of_uptake(manager: Visitor, programme: None) -> None:
    page = manager.open_page("/reports?by=agency")
    headings = [cells(line) for line in page.soup.select("table thead tr")]
    for heading in headings[:-1]:
        assert SHARE_OF_PLACES in heading
        assert not {"Uptake", PLACES_OFFERED} & set(heading)
    assert SHARE_OF_PLACES in page.soup.select_one(".cb-definitions").get_text()


def test_the_chart_has_a_bar_for_each_figure_of_the_table_and_the_line_at_85(manager: Visitor, programme: None) -> None:
    chart = manager.open_page("/reports").soup.select_one("svg")
    tracks, bars = chart.select("rect.track"), chart.select("rect.bar")
    assert len(bars) == 2, "a course without a figure has no bar"
    assert {track["width"] for track in tracks} == {"100%"}
    shares = [round(float(bar["width"].removesuffix("%"))) for bar in bars]
    assert shares == [83, 85]
    assert ["bar--below" in bar["class"] for bar in bars] == [True, False]
    lines = chart.select("line")
    assert [(line["x1"], line["x2"]) for line in lines] == [("85%", "85%")] * len(bars)
    words = [text.get_text() for text in chart.select("text")]
    assert {"review line 85%", "Below the line", "83%", "On the line", "85%"} <= set(words)
    assert chart.title.get_text()


def test_84_point_9_prints_as_85_and_its_bar_is_hollow(manager: Visitor) -> None:
    a_session_with(45, 8)
    page = manager.open_page("/reports")
    assert "85% 45 of 53" in cells(page.soup.select_one("table tbody tr"))
    assert page.soup.select("rect.bar--below")


def test_a_year_without_sessions_says_so_and_no_data(manager: Visitor) -> None:
    page = manager.open_page("/reports?year=1999-00")
    assert "No session of the planned programme" in page.words
    assert not page.soup.select("svg.cb-chart")
    assert "0 of 0" in page.words


def test_where_there_is_nothing_to_divide_by_the_page_says_no_data(manager: Visitor) -> None:
    a_past_session(places=0)
    assert cells(manager.open_page("/reports").soup.select_one("tbody tr"))[-2:] == ["no data", "no data"]


def test_the_form_asks_for_a_year_or_for_dates_and_for_a_division(manager: Visitor, programme: None) -> None:
    page = manager.open_page("/reports")
    assert page.h1 == "Report 2026-27, by course"
    page = page.press("Show", by="sector")
    assert page.h1 == "Report 2026-27, by sector"
    yesterday = clock.today() - timedelta(days=1)
    page = page.press("Show", **{"from": yesterday, "to": yesterday, "by": "strand"})
    assert page.h1 == "Report Sun 22 Nov 2026 to Sun 22 Nov 2026, by strand"
    assert cells(page.soup.select_one("tfoot tr"))[1] == "3"


@pytest.mark.parametrize(
    "asked",
    [
        "year=2013-15",
        "year=x",
        "from=2026-02-29&to=2026-03-01",
        "from=2026-04-01",
        "to=2026-04-01",
        "from=2026-05-01&to=2026-04-01",
        "from=x&to=%00",
    ],
)
def test_what_cannot_be_read_is_said_above_the_present_year(manager: Visitor, asked: str) -> None:
    for address in ("/reports", "/reports/report.csv"):
        page = manager.open_page(f"{address}?{asked}")
        assert page.status == 200
    page = manager.open_page(f"/reports?{asked}")
    assert page.soup.select_one("[role=alert]").get_text(strip=True)
    assert page.h1 == "Report 2026-27, by course"


@pytest.mark.parametrize("asked", ["from=0001-01-01&to=9999-12-31", "year=9998-99", "year=0001-02", "by=x", "year="])
def test_the_strangest_period_is_no_error(manager: Visitor, asked: str) -> None:
    for address in ("/reports", "/reports/report.csv"):
        assert manager.open_page(f"{address}?{asked}").status == 200


def test_names_are_shown_as_words_never_as_markup(manager: Visitor) -> None:
    title = '<b onclick="x">"&'
    a_session_with(1, 0, title)
    page = manager.open_page("/reports")
    assert cells(page.soup.select_one("tbody tr"))[0] == title
    assert not page.soup.find_all("b", onclick=True)


@pytest.mark.parametrize("by", [*By])
def test_the_download_holds_what_the_page_shows(manager: Visitor, programme: None, by: By) -> None:
    page = manager.open_page("/reports").press("Show", by=by.value).click(DOWNLOAD_AS_CSV)
    assert page.response.mimetype == "text/csv"
    assert f"report-by-{by}-2026-04-01-to-2027-03-31.csv" in page.response.headers["Content-Disposition"]
    people, machine, *lines = csv.reader(io.StringIO(page.response.get_data().decode("utf-8-sig")))
    assert people[: 1 + len(by.columns)] == ["Part", *by.headings]
    rows = [dict(zip(machine, line, strict=True)) for line in lines]
    planned = [row for row in rows if row["part"] == "Planned programme"]
    assert [tuple(row[name] for name in by.columns) for row in planned] == [row.labels for row in told(by).rows]
    for row, counted in zip(planned, told(by).rows, strict=True):
        numbers = told(by).as_numbers(counted)
        same = [name for name in numbers if name in row and name != "name"]
        assert {name: row[name] for name in same} == {
            name: "" if numbers[name] is None else str(numbers[name]) for name in same
        }
        assert row["below_review_line"] == ("yes" if counted.figures.is_below(85) else "")


def test_the_download_keeps_letters_of_every_language_and_runs_no_formula(manager: Visitor) -> None:
    for title in ("Łódź – “café”", "=1+1", "@here"):
        a_session_with(1, 0, title)
    written = manager.open_page("/reports/report.csv").response.get_data().decode("utf-8-sig")
    titles = [row["Course"] for row in csv.DictReader(io.StringIO(written)) if row["Part"] == "Planned programme"]
    assert sorted(titles) == sorted(["Łódź – “café”", "'=1+1", "'@here"])


def test_a_period_that_cant_be_read_gives_no_table_to_download_but_the_page_that_says_why(manager: Visitor) -> None:
    page = manager.open_page("/reports/report.csv?from=2026-13-01&to=2026-12-01")
    assert GIVE_BOTH_DATES in page.words


def test_a_year_that_is_none_is_told_so(manager: Visitor) -> None:
    assert CHOOSE_A_PROGRAMME_YEAR in manager.open_page("/reports?year=nonsense").words


@pytest.mark.parametrize("asked", ["by=course", "by=agency&detail=yes", "by=month&beside=last-year"])
def test_the_page_asks_the_database_as_often_for_a_large_year_as_for_a_small_one(manager: Visitor, asked: str) -> None:
    def counted() -> int:
        with queries_counted() as statements:
            assert manager.open_page(f"/reports?year=2026-27&{asked}").status == 200
        return len(statements)

    a_session_with(attended=2, absent=1)
    counted()
    before = counted()
    for title in ("Trio", "Suicide prevention", "Digital safeguarding"):
        a_session_with(attended=3, absent=2, title=title)
    assert counted() == before
