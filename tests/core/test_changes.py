"""How far a job has seen, and what the database knows of itself."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.engine import Connection

from app.core import changes, clock
from app.core.changes import NOTED_EVERY, OVERLAP
from app.core.clock import from_london
from app.core.database import db, refresh_statistics
from app.operations.backups.models import Backup, BackupKind
from app.operations.jobs import keep_statistics
from app.schedule import EVERY_SECONDS
from tests.builders import a_booking, queries_counted
from tests.conftest import NOW, clock_at
from tests.data.everything import saved

WRITES = ("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE", "ANALYZE")
A_SECOND = timedelta(seconds=1)


def looked(at: object = NOW, settings: object = "") -> changes.JobRun:
    with clock_at(at):  # type: ignore[arg-type]
        run = changes.look("a job", at=clock.now(), settings=settings)
        changes.note(run)
    return run


def test_the_first_look_of_all_sees_everything(app: Flask) -> None:
    assert looked().is_sweep


def test_the_next_sees_what_changed_since_the_last_and_a_little_before(app: Flask) -> None:
    looked()
    run = looked(NOW + timedelta(hours=1))
    assert not run.is_sweep
    assert (run.since, run.last) == (NOW - OVERLAP, NOW)


def test_a_job_that_finds_nothing_writes_so_down_once_a_minute_at_most(app: Flask) -> None:
    looked()
    assert not looked(NOW + NOTED_EVERY - A_SECOND).is_noted
    assert looked(NOW + NOTED_EVERY).is_noted


def test_other_settings_bring_a_sweep(app: Flask) -> None:
    looked(settings=[1])
    assert not looked(settings=[1]).is_sweep
    assert looked(settings=[2]).is_sweep


def test_the_first_look_after_half_past_two_is_a_sweep(app: Flask) -> None:
    looked()
    night = from_london(clock.today() + timedelta(days=1), changes.SWEEPS_AT)
    assert not looked(night - A_SECOND).is_sweep
    assert looked(night).is_sweep
    assert not looked(night + NOTED_EVERY).is_sweep


def test_a_clock_that_ran_ahead_and_was_set_right_hides_nothing(app: Flask) -> None:
    looked(NOW + timedelta(days=2))
    run = looked(NOW)
    assert run.is_sweep
    assert run.since <= NOW - OVERLAP


def test_what_belongs_together_is_written_together(app: Flask) -> None:
    numbers = [(number % 3, number) for number in range(250)]
    groups = list(changes.in_groups(numbers))
    assert sorted(number for group in groups for number in group) == list(range(250))
    of_key = [{number % 3 for number in group} for group in groups]
    assert sum(map(len, of_key)) == 3  # each key in one group


@pytest.mark.parametrize("kind", ["first", "again"])
def test_the_database_is_told_how_much_it_holds(app: Flask, kind: str) -> None:
    a_booking()
    if db.engine.dialect.name == "sqlite":
        a_scratch_table(rows=2_000)
    refresh_statistics()
    known = {
        "sqlite": "SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'booking'",
        "postgresql": "SELECT count(*) FROM pg_stats WHERE tablename = 'booking'",
    }[db.engine.dialect.name]
    assert db.session.connection().exec_driver_sql(known).scalar()


def test_of_a_database_that_is_nearly_empty_sqlite_is_told_nothing(app: Flask) -> None:
    """It would go on for a day by a plan for two rows, while thousands are imported."""
    if db.engine.dialect.name == "sqlite":
        a_booking()
        refresh_statistics()
        assert not db.session.connection().exec_driver_sql("SELECT count(*) FROM sqlite_stat1").scalar()


def test_only_sqlite_is_told_daily_because_postgresql_finds_out_by_itself(app: Flask) -> None:
    with queries_counted() as statements:
        keep_statistics()
    assert ("ANALYZE" in statements) is (db.engine.dialect.name == "sqlite")


def test_connections_that_are_open_elsewhere_plan_by_the_new_statistics(app: Flask) -> None:
    """SQLite reads them with the schema: a web process would go on as the database was when it connected."""
    if db.engine.dialect.name != "sqlite":
        return  # PostgreSQL's connections share theirs
    a_scratch_table(rows=2_000)
    with db.engine.connect() as elsewhere, db.engine.connect() as here:
        refresh_statistics()
        assert "ix_scratch_a" in _plan_of(elsewhere, b=1)
        here.exec_driver_sql("UPDATE scratch SET b = a, a = 1")
        here.commit()
        assert "ix_scratch_a" in _plan_of(elsewhere, b=2)
        refresh_statistics()
        assert "ix_scratch_b" in _plan_of(elsewhere, b=3)


@pytest.fixture(autouse=True)
def _no_scratch_table_stays(app: Flask) -> Iterator[None]:
    yield
    if db.engine.dialect.name == "sqlite":
        db.session.rollback()
        with db.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE IF EXISTS scratch")


def a_scratch_table(*, rows: int) -> None:
    """In which `a` tells the rows apart, and `b` doesn't."""
    with db.engine.begin() as connection:
        for step in (
            "CREATE TABLE scratch (a, b)",
            "CREATE INDEX ix_scratch_a ON scratch (a)",
            "CREATE INDEX ix_scratch_b ON scratch (b)",
            f"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) "
            "INSERT INTO scratch SELECT i, 1 FROM n",
        ):
            connection.exec_driver_sql(step)


def _plan_of(connection: Connection, *, b: int) -> str:
    connection.rollback()
    connection.exec_driver_sql("SELECT 1 FROM scratch").all()  # explaining alone doesn't look whether the schema is new
    return str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN SELECT * FROM scratch WHERE a = 1 AND b = {b}").one()[3])


def test_with_nothing_due_no_job_begins_a_transaction_that_writes(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write lock that a job takes for nothing is one that a booking waits for."""
    a_booking()
    monkeypatch.setitem(app.config, "BACKUP_TO", str(tmp_path))
    saved(Backup(kind=BackupKind.NIGHTLY, file_name="x", started_at=NOW, finished_at=NOW))
    for job in EVERY_SECONDS:
        job()
        job()
    written = {}
    for job in EVERY_SECONDS:
        if job.__name__ == "keep_statistics" and db.engine.dialect.name == "sqlite":
            continue
        with queries_counted() as statements:
            job()
        db.session.remove()
        written[job.__name__] = [each for each in statements if each.startswith(WRITES)]
    assert {name: each for name, each in written.items() if each} == {}
