"""The report on a page and as a download, and the manager's first page."""

import csv
import io
from datetime import date, timedelta

import pytest
from flask import Flask

from app.accounts.models import Sector
from app.booking.states import BookingState, Outcome
from app.charging.models import ChargeState
from app.core import clock
from app.core.roles import Role
from app.evaluation.stages import Stage
from app.notifications.models import MessageState
from app.operations.heartbeats.models import Process
from app.operations.heartbeats.rules import JobState
from app.programme.models import Strand
from app.programme.models_sessions import Day, SessionState
from app.reporting.queries import report
from app.reporting.rules import By, Report, ReportRow, as_csv
from app.web.formatting import number, percent
from tests.builders import (
    HALF_DAY,
    a_booking,
    a_closed_register,
    a_course,
    a_heartbeat,
    a_manager,
    a_past_session,
    a_session,
    a_user,
    an_agency,
    queries_counted,
)
from tests.conftest import NOW, clock_at
from tests.data.everything import (
    a_charge,
    a_message,
    a_questionnaire,
    an_issued,
    an_undeliverable_address,
    bookings_of_many,
)
from tests.page import Visitor
from tests.words import CHOOSE_A_PROGRAMME_YEAR, DOWNLOAD_AS_CSV, GIVE_BOTH_DATES, PLACES_OFFERED, SHARE_OF_PLACES

YEAR = (date(2026, 4, 1), date(2027, 3, 31))
PLACES_TO_GO = ["/registers", "/charges", "/outbox?state=failed", "/outbox?state=retrying", "/manage/programme"]


