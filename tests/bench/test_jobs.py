"""Jobs on years of history, with nothing due: none reads a table that grows with the years from end to end."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.core import clock
from app.core.changes import OVERLAP
from app.core.database import db
from app.notifications.delivery.jobs import deliver
from app.records.refreshers.jobs import tell_of_refreshers
from app.schedule import EVERY_SECONDS
from bench.grow import grow
from tests.bench.test_listing_pages import MANY, MANY_YEARS, tables_scanned
from tests.conftest import NOW

pytestmark = pytest.mark.lasts_long


def scanned_by(job: Callable[[], object]) -> set[str]:
    """The tables that its statements read from end to end."""
    reads: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
            reads.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        job()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
        db.session.rollback()
    return {table for read in reads for table in tables_scanned(*read)}


@pytest.mark.usefixtures("app")
def test_with_nothing_due_no_job_reads_a_table_of_the_years_from_end_to_end() -> None:
    grow(bookings=MANY, at=NOW, years=MANY_YEARS)
    for job in EVERY_SECONDS:
        job()  # the first look of all is a sweep
        db.session.rollback()
    clock.freeze(NOW + 2 * OVERLAP)
    scanned = {job.__name__: scanned_by(job) for job in (*EVERY_SECONDS, deliver)}
    assert {name: tables for name, tables in scanned.items() if tables} == {}


@pytest.mark.usefixtures("app")
def test_at_night_whom_a_refresher_comes_due_for_is_found_without_reading_such_a_table() -> None:
    grow(bookings=MANY, at=NOW, years=MANY_YEARS)
    clock.freeze(NOW + timedelta(days=1))
    assert scanned_by(tell_of_refreshers) == set()


@pytest.mark.usefixtures("app")
def test_a_job_that_reads_all_of_them_would_be_seen(app: Flask) -> None:
    grow(bookings=200, at=NOW, years=MANY_YEARS)
    assert scanned_by(lambda: db.session.connection().exec_driver_sql("SELECT id FROM booking WHERE length(name) = 3"))
