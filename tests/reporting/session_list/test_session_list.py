"""The office's list of sessions: what is on, how full, what is missing, and the way to change several at once."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from flask import Flask

from app.booking.states import BookingState
from app.core import clock
from app.core.database import db
from app.programme.models import Strand
from app.programme.models_sessions import Day, Delivery, SessionState, TrainingSession
from app.reporting.session_list import queries
from app.reporting.session_list.rules import COLUMNS, ListedSessions, RequestedSessions
from tests.builders import (
    HALF_DAY,
    a_booking,
    a_closed_register,
    a_course,
    a_learning_week,
    a_manager,
    a_past_session,
    a_session,
    a_trainer,
    queries_counted,
)
from tests.conftest import NOW
from tests.page import Page, Visitor


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def lines_of(page: Page) -> list[list[str]]:
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])]
        for row in page.soup.select("tbody tr")
    ]


def test_a_line_says_when_where_how_full_who_teaches_what_is_missing(team: Visitor) -> None:
    ann, bo = a_trainer("Ann Lee"), a_trainer("Bo")
    session = a_session(a_course("Neglect"), places=2, delivery=Delivery.VIRTUAL, trainers=[ann])
    session.trainers.append(bo)
    db.session.commit()
    for state in (BookingState.BOOKED, BookingState.BOOKED, BookingState.WAITING):
        a_booking(session, state=state, waiting_since=NOW)
    a_session(a_course("Plan"), on=date(2027, 1, 7), state=SessionState.DRAFT, trainers=[ann])
    page = team.open_page("/manage/programme").click("Sessions")
    neglect, plan = lines_of(page)
    assert neglect[1:] == [
        "Neglect , Mon 21 Dec 2026 Mon 21 Dec 2026, 9:30am to 1:30pm",
        "Online",
        "2 of 2 (0 free)",
        "1",
        "Ann Lee, Bo (asked)",
        "no joining link trainer not confirmed",
        "",
    ]
    assert plan[1].startswith("Plan , Thu 7 Jan 2027 Draft")
    assert page.click("Neglect").address == f"/manage/sessions/{session.id}"


def test_over_says_how_its_register_stands(team: Visitor) -> None:
    closed, to_mark = a_past_session(days_ago=3), a_past_session(days_ago=2)
    a_closed_register(closed)
    heads = a_past_session(days_ago=1, is_open=True)
    counted = a_past_session(days_ago=4, is_open=True)
    a_closed_register(counted).head_count = 12
    db.session.commit()
    page = team.open_page("/manage/sessions").click("Over")
    assert [line[-1] for line in lines_of(page)] == ["to count", "to mark", "closed", "12 people came"]
    assert [line[3] for line in lines_of(page)][0] == "open to all"
    assert {heads.id, to_mark.id} <= {int(box["value"]) for box in page.soup.select("input[name=session]")}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"Neglect", "Chronologies", "Draft"}),
        ({"words": "CHRON north"}, {"Chronologies"}),
        ({"words": "ann"}, {"Neglect"}),
        ({"words": "week 2027"}, {"Chronologies"}),
        ({"words": "100%"}, set()),
        ({"since": date(2027, 1, 1)}, {"Draft"}),
        ({"until": date(2026, 12, 8), "since": date(2026, 12, 8)}, {"Neglect"}),
        ({"strand": Strand.SPECIALIST}, {"Draft"}),
        ({"listed": ListedSessions.DRAFTS}, {"Draft"}),
        ({"listed": ListedSessions.CANCELLED}, {"Gone"}),
        ({"listed": ListedSessions.OVER}, {"Past"}),
        ({"listed": ListedSessions.ALL}, {"Neglect", "Chronologies", "Draft", "Gone", "Past"}),
        ({"listed": ListedSessions.TO_LOOK_AT}, {"Chronologies"}),
    ],
)
def test_what_is_asked_for_narrows_the_list(app: Flask, asked: dict[str, Any], found: set[str]) -> None:
    trained = {"trainers": [a_trainer("Ann Lee")]}
    week = a_learning_week(date(2026, 12, 14), name="Learning Week 2027")
    a_session(a_course("Neglect"), on=date(2026, 12, 8), venue="Hall", **trained)
    a_session(a_course("Chronologies"), on=date(2026, 12, 15), learning_week_id=week.id)
    a_session(a_course("Draft", Strand.SPECIALIST), on=date(2027, 2, 1), state=SessionState.DRAFT)
    a_session(a_course("Gone"), state=SessionState.CANCELLED)
    a_past_session(a_course("Past"))
    page = queries.page_of_sessions(RequestedSessions(**asked), at=NOW, page=1)
    assert {line.session.title for line in page.items} == found


def test_the_list_as_a_file_has_every_line_and_real_dates(team: Visitor) -> None:
    a_session(a_course("=1+1"), on=date(2026, 12, 8), trainers=[a_trainer("Ann Lee")])
    a_session(a_course("Other"), on=date(2026, 12, 9))
    page = team.open_page("/manage/sessions?q=1%2B1")
    in_csv = page.click("CSV").response
    [header, row] = list(csv.reader(io.StringIO(in_csv.data.decode("utf-8-sig"))))
    assert tuple(header) == COLUMNS
    assert row[1] == "'=1+1"
    assert row[COLUMNS.index("Trainers confirmed")] == "Ann Lee"
    book = openpyxl.load_workbook(io.BytesIO(team.open_page("/manage/sessions/file.xlsx").response.data))
    rows = list(book["Sessions"].iter_rows(values_only=True))
    assert len(rows) == 3
    assert rows[1][COLUMNS.index("First day")].date() == date(2026, 12, 8)
    assert team.open_page("/manage/sessions/file.pdf").status == 404


def test_an_address_that_says_nonsense_shows_the_list(team: Visitor) -> None:
    for address in ("?show=x&from=2026-02-30&strand=juggling&page=-1", "?q=%25_&page=99"):
        assert team.open_page(f"/manage/sessions{address}").status == 200
    assert "Nothing is missing" in team.open_page("/manage/sessions?show=to-look-at").words


def test_a_longer_list_asks_no_more(app: Flask) -> None:
    def counted(how_many: int) -> int:
        for number in range(how_many):
            a_session(on=clock.today() + timedelta(days=number + 2), trainers=[a_trainer()])
        db.session.expire_all()
        with queries_counted() as statements:
            for line in queries.page_of_sessions(RequestedSessions(), at=NOW, page=1).items:
                assert line.standing.booked
                assert line.session.trainers
        return len(statements)

    assert counted(2) == counted(8)
    assert db.session.query(TrainingSession).count() == 10


def test_the_office_page_of_a_session_says_how_it_stands_and_leads_to_it(team: Visitor) -> None:
    """Its own page, and its line on the page of its course."""
    course = a_course("Neglect")
    session = a_session(course, places=3)
    for state in (BookingState.BOOKED, BookingState.BOOKED, BookingState.WAITING):
        a_booking(session, state=state, waiting_since=NOW)
    page = team.open_page(f"/manage/sessions/{session.id}")
    assert "Published" in page.words
    assert "Booked 2 of 3, 1 free Waiting 1 person Register Opens an hour before it starts" in page.words
    assert page.click("2 of 3").address == f"/manage/sessions/{session.id}/bookings"

    over = a_past_session(course, days_ago=2, places=3)
    a_booking(over)
    page = team.open_page(f"/manage/sessions/{over.id}")
    assert "Took place on Sat 21 Nov 2026" in page.words
    assert "Published" not in page.words
    assert "Booked 1 of 3 Waiting Nobody Register Open: to mark" in page.words
    assert page.click("Open: to mark").address == f"/registers/{over.id}"
    a_closed_register(over)
    assert "Register Closed" in team.open_page(f"/manage/sessions/{over.id}").words

    days = [Day(clock.today() + timedelta(days=number), *HALF_DAY) for number in (-1, 1)]
    assert "Under way" in team.open_page(f"/manage/sessions/{a_session(course, days=days).id}").words
    lines = [line[2:] for line in lines_of(team.open_page(f"/manage/courses/{course.id}"))]
    assert lines == [
        ["2 of 3 (1 free)", "1", "Published", ""],
        ["0 of 20", "", "Under way", "to mark"],
        ["1 of 3", "", "Took place", "closed"],
    ]