@pytest.fixture
def manager(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def a_session_with(attended: int, absent: int, title: str = "Neglect", **more: object) -> None:
    """Yesterday's, closed, with so many who attended and who didn't."""
    session = a_past_session(a_course(title, **more), places=attended + absent + 1)
    school = an_agency(sector=Sector.EDUCATION)
    bookings_of_many(session, school, [Outcome.ATTENDED] * attended + [Outcome.NO_SHOW] * absent)
    a_closed_register(session)


@pytest.fixture
def programme(app: Flask) -> None:
    """Two courses of the programme, one of them below the review line, and a bespoke one."""
    a_session_with(17, 3, "On the line")
    a_session_with(5, 1, "Below the line")
    a_session_with(2, 0, "For one team", strand=Strand.BESPOKE)
    session = a_past_session(a_course("A register to mark"))
    a_booking(session, a_user(agency=None))
    a_booking(session, a_user(agency=None), Outcome.WALK_IN, state=BookingState.WALKED_IN)


def told(by: By = By.COURSE, since: date = YEAR[0], until: date = YEAR[1]) -> Report:
    return report(since, until, by, at=clock.now())


def cells(line: object) -> list[str]:
    return [" ".join(cell.get_text(" ").split()) for cell in line.find_all(["th", "td"])]  # type: ignore[attr-defined]


# --- The report's page ---


@pytest.mark.parametrize("by", [*By])
def test_the_page_shows_what_the_query_counted(manager: Visitor, programme: None, by: By) -> None:
    page = manager.open_page(f"/reports?year=2026-27&by={by}")
    figures = told(by)

    def expected(row: ReportRow, name: str) -> list[str]:
        counted = row.figures
        registered = counted.places_registered
        numerators = f" {counted.attended_registered} of {registered}" if registered else ""
        offered = [number(counted.places_offered)] if by.divides_sessions else []
        share = "–" if row.kind else percent(figures.share_percent(counted))
        return [
            name,
            number(counted.sessions),
            *offered,
            number(counted.places_allocated),
            number(counted.attended),
            percent(counted.uptake_percent) if by.divides_sessions else share,
            f"{percent(counted.attendance_percent)}{numerators}",
        ]

    planned, apart = page.soup.select("table")
    assert [cells(line) for line in planned.tbody.find_all("tr")] == [expected(row, row.name) for row in figures.rows]
    assert cells(planned.tfoot.tr) == expected(figures.total_row, "Total")
    assert [cells(line) for line in apart.tbody.find_all("tr")] == [
        expected(row, f"{row.name} {row.kind}") for row in figures.apart
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
    for heading in headings:
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
    page = manager.open_page("/reports").press("Show", by=by).click(DOWNLOAD_AS_CSV)
    assert page.response.mimetype == "text/csv"
    assert f"report-by-{by}-2026-04-01-to-2027-03-31.csv" in page.response.headers["Content-Disposition"]
    written = page.response.get_data(as_text=True)
    assert written == as_csv(told(by))
    rows = list(csv.DictReader(io.StringIO(written)))
    assert [row[by] for row in rows if row["part"] == "programme"] == [row.name for row in told(by).rows]


def test_the_download_keeps_letters_of_every_language_and_runs_no_formula(manager: Visitor) -> None:
    for title in ("Łódź – “café”", "=1+1", "@here"):
        a_session_with(1, 0, title)
    written = manager.open_page("/reports/report.csv").response.get_data().decode("utf-8-sig")
    titles = [row["course"] for row in csv.DictReader(io.StringIO(written)) if row["part"] == "programme"]
    assert sorted(titles) == sorted(["Łódź – “café”", "'=1+1", "'@here"])


# --- Today ---


def test_when_nothing_needs_a_hand_today_says_so(manager: Visitor) -> None:
    a_heartbeat(Process.SCHEDULER)
    page = manager.open_page("/today")
    assert page.h1 == "Today, Monday 23 November"
    assert "Nothing needs a hand. Everything runs by itself." in page.words
    assert page.soup.select_one(".cb-note--trouble") is None
    assert "0 of 0" not in page.words
    assert "No course is below it this year" in page.words


def test_today_tells_first_of_all_what_stands_still(manager: Visitor) -> None:
    with queries_counted() as before:
        page = manager.open_page("/today")
    assert "The scheduler is not running. Nobody gets joining details" in page.words
    assert "Nothing else needs a hand." in page.words
    assert "runs by itself" not in page.words
    for hours in range(1, 6):
        a_heartbeat(Process.SCHEDULER, at=NOW - timedelta(hours=hours), send_reminders=JobState(every=15))
    with queries_counted() as after:
        page = manager.open_page("/today")
    assert "The scheduler has stopped, since 9am, Monday 23 November." in page.words
    assert len(after) == len(before)
    assert page.click("How it runs").h1 == "How it runs"


def test_a_session_that_is_not_over_is_said_to_be_under_way(manager: Visitor) -> None:
    """Its register can be marked from an hour before the start, and is outstanding only once it has ended."""
    two_days = [Day(clock.today() + timedelta(days=days), *HALF_DAY) for days in (0, 1)]
    a_session(days=two_days)
    a_past_session()
    with clock_at(NOW + timedelta(hours=8)):
        assert "2 registers to mark, 1 of a session that isn’t over" in manager.open_page("/today").words


def test_today_lists_what_needs_a_hand_with_a_way_to_it(manager: Visitor, programme: None) -> None:
    over = a_past_session(days_ago=40)
    a_charge(a_booking(over, outcome=Outcome.NO_SHOW), pence=5000, state=ChargeState.UNEXPLAINED)
    a_charge(a_booking(over, outcome=Outcome.NO_SHOW), state=ChargeState.ASKED)
    a_message("1", state=MessageState.FAILED)
    a_message("2", state=MessageState.RETRYING)
    a_session(state=SessionState.DRAFT)
    page = manager.open_page("/today")
    things = {link["href"]: " ".join(link.parent.get_text(" ").split()) for link in page.soup.select(".cb-todo a")}
    assert list(things) == PLACES_TO_GO
    assert things["/registers"].startswith("2 registers to mark")
    assert "A register to mark, Sun 22 Nov 2026" in things["/registers"]
    assert things["/charges"].startswith("1 charge to decide, 1 waiting for a reason £50 proposed")
    assert things["/outbox?state=failed"].startswith("1 message that could not be delivered")
    assert things["/manage/programme"].startswith("1 draft to publish")
    for address in things:
        assert manager.open_page(address).status == 200


def test_a_register_is_on_todays_list_from_an_hour_before_the_start_until_it_is_closed(manager: Visitor) -> None:
    session = a_session(a_course("Neglect"), on=clock.today() + timedelta(days=1))
    for before, listed in [(timedelta(minutes=61), False), (timedelta(minutes=60), True)]:
        with clock_at(session.starts_at - before):
            assert ("Neglect" in manager.open_page("/today").words) is listed
    with clock_at(session.ends_at + timedelta(days=30)):
        assert "Neglect" in manager.open_page("/today").soup.select_one(".cb-todo").get_text()
        a_closed_register(session)
        assert manager.open_page("/today").soup.select_one(".cb-todo") is None


def test_today_shows_the_year_so_far_against_the_same_days_last_year(manager: Visitor) -> None:
    a_session_with(9, 1, "This year")
    for on, attended in ((date(2025, 11, 20), 1), (date(2025, 11, 24), 0)):
        session = a_session(on=on, places=2)
        a_booking(session, outcome=Outcome.ATTENDED if attended else Outcome.NO_SHOW)
        a_closed_register(session)
    tiles = {
        tile.span.get_text(): (tile.b.get_text(strip=True), " ".join(tile.em.get_text().split()))
        for tile in manager.open_page("/today").soup.select(".cb-tile")
    }
    assert tiles[PLACES_OFFERED] == ("11", "1 session")
    assert tiles["Uptake"] == ("91%", "10 of 11 · up 41 points")
    assert tiles["Attendance"] == ("90%", "9 of 10 · down 10 points")
    assert tiles["Post questionnaires"] == ("no data", "none has closed yet")


def test_today_shows_the_return_rate_of_questionnaires_that_have_closed(manager: Visitor) -> None:
    session = a_past_session(days_ago=60)
    questionnaire = a_questionnaire(stage=Stage.POST_COURSE)
    over, now = clock.now() - timedelta(days=1), clock.now()
    issued_at = now - timedelta(days=50)
    for closes_at, answered_at in [(over, over), (over, None), (over, over), (now + timedelta(days=1), None)]:
        booking = a_booking(session, outcome=Outcome.ATTENDED)
        an_issued(booking, questionnaire, issued_at=issued_at, closes_at=closes_at, answered_at=answered_at)
    (tile,) = [tile for tile in manager.open_page("/today").soup.select(".cb-tile") if "Post" in tile.span.get_text()]
    assert (tile.b.get_text(strip=True), " ".join(tile.em.get_text().split())) == ("67%", "2 of 3")


def test_today_names_the_courses_below_the_review_line_and_no_others(manager: Visitor, programme: None) -> None:
    table = manager.open_page("/today").soup.select_one("table tbody")
    assert [cells(line) for line in table.find_all("tr")] == [["Below the line", "1", "6", "5", "83%"]]


def test_someone_of_the_training_team_begins_at_today(visitor: Visitor) -> None:
    officer = a_user(Role.TRAINING_OFFICER)
    page = visitor.sign_in(officer).open_page("/today")
    assert page.soup.select_one(".cb-nav [aria-current]").get_text() == "Today"


def test_a_period_that_cant_be_read_gives_no_table_to_download_but_the_page_that_says_why(manager: Visitor) -> None:
    page = manager.open_page("/reports/report.csv?from=2026-13-01&to=2026-12-01")
    assert GIVE_BOTH_DATES in page.words


def test_a_year_that_is_none_is_told_so(manager: Visitor) -> None:
    assert CHOOSE_A_PROGRAMME_YEAR in manager.open_page("/reports?year=nonsense").words


def test_today_says_how_many_addresses_mail_does_not_reach(visitor: Visitor) -> None:
    today = visitor.sign_in(a_manager())
    assert "mail doesn’t reach" not in today.open_page("/today").words
    an_undeliverable_address()
    page = today.open_page("/today")
    assert "address that mail doesn’t reach" in page.words
    assert page.soup.select_one('.cb-todo a[href="/outbox/bounces"]')
