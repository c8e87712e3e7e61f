"""Open sessions have no names: how many came is counted, as attendances and in no percentage."""

from datetime import timedelta

import pytest
from flask import Flask

from app.attendance import services
from app.attendance.models import NotOpenToAll, NotOverYet
from app.attendance.queries import registers_to_mark
from app.reporting import queries as reporting
from app.reporting.rules import By
from tests.builders import a_course, a_manager, a_past_session, a_session
from tests.conftest import NOW
from tests.page import Visitor


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


def test_what_is_booked_by_name_or_still_to_come_has_no_head_count(app: Flask) -> None:
    with pytest.raises(NotOpenToAll):
        services.count_heads(a_past_session(), 5, by=a_manager(), at=NOW)
    with pytest.raises(NotOverYet):
        services.count_heads(a_session(is_open=True), 5, by=a_manager(), at=NOW)


def test_the_office_counts_from_the_registers_page_and_is_not_nagged(visitor: Visitor) -> None:
    a_past_session(a_course("How to… listen"), is_open=True)
    assert registers_to_mark(at=NOW) == []
    page = visitor.sign_in(a_manager()).open_page("/registers")
    assert "Not counted yet" in page.words
    page = page.click("How to… listen")
    assert "Enter how many came" in page.press("Save the count").error_beside("how_many")
    page = page.press("Save the count", how_many="43")
    assert "43 attendances counted" in page.notice
    assert "43 attendances" in page.words
