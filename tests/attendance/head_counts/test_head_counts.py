"""Open sessions have no names: how many came is counted, as attendances and in no percentage."""

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.models import Sector
from app.attendance.head_counts import services
from app.attendance.head_counts.refusals import HeadsUnclear, NotOpenToAll
from app.attendance.registers.models import HeadCount
from app.attendance.registers.queries_registers import registers_to_mark
from app.attendance.registers.refusals import NotOverYet
from app.core.database import db
from app.reporting.exporting.rules import as_csv, as_table
from app.reporting.figures import queries as reporting
from app.reporting.figures.rules import By
from tests.builders import a_course, a_manager, a_past_session, a_session
from tests.conftest import NOW
from tests.page import Visitor
from tests.words import SAVE_THE_COUNT


def test_heads_are_attendances_and_stay_out_of_uptake_and_attendance(app: Flask) -> None:
    session = a_past_session(a_course("How to… listen"), is_open=True)
    for how_many in (40, 43):
        services.count_heads(session, how_many, by=a_manager(), at=NOW)
    report = reporting.report(NOW.date() - timedelta(days=9), NOW.date(), By.COURSE, at=NOW)
    [row] = report.apart
    assert (row.name, row.kind, row.figures.attendances) == ("How to… listen", "open", 43)
    assert (row.figures.uptake_percent, row.figures.attendance_percent) == (None, None)
    assert report.total.attendances == 0
    assert report.as_numbers(row)["attendances"] == 43


@pytest.mark.parametrize("by", [By.COURSE, By.STRAND, By.SECTOR])
def test_heads_are_in_every_format_of_the_report(app: Flask, by: By) -> None:
    session = a_past_session(a_course("How to… listen"), is_open=True)
    services.count_heads(session, None, {Sector.POLICE: 43}, by=a_manager(), at=NOW)
    report = reporting.report(NOW.date() - timedelta(days=9), NOW.date(), by, at=NOW)
    [line] = [line for line in csv.DictReader(io.StringIO(as_csv(report))) if line["part"] == "open"]
    assert line["attendances"] == "43"
    heading, *_, last = as_table(report).splitlines()
    assert (heading.split()[-1], last.split()[-1]) == ("attendances", "43")


def test_what_is_booked_by_name_or_still_to_come_has_no_head_count(app: Flask) -> None:
    with pytest.raises(NotOpenToAll):
        services.count_heads(a_past_session(), 5, by=a_manager(), at=NOW)
    with pytest.raises(NotOverYet):
        services.count_heads(a_session(is_open=True), 5, by=a_manager(), at=NOW)
    with pytest.raises(HeadsUnclear):
        services.count_heads(a_past_session(is_open=True), None, by=a_manager(), at=NOW)


def test_heads_by_sector_stand_in_the_row_of_their_sector_and_the_rest_in_one_of_their_own(app: Flask) -> None:
    manager = a_manager()
    one, two = (a_past_session(is_open=True) for _ in range(2))
    services.count_heads(one, 40, {Sector.POLICE: 10, Sector.HEALTH: 25, Sector.JUSTICE: 0}, by=manager, at=NOW)
    services.count_heads(two, None, {Sector.POLICE: 3}, by=manager, at=NOW)
    services.count_heads(a_past_session(is_open=True), 7, by=manager, at=NOW)
    services.count_heads(a_past_session(is_open=True), 0, by=manager, at=NOW)
    report = reporting.report(NOW.date() - timedelta(days=9), NOW.date(), By.SECTOR, at=NOW)
    rows = {row.name: (row.kind, row.figures.sessions, row.figures.attendances) for row in report.apart}
    assert rows == {"health": ("open", 1, 25), "police": ("open", 2, 13), "Sector not known": ("open", 2, 12)}
    assert report.rows == []
    assert report.total.attendances == 0


def test_a_new_count_replaces_the_sectors_of_the_last(app: Flask) -> None:
    session, manager = a_past_session(is_open=True), a_manager()
    services.count_heads(session, 40, {Sector.POLICE: 10, Sector.HEALTH: 25}, by=manager, at=NOW)
    register = services.count_heads(session, 9, {Sector.POLICE: 9}, by=manager, at=NOW)
    assert (register.head_count, [(heads.sector, heads.how_many) for heads in register.heads_by_sector]) == (
        9,
        [(Sector.POLICE, 9)],
    )
    assert db.session.query(HeadCount).count() == 1


def test_sectors_above_the_total_are_refused_beside_it_and_alone_they_make_it(visitor: Visitor) -> None:
    session = a_past_session(is_open=True)
    page = visitor.sign_in(a_manager()).open_page(f"/registers/{session.id}/head-count")
    refused = page.press(SAVE_THE_COUNT, how_many="5", of_police="4", of_health="2")
    assert refused.error_beside("how_many").startswith("The sectors add up to 6")
    refused = page.press(SAVE_THE_COUNT, of_police="5001")
    assert refused.error_beside("of_police") == "Enter 5,000 at most"
    page = page.press(SAVE_THE_COUNT, of_police="4", of_health="2")
    assert "6 attendances counted" in page.notice
    page = visitor.open_page(f"/registers/{session.id}/head-count")
    assert page.soup.find(id="of_health")["value"] == "2"
    assert page.soup.find(id="of_justice").get("value", "") == ""


def test_the_office_counts_from_the_registers_page_and_is_not_nagged(visitor: Visitor) -> None:
    a_past_session(a_course("How to… listen"), is_open=True)
    assert registers_to_mark(at=NOW) == []
    page = visitor.sign_in(a_manager()).open_page("/registers")
    assert "Not counted yet" in page.words
    page = page.click("How to… listen")
    assert "Enter how many came" in page.press(SAVE_THE_COUNT).error_beside("how_many")
    page = page.press(SAVE_THE_COUNT, how_many="43")
    assert "43 attendances counted" in page.notice
    assert "43 attendances" in page.words


def test_what_is_not_counted_stays_on_the_list_and_on_today_however_old_it_is(visitor: Visitor) -> None:
    waiting = a_past_session(a_course("How to… wait"), days_ago=200, is_open=True)
    a_past_session(a_course("Imported talk"), days_ago=200, is_open=True, is_imported=True)
    for title, days_ago in (("Counted lately", 59), ("Counted long ago", 62)):
        counted = a_past_session(a_course(title), days_ago=days_ago, is_open=True)
        services.count_heads(counted, 3, by=a_manager(), at=NOW)
    visitor.sign_in(a_manager())
    titles = ("How to… wait", "Imported talk", "Counted lately", "Counted long ago")
    registers, today = visitor.open_page("/registers").words, visitor.open_page("/today").words
    assert [title in registers for title in titles] == [True, False, True, False]
    assert [title in today for title in titles] == [True, False, False, False]
    assert "1 open session to count" in today
    services.count_heads(waiting, 0, by=a_manager(), at=NOW)
    assert "to count" not in visitor.open_page("/today").words
