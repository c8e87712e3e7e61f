"""Pages that list something, on years of history: as many statements for many as for few, no more than a page of bytes,
and no table that grows with the years read from end to end.

`bench.office_pages` measures how long they take.
"""

import contextvars
import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text

from app.core.database import db
from app.core.roles import Role
from bench.grow import grow
from tests.conftest import NOW, empty_tables
from tests.data.listing_pages import SEARCHES, ListingPage, listing_pages, visitor_of
from tests.page import Visitor

pytestmark = pytest.mark.lasts_long

FEW, MANY, YEARS = 4_000, 8_000, 2
OF_WHAT_WAS_NOT_THERE = 2
"""A list that is empty asks for no days of its sessions. One that asks line by line asks dozens of times more."""

MANY_YEARS = 8
"""So that a year is a small part of all: else reading the whole is the best plan."""

MOST_BYTES = 170_000

LONG_AS_THE_PROGRAMME = (
    "/",
    "/api/v1/sessions",
    "/evaluation/published",
    "/evaluation/of-my-agency",
    "/evaluation/of-my-sessions",
)
"""The whole of the season stands there, or what is published of each course of a year, to be read and printed as one:
as long as the programme is, whatever its history."""

GROWS_WITH_THE_YEARS = ("booking", "message", "answer", "issued_questionnaire", "audit_entry")

MAIN_LISTS = (
    "/today",
    "/manage/people",
    "/manage/agencies/",
    "/manage/audit-trail",
    "/manage/courses/",
    "/registers",
    "/charges",
    "/outbox",
    "/evaluation/comments",
    "/evaluation/unanswered",
    "/evaluation/results",
    "/agency",
    "/bookings",
    "/training",
)

OF_FEW_ROWS = (
    *("ix_answer_in_words", "ix_answer_in_words_of_managers", "ix_answer_quotes"),
    *("ix_message_lost", "ix_booking_refills", "ix_issued_questionnaire_missed"),
)
"""Indexes of a small part of a table."""

NEWEST_FIRST = {"/outbox": "message", "/manage/audit-trail": "audit_entry"}
"""These walk through a table from its end, and stop once the page is full."""


