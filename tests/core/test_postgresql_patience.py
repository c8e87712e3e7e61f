"""PostgreSQL is asked for the same patience that SQLite has, and a server that was away is noticed."""

import os

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from app import create_app
from app.core.database import db
from app.engines.postgresql import PLANNED_FOR, WAITS_AT_MOST
from tests.conftest import settings


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_nobody_waits_for_a_lock_longer_than_on_sqlite_nor_for_a_dead_connection_for_hours(app: Flask) -> None:
    assert {name: db.session.scalar(text(f"SHOW {name}")) for name in WAITS_AT_MOST} == WAITS_AT_MOST


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.skipif(bool(os.environ.get("TEST_DATABASE_POOLER")), reason="behind a pooler it stands at the role")
def test_statements_are_planned_for_disks_without_moving_parts(app: Flask) -> None:
    assert db.session.scalar(text("SHOW random_page_cost")) == PLANNED_FOR["random_page_cost"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_plans_are_kept_for_pages_that_look_up_by_key_and_made_for_their_values_elsewhere(app: Flask) -> None:
    """Behind a pooler nothing is prepared (bench.pooler)."""
    with app.test_request_context("/bookings"):
        assert (kept_plans() > 0) == (not os.environ.get("TEST_DATABASE_POOLER"))
    with app.test_request_context("/reports"):
        assert kept_plans() == 0
    assert kept_plans() == 0  # as in a job


def kept_plans() -> int:
    """How often one was used for twenty who ask for the same by its key, on a new connection."""
    db.session.rollback()
    db.engine.dispose()
    for number in range(20):
        db.session.execute(text("SELECT count(*) FROM booking WHERE id = :number"), {"number": number})
        db.session.commit()
    theirs = "FROM pg_prepared_statements WHERE statement LIKE 'SELECT count(*) FROM booking%'"
    found: int = db.session.scalar(text(f"SELECT coalesce(sum(generic_plans), 0) {theirs}"))
    db.session.commit()
    return found


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.usefixtures("app")
@pytest.mark.skipif(bool(os.environ.get("TEST_DATABASE_POOLER")), reason="behind a pooler nothing is prepared")
def test_what_one_page_has_prepared_the_next_one_uses(database: str) -> None:
    """The driver throws it away at a rollback."""
    other = create_app(settings(database))
    for _ in range(10):
        assert other.test_client().get("/learning-week").status_code == 200
    with other.app_context():
        assert db.session.scalar(text("SELECT count(*) FROM pg_prepared_statements")) > 2
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.skipif(bool(os.environ.get("TEST_DATABASE_POOLER")), reason="the server's connections are the pooler's")
def test_connections_that_were_lost_are_noticed_before_they_are_used(app: Flask) -> None:
    lost = [db.engine.connect() for _ in range(3)]
    own = [connection.scalar(text("SELECT pg_backend_pid()")) for connection in lost]
    for connection in lost:
        connection.close()
    with create_engine(db.engine.url).begin() as other:
        other.execute(text("SELECT pg_terminate_backend(pid) FROM unnest(:own) pid"), {"own": own})
    for connection in [db.engine.connect() for _ in range(3)]:
        assert connection.scalar(text("SELECT 1")) == 1
        connection.close()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.usefixtures("app")
def test_what_the_address_says_itself_stands(database: str) -> None:
    other = create_app(settings(f"{database}&options=-c%20lock_timeout%3D2s"))
    with other.app_context():
        assert db.session.scalar(text("SHOW lock_timeout")) == "2s"
        db.session.remove()
        db.engine.dispose()
