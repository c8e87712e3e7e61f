"""PostgreSQL is asked for the same patience that SQLite has, and a server that was away is noticed."""

import pytest
from flask import Flask
from sqlalchemy import text

from app import create_app
from app.core.database import db
from tests.conftest import settings

ASKED = {
    "lock_timeout": "15s",
    "idle_in_transaction_session_timeout": "5min",
    "plan_cache_mode": "force_custom_plan",
    "random_page_cost": "1.1",
}


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_nobody_waits_for_a_lock_longer_than_on_sqlite_nor_for_a_dead_connection_for_hours(app: Flask) -> None:
    assert {name: db.session.scalar(text(f"SHOW {name}")) for name in ASKED} == ASKED


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.usefixtures("app")
def test_what_the_address_says_itself_stands(database: str) -> None:
    other = create_app(settings(f"{database}&options=-c%20lock_timeout%3D2s"))
    with other.app_context():
        assert db.session.scalar(text("SHOW lock_timeout")) == "2s"
        db.session.remove()
        db.engine.dispose()