class Opened:
    """A page, and the statements that read the database for it."""

    def __init__(self, app: Flask, page: ListingPage) -> None:
        self.page = page
        visitor = Visitor(app)
        if page.who:
            visitor.sign_in(visitor_of(page.who))
            with visitor.client.session_transaction() as session:
                session["searches"] = [[number, words] for number, words in SEARCHES.items()]
        db.session.rollback()
        self.reads: list[tuple[str, Any]] = []
        contextvars.Context().run(visitor.client.get, page.address)  # when somebody was last seen is written once
        event.listen(db.engine, "before_cursor_execute", self._note)
        try:
            self.response = contextvars.Context().run(visitor.client.get, page.address)
        finally:
            event.remove(db.engine, "before_cursor_execute", self._note)

    def _note(self, connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            self.reads.append((statement, parameters))


def opened(app: Flask) -> list[Opened]:
    return [Opened(app, page) for page in listing_pages()]


def test_pages_that_list_ask_as_often_for_many_as_for_few_and_stay_short(app: Flask) -> None:
    grow(bookings=FEW, at=NOW, years=YEARS)
    few = opened(app)
    db.session.rollback()
    empty_tables()
    grow(bookings=MANY, at=NOW, years=YEARS)
    many = opened(app)
    assert {each.page.address: each.response.status_code for each in many if each.response.status_code != 200} == {}
    more = {
        b.page.address: (len(a.reads), len(b.reads))
        for a, b in zip(few, many, strict=True)
        if len(b.reads) > len(a.reads) + OF_WHAT_WAS_NOT_THERE
    }
    assert more == {}
    sizes = {each.page.address: len(each.response.data) for each in many}
    assert {at: size for at, size in sizes.items() if size > MOST_BYTES and at not in LONG_AS_THE_PROGRAMME} == {}


def test_the_main_lists_read_no_table_of_the_years_from_end_to_end(app: Flask) -> None:
    grow(bookings=MANY, at=NOW, years=MANY_YEARS)
    scanned = {}
    for page in listing_pages():
        if page.who and page.address.startswith(MAIN_LISTS):
            tables = {table for read in Opened(app, page).reads for table in tables_scanned(*read)}
            tables -= {NEWEST_FIRST.get(page.address.split("?")[0])}
            if tables:
                scanned[page.address] = sorted(tables)
    assert scanned == {}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_on_sqlite_evaluation_begins_with_the_sessions_of_their_period(app: Flask) -> None:
    """It takes one stage of four for rare, and one question of a few, and would read all years by these."""
    grow(bookings=FEW, at=NOW, years=YEARS)
    plan_as_for_a_million()
    wrong = {}
    for page in listing_pages():
        if page.address.startswith(OF_A_PERIOD):
            reads = Opened(app, page).reads
            steps = [step for read in reads for step in _plan_of_sqlite(*read)]
            of_all_years = OF_ALL_YEARS[:1] if "/comments" in page.address else OF_ALL_YEARS
            found = [step for step in steps if any(key in step for key in of_all_years)]
            if not page.address.endswith("year=all"):
                found += [table for read in reads for table in tables_scanned(*read)]
            if found:
                wrong[page.address] = found
    assert wrong == {}


OF_A_PERIOD = ("/evaluation/results", "/evaluation/measured?", "/evaluation/comments", "/evaluation/export")

OF_ALL_YEARS = ("(stage=?", "ix_answer_question_id")
"""By these keys SQLite finds what was asked or said in all years. For comments one answer of each question is looked up
by the second: which questions have any."""

OF_A_MILLION = {
    "ix_issued_questionnaire_stage_answered_at_closes_at": "3360265 1001 1001 40",
    "sqlite_autoindex_issued_questionnaire_1": "3360265 4 1",
    "ix_booking_session_id_state_outcome_agency_id": "1140525 19 8 5 1",
    "ix_training_session_starts_at": "53675 8",
    "ix_training_session_state_starts_at": "53675 1001 8",
}
"""What SQLite notes of a million bookings in ten years: a sample of a thousand says that no value is more frequent."""

ROWS_OF_A_MILLION = {
    "issued_questionnaire": 3_360_265,
    "booking": 1_140_525,
    "training_session": 53_675,
    "answer": 6_000_000,
}


def plan_as_for_a_million() -> None:
    """The other indexes of these tables are taken to be as long, those of a small part too, with as many rows of a
    value as they have."""
    as_long = text(
        "UPDATE sqlite_stat1 SET stat = :rows || substr(stat, instr(stat, ' ')) WHERE tbl = :table AND stat LIKE '% %'"
    )
    as_noted = text("UPDATE sqlite_stat1 SET stat = :stat WHERE idx = :index")
    with db.engine.connect().execution_options(writes=True) as connection:
        for table, rows in ROWS_OF_A_MILLION.items():
            connection.execute(as_long, {"table": table, "rows": rows})
        for index, stat in OF_A_MILLION.items():
            assert connection.execute(as_noted, {"index": index, "stat": stat}).rowcount == 1
        connection.commit()
    db.engine.dispose()


def tables_scanned(statement: str, parameters: Any) -> set[str]:
    """Of those that grow, which a statement reads from end to end by its plan."""
    read = _scans_of_sqlite if db.engine.name == "sqlite" else _scans_of_postgresql
    return set(read(statement, parameters)) & set(GROWS_WITH_THE_YEARS)


def _scans_of_sqlite(statement: str, parameters: Any) -> Iterator[str]:
    """SCAN names the table, or what the statement calls it. An index of few rows holds those alone."""
    for step in _plan_of_sqlite(statement, parameters):
        if step.startswith("SCAN ") and not step.endswith(OF_FEW_ROWS):
            yield step.split()[1].rstrip("_0123456789")


def _plan_of_sqlite(statement: str, parameters: Any) -> list[str]:
    with db.engine.connect() as connection:
        return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]


def _scans_of_postgresql(statement: str, parameters: Any) -> Iterator[str]:
    """A table that is small is read whole for choice: so this asks whether there is any other way."""
    with db.engine.connect() as connection:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar()
    plan = json.loads(plan) if isinstance(plan, str) else plan
    yield from _nodes_that_scan(plan[0]["Plan"])


def _nodes_that_scan(node: dict[str, Any]) -> Iterator[str]:
    if node["Node Type"] == "Seq Scan":
        yield node["Relation Name"]
    for inner in node.get("Plans", ()):
        yield from _nodes_that_scan(inner)


@pytest.mark.parametrize("statement", ["SELECT * FROM booking", "SELECT count(*) FROM message WHERE text LIKE 'a%'"])
@pytest.mark.usefixtures("app")
def test_a_scan_is_seen_as_one(statement: str) -> None:
    """So that the test above can fail."""
    assert tables_scanned(statement, ()) == {statement.split()[3].lower()}


def test_every_role_of_the_house_is_among_those_who_open_pages(app: Flask) -> None:
    grow(bookings=FEW, at=NOW, years=YEARS)
    assert {page.who for page in listing_pages()} >= {*Role} - {Role.TRAINING_OFFICER}
