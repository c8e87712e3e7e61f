"""PostgreSQL is asked for the same patience that SQLite has, and a server that was away is noticed."""

import os

import pytest
from flask import Flask
from sqlalchemy import text

from app import create_app
from app.core.database import db
from app.core.engine import PLANNED_FOR, WAITS_AT_MOST
from tests.conftest import settings


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_nobody_waits_for_a_lock_longer_than_on_sqlite_nor_for_a_dead_connection_for_hours(app: Flask) -> None:
    assert {name: db.session.scalar(text(f"SHOW {name}")) for name in WAITS_AT_MOST} == WAITS_AT_MOST


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.skipif(bool(os.environ.get("TEST_DATABASE_POOLER")), reason="behind a pooler it stands at the role")
def test_statements_are_planned_for_disks_without_moving_parts(app: Flask) -> None:
    assert db.session.scalar(text("SHOW random_page_cost")) == PLANNED_FOR["random_page_cost"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_each_statement_is_planned_for_its_values(app: Flask) -> None:
    """By a setting, or because nothing is prepared (bench.pooler)."""
    session = db.session
    for number in range(20):
        session.execute(text("SELECT count(*) FROM booking WHERE session_id = :number"), {"number": number})
        session.commit()
    plans = session.scalar(text("SELECT coalesce(sum(generic_plans), 0) FROM pg_prepared_statements"))
    assert plans == 0


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.usefixtures("app")
def test_what_the_address_says_itself_stands(database: str) -> None:
    other = create_app(settings(f"{database}&options=-c%20lock_timeout%3D2s"))
    with other.app_context():
        assert db.session.scalar(text("SHOW lock_timeout")) == "2s"
        db.session.remove()
        db.engine.dispose()
