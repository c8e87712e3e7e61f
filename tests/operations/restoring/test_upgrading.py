"""A later version takes over the database of an earlier one: backed up first, checked afterwards, and can be undone."""

import re
from pathlib import Path

import flask_migrate
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from app.core import clock
from app.core.database import db
from app.operations.backups import connection
from app.operations.backups.models import BackupKind
from app.operations.backups.queries import last_good_backup
from app.operations.backups.services_packing import read_backup
from app.operations.restoring.services_upgrading import upgrade
from tests.conftest import IN_FULL, ROOT
from tests.data.command_line import call
from tests.data.everything import everything_held
from tests.operations.conftest import Houses, in_house

pytestmark = pytest.mark.lasts_long

EVERY_SCHEMA = [step.revision for step in ScriptDirectory(str(ROOT / "migrations")).walk_revisions()][::-1]

EARLIER = EVERY_SCHEMA[-2 :: -1 if IN_FULL else -8]
"""The newest first. `make test` takes the last before this one and each eighth before that; CI takes all."""


@pytest.mark.parametrize("revision", EARLIER)
def test_every_earlier_schema_with_rows_in_it_upgrades_and_all_that_must_hold_holds(
    houses: Houses, revision: str
) -> None:
    with in_house(houses.an_earlier_house(revision)):
        bookings = rows_of("booking")
        upgraded = upgrade(house=connection.surroundings(), keep=houses.backups, at=clock.now())
        assert (upgraded.was, upgraded.now, upgraded.broken) == (revision, EVERY_SCHEMA[-1], [])
        assert rows_of("booking") == bookings > 5
        assert upgraded.kept
        read = read_backup(upgraded.kept, room=10**9)
        assert (read.manifest.revision, read.manifest.rows["booking"]) == (revision, bookings)
        last = last_good_backup()
        assert last
        assert (last.kind, last.file_name) == (BackupKind.BEFORE_UPGRADE, str(upgraded.kept))


def rows_of(table: str) -> int:
    db.session.rollback()
    return db.session.scalar(text(f"SELECT count(*) FROM {table}")) or 0


def test_upgrading_says_what_it_did_and_how_to_go_back_and_that_works(houses: Houses) -> None:
    with in_house(houses.a_house(filled=True)) as here:
        before = everything_held()
        db.session.rollback()
        flask_migrate.downgrade(revision="0033")  # one step, which takes nothing from a booking
        said = call(here, "upgrade")
        assert (said.code, said.err) == (0, "")
        assert "Migrated from 0033 to" in said.out
        back = re.findall(r"flask --app wsgi (restore (\S+) --replace)", said.out)[0]
        assert Path(back[1]).parent == houses.backups
        assert call(here, *back[0].split()).code == 0
        after = everything_held()
        assert after["booking"] == before["booking"]


def test_a_new_database_is_migrated_and_an_up_to_date_one_is_told_so(houses: Houses) -> None:
    with in_house(houses.a_house(is_migrated=False)) as here:
        said = call(here, "upgrade")
        assert (said.code, said.err) == (0, "")
        assert "Migrated from an empty database to" in said.out
        assert list(houses.backups.iterdir()) == []
        again = call(here, "upgrade").out
        assert "There is nothing to migrate" in again
        assert "go back" not in again
        assert list(houses.backups.iterdir()) == []


def test_a_migration_that_fails_changes_nothing_and_says_how_to_go_back(houses: Houses) -> None:
    with in_house(houses.a_house(filled=True)) as here:
        flask_migrate.downgrade(revision="0010")
        db.session.execute(text("CREATE TABLE mail_pause (id INTEGER)"))  # in the way of the step that makes it
        db.session.commit()
        said = call(here, "upgrade")
        assert (said.code, said.out) == (1, "")
        assert "The upgrade failed, and the database is as it was: " in said.err
        assert "mail_pause" in said.err
        assert f"restore {houses.backups}" in said.err
        assert connection.revision() == "0010"
        assert not connection.has_table("backup")


def test_tables_that_the_models_do_not_know_are_told(houses: Houses) -> None:
    with in_house(houses.a_house()) as here:
        db.session.execute(text("ALTER TABLE course ADD COLUMN colour INTEGER"))
        db.session.commit()
        said = call(here, "upgrade")
        assert said.code == 1
        assert "the tables aren’t what this version expects: " in said.err
        assert "colour" in said.err


def test_rows_that_break_a_rule_are_told(houses: Houses) -> None:
    with in_house(houses.a_house(filled=True)) as here:
        db.session.execute(text("UPDATE training_session SET places = 0"))
        db.session.commit()
        said = call(here, "upgrade")
        assert said.code == 1
        assert "more people have a place than there are places" in said.err
        assert "check-invariants" in said.err


def test_a_database_of_a_later_version_is_left_alone(houses: Houses) -> None:
    with in_house(houses.a_house()) as here:
        db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        db.session.commit()
        said = call(here, "upgrade")
        assert (said.code, "a later version has used it. Nothing has changed." in said.err) == (1, True)
        assert list(houses.backups.iterdir()) == []


def test_without_a_backup_there_is_no_upgrade(houses: Houses) -> None:
    with in_house(houses.a_house(BACKUP_TO=str(houses.folder / "not there"))) as here:
        flask_migrate.downgrade(revision="0010")
        said = call(here, "upgrade")
        assert (said.code, "There is no folder" in said.err) == (1, True)
        assert connection.revision() == "0010"
