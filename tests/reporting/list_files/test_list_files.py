"""The bookings beneath a figure as a file: asked for, written by a job, and gone after a day."""

import csv
import io
import tracemalloc
from datetime import timedelta

import pytest
from flask import Flask
from openpyxl import load_workbook

from app.audit.models import AuditEntry, Verb
from app.booking.states import Outcome
from app.core import clock
from app.core.database import db
from app.files.large_tables import LargeTables, LargeWorkbook, OneCsv
from app.reporting.beneath import queries as beneath
from app.reporting.list_files import jobs, services
from app.reporting.list_files.models import LEASE, FileForm, ListFile, ListFilePiece
from app.reporting.list_files.rules import HEADINGS, TABLE
from tests.builders import a_booking, a_course, a_past_session, a_user, an_agency
from tests.conftest import NOW, clock_at
from tests.page import Visitor

BENEATH = "/reports/bookings?year=2026-27&by=course&row=Neglect&figure=no_shows"


@pytest.fixture
def absentees(app: Flask) -> None:
    """Three who didn't come on three dates of a course, and one of another."""
    neglect, agency = a_course("Neglect"), an_agency("Hill School")
    for days_ago in (1, 2, 3):
        session = a_past_session(neglect, days_ago=days_ago)
        a_booking(session, a_user(agency=agency, name=f"Person {days_ago}"), Outcome.NO_SHOW, team="North")
        a_booking(session, outcome=Outcome.ATTENDED)
    a_booking(a_past_session(a_course("Other")), outcome=Outcome.NO_SHOW)


@pytest.mark.usefixtures("absentees")
def test_a_list_is_asked_for_written_and_downloaded_in_either_form(
    manager: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beneath, "SESSIONS_AT_A_TIME", 2)
    for form in ("xlsx", "csv"):
        ask = manager.open_page(BENEATH).click("As a file")
        assert "3 bookings, a row each" in ask.words
        page = ask.press("Make the file", form=form)
        assert page.h1 == "Did not attend: Neglect, 2026-27"
        assert "Waiting for its turn" in page.words
        assert jobs.write_list_files() == "a list of 3 rows written"
        page = page.click("Show how far it is now")
        assert "3 rows written" in page.words
        file = page.click("Download as").response
        header, *rows = rows_in(file.get_data(), form)
        assert tuple(header) == HEADINGS
        assert [row[3] for row in rows] == ["Person 1", "Person 2", "Person 3"]
        assert {tuple(row[4:6]) for row in rows} == {("Hill School", "North")}
        assert {row[7] for row in rows} == {"no show"}
    assert jobs.write_list_files() == ""
    taken = db.session.query(AuditEntry).filter_by(verb=Verb.EXPORTED_LIST).all()
    assert [entry.data["rows"] for entry in taken] == [3, 3]


def rows_in(content: bytes, form: str) -> list[list[object]]:
    if form == "csv":
        return [list(row) for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))]
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


@pytest.mark.usefixtures("absentees")
def test_how_far_it_is_stands_on_its_page(manager: Visitor) -> None:
    page = manager.open_page(BENEATH).click("As a file").press("Make the file", form="csv")
    file = services.begin_next(at=clock.now())
    assert file is not None
    services.note_rows(file.id, 2, at=clock.now())
    assert "2 of 3 rows written" in page.click("Show how far it is now").words
    assert "2 of 3 rows written" in manager.open_page("/reports/files").words
    assert manager.open_page(f"/reports/files/{file.id}/download").status == 404
    services.give_up(file.id, at=clock.now())
    assert "couldn’t be written" in manager.open_page(f"/reports/files/{file.id}").words


def test_a_file_is_written_by_one_and_begun_anew_where_that_one_stopped(app: Flask) -> None:
    file = a_file()
    assert services.begin_next(at=NOW) is file
    assert services.begin_next(at=NOW + LEASE) is None
    services.note_rows(file.id, 9, at=NOW)
    assert services.begin_next(at=NOW + LEASE + timedelta(seconds=1)) is file
    assert file.rows_written == 0


def test_a_file_that_cannot_be_written_is_not_tried_again(app: Flask) -> None:
    file = a_file(asked=[["by", "course"], ["figure", "places_offered"]])
    with pytest.raises(ValueError, match="no row"):
        jobs.write_list_files()
    assert jobs.write_list_files() == ""
    assert db.session.get_one(ListFile, file.id).failed_at == NOW


@pytest.mark.usefixtures("absentees")
def test_a_file_is_gone_after_a_day(manager: Visitor) -> None:
    manager.open_page(BENEATH).click("As a file").press("Make the file", form="csv")
    jobs.write_list_files()
    with clock_at(NOW + timedelta(days=1)):
        jobs.write_list_files()
        assert db.session.query(ListFilePiece).count() == 1
    with clock_at(NOW + timedelta(days=1, seconds=1)):
        jobs.write_list_files()
    assert db.session.query(ListFile).count() == db.session.query(ListFilePiece).count() == 0


@pytest.mark.parametrize("form", [*FileForm])
def test_a_large_file_takes_no_more_memory_than_a_small_one(form: FileForm) -> None:
    def peak(rows: int) -> int:
        tracemalloc.start()
        headers = {TABLE: HEADINGS}
        into: LargeTables = LargeWorkbook(headers, made_at=NOW) if form is FileForm.XLSX else OneCsv(TABLE, headers)
        into.add(
            TABLE, ([f"Course {n % 9}", NOW.date(), n, f"Person {n}", "Agency", "", "Role", "x"] for n in range(rows))
        )
        into.finish().close()
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(4_000) < 1.5 * peak(1_000)


def test_an_agency_lead_takes_no_list(visitor: Visitor) -> None:
    file = a_file()
    for address in ("/reports/files", f"/reports/files/{file.id}", f"/reports/files/{file.id}/download"):
        assert visitor.open_page(address).h1 == "Sign in"


def a_file(**more: object) -> ListFile:
    details: dict[str, object] = {"title": "No-shows", "form": FileForm.CSV, "asked": [], "rows_in_all": 1}
    file = ListFile(asked_at=NOW, **(details | more))
    db.session.add(file)
    db.session.commit()
    return file
