"""What is restored is what was backed up, table by table and byte by byte; or nothing has changed."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.accounts.models import AddressProof
from app.accounts.signing_in.services import new_proof
from app.audit.models import AuditEntry, Verb
from app.core.database import db
from app.notifications.delivery.jobs import deliver
from app.notifications.models_pausing import PauseReason
from app.notifications.pausing.services import start_mail
from app.notifications.queries import current_pause
from app.operations.backups import connection
from app.operations.backups.jobs import make_nightly_backup
from app.operations.backups.models import Backup, BackupKind
from app.operations.backups.queries import last_good_backup
from app.programme.models import Course
from app.web.uploads import store
from tests.builders import a_course, a_manager, a_user
from tests.conftest import NOW, clock_at
from tests.data.command_line import Said, call
from tests.data.everything import a_message, everything_held
from tests.operations.conftest import KINDS, Houses, in_house
from tests.page import Visitor
from tests.servers import PostOffice

pytestmark = pytest.mark.lasts_long

SAY_THAT_IT_WAS_RESTORED = {"address_proof", "audit_entry", "mail_pause", "sign_in_session"}
"""The link to sign in by, the entry in the log, that mail is held back, and that everybody is signed out."""

Held = dict[str, list[tuple[Any, ...]]]


def uploads_of(app: Flask) -> dict[str, bytes]:
    folder = Path(app.config["UPLOADS"])
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def held_in(app: Flask) -> tuple[Held, dict[str, bytes]]:
    db.session.rollback()
    return everything_held(), uploads_of(app)


def differing(held: Held, now: Held) -> set[str]:
    return {name for name in held if held[name] != now[name]}


def backed_up(app: Flask, file: Path) -> Path:
    said = call(app, "backup", file)
    assert (said.code, said.err) == (0, "")
    return file


def refused(said: Said, reason: str) -> None:
    assert (said.code, said.out) == (1, "")
    assert reason in said.err


@pytest.fixture
def full(houses: Houses) -> Iterator[Path]:
    """The backup of a house with two of everything and two uploads."""
    with in_house(houses.a_house(filled=True)) as here:
        store(b"slides")
        store(b"\x00\xff" * 70_000)
        yield backed_up(here, houses.folder / "full.tar.gz")


@contextmanager
def another_full_house(houses: Houses, **more: str) -> Iterator[Flask]:
    with in_house(houses.a_house(filled=True, **more)) as there:
        a_course("Not in the backup")
        store(b"not in the backup")
        yield there


def test_all_of_it_comes_back_into_a_new_house(houses: Houses, full: Path) -> None:
    held, uploads = held_in(houses.made[0])
    with in_house(houses.a_house(is_migrated=False)) as there:
        said = call(there, "restore", full)
        assert (said.code, said.err) == (0, "")
        now, now_uploads = held_in(there)
        assert now_uploads == uploads
        assert len(uploads) == 2
        assert differing(held, now) == SAY_THAT_IT_WAS_RESTORED
        assert re.search(r"\d+ rows in \d+ tables, as many as it says, and 2 uploads", said.out)
        link = re.findall(r"http://coursebook\.test(/sign-in/link/\S+)", said.out)[0]
        assert Visitor(there).open_page(link).press("Sign in").h1.startswith("Today")
        verbs = db.session.scalars(select(AuditEntry.verb).where(AuditEntry.verb == Verb.RESTORED_BACKUP)).all()
        assert len(verbs) == 1
        a_course("New numbers go on where the old ones ended")


def test_a_full_house_is_replaced_if_one_says_so_and_what_was_there_is_kept(houses: Houses, full: Path) -> None:
    held, uploads = held_in(houses.made[0])
    with another_full_house(houses) as there:
        before = held_in(there)
        refused(call(there, "restore", full), "The database holds people already")
        assert held_in(there) == before
        said = call(there, "restore", full, "--replace")
        assert said.code == 0, said
        now, now_uploads = held_in(there)
        assert now_uploads == uploads
        assert differing(held, now) == {*SAY_THAT_IT_WAS_RESTORED, "backup"}
        kept = Path(re.findall(r"What was here before is in (\S+)", said.out)[0])
        with clock_at(NOW + timedelta(seconds=1)):
            assert call(there, "restore", kept, "--replace").code == 0
        again, again_uploads = held_in(there)
        assert again_uploads == before[1]
        assert again["course"] == before[0]["course"]
        assert sorted(path.name for path in Path(there.config["UPLOADS"]).parent.iterdir()) == ["uploads"]


def test_a_restored_copy_sends_nothing_until_mail_is_started(houses: Houses) -> None:
    with PostOffice() as office:
        with in_house(houses.a_house()) as here:
            manager = a_manager()
            a_message("one")
            file = backed_up(here, houses.folder / "x.tar.gz")
        with in_house(houses.a_house(**office.settings())) as there:
            assert call(there, "restore", file).code == 0
            pause = current_pause()
            assert pause
            assert (pause.reason, pause.held_since) == (PauseReason.RESTORED, NOW)
            deliver()
            assert office.connections == 0
            start_mail(by=db.session.merge(manager), at=NOW)
            deliver()
            assert len(office.received) == 1


def test_mail_is_held_back_in_the_moment_in_which_the_copy_is_there(houses: Houses, full: Path) -> None:
    """Not a moment later: a worker that runs already may look in between."""
    with in_house(houses.a_house()) as there:
        seen: list[object] = []
        with migrating(lambda: seen.append(current_pause())):
            assert call(there, "restore", full).code == 0
        assert seen[0] is not None


@contextmanager
def migrating(look: object) -> Iterator[None]:
    """`look` is called when a restored database is about to be brought to this version."""
    migrate = connection.migrate

    def looking() -> str:
        look()  # type: ignore[operator]
        db.session.remove()
        return migrate()

    connection.migrate = looking
    try:
        yield
    finally:
        connection.migrate = migrate


def test_the_nightly_backup_that_is_restored_is_the_last_good_one_of_its_copy(houses: Houses) -> None:
    with in_house(houses.a_house()):
        a_user()
        make_nightly_backup()
        [file] = houses.backups.iterdir()
    with in_house(houses.a_house()) as there:
        assert call(there, "restore", file).code == 0
        last = last_good_backup()
        assert last
        assert (last.kind, last.file_name, last.started_at) == (BackupKind.NIGHTLY, file.name, NOW)
        assert db.session.scalars(select(Backup)).all() == [last]


# --- Of another version or kind ---


def test_a_backup_of_an_earlier_version_is_migrated(houses: Houses) -> None:
    with in_house(houses.a_house(filled=True)) as here:
        assert call(here, "db", "downgrade", "0009").code == 0
        file = backed_up(here, houses.folder / "old.tar.gz")
    with another_full_house(houses) as there:
        said = call(there, "restore", file, "--replace")
        assert said.code == 0, said
        assert "It was made by an earlier version, and has been migrated to this one." in said.out
        assert connection.revision() == connection.newest_revision()
        assert connection.disagreements() == ""
        assert current_pause()
        assert "Not in the backup" not in db.session.scalars(select(Course.title)).all()


def test_a_backup_of_a_later_version_is_refused(houses: Houses) -> None:
    with in_house(houses.a_house()) as here:
        db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        db.session.commit()
        file = backed_up(here, houses.folder / "new.tar.gz")
    with another_full_house(houses) as there:
        before = held_in(there)
        refused(call(there, "restore", file, "--replace"), "made by a later version of Coursebook")
        assert held_in(there) == before


def test_one_kind_of_database_is_not_put_into_the_other(houses: Houses, full: Path, tmp_path: Path) -> None:
    other = replace(houses, kind=({*KINDS} - {houses.kind}).pop(), folder=tmp_path / "other", made=[])
    with in_house(other.a_house()) as there:
        said = call(there, "restore", full)
        refused(said, "Set DATABASE_URL to a")
        assert f"This backup is of {'SQLite' if houses.kind == 'sqlite' else 'PostgreSQL'}" in said.err


def test_what_is_another_than_then_is_said(houses: Houses) -> None:
    with in_house(houses.a_house(SECRET_KEY="then", MAIL_PASSWORD="then")) as here:
        a_manager()
        file = backed_up(here, houses.folder / "x.tar.gz")
    with in_house(houses.a_house(SECRET_KEY="now", MAIL_PASSWORD="now", PUBLIC_URL="https://new.test")) as there:
        said = call(there, "restore", file)
        assert "SECRET_KEY is another than then" in said.out
        assert "MAIL_PASSWORD is another than then." in said.out
        assert "PUBLIC_URL was 'http://coursebook.test', and is 'https://new.test' now." in said.out
    with in_house(houses.a_house(SECRET_KEY="now", SECRET_KEY_FALLBACKS="then")) as there:
        assert "SECRET_KEY" not in call(there, "restore", file).out


# --- Nothing half-done ---


def test_a_damaged_file_changes_nothing(houses: Houses, full: Path) -> None:
    whole = full.read_bytes()
    middle = len(whole) // 2
    with another_full_house(houses) as there:
        before = held_in(there)
        for damaged in (whole[:middle], whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :], b"hello"):
            full.write_bytes(damaged)
            assert call(there, "restore", full, "--replace").code == 1
            assert held_in(there) == before
        assert list(houses.backups.iterdir()) == []
        assert sorted(path.name for path in Path(there.config["UPLOADS"]).parent.iterdir()) == ["uploads"]


@pytest.mark.parametrize("has_people", [True, False])
def test_a_fault_after_the_database_was_exchanged_puts_back_what_was_there(
    houses: Houses, full: Path, has_people: bool
) -> None:
    def fail() -> None:
        raise OSError(28, "No space left on device")

    with in_house(houses.a_house(is_migrated=has_people, filled=has_people)) as there:
        if has_people:
            store(b"not in the backup")
        before = held_in(there) if has_people else None
        with migrating(fail):
            refused(call(there, "restore", full, "--replace"), "No space left on device. Nothing has changed.")
        if has_people:
            assert held_in(there) == before
        else:
            assert not connection.holds_tables()
            assert uploads_of(there) == {}


def test_a_fault_while_the_database_is_exchanged_changes_nothing(houses: Houses, full: Path) -> None:
    """The backup's tables have other numbers of rows than it says: found when most of it is in."""
    with another_full_house(houses) as there:
        before = held_in(there)
        with in_house(houses.made[0]), lying_about_rows():
            wrong = backed_up(houses.made[0], houses.folder / "wrong.tar.gz")
        refused(call(there, "restore", wrong, "--replace"), "the table user has not")
        assert held_in(there) == before


@contextmanager
def lying_about_rows() -> Iterator[None]:
    counted = connection._copied
    connection._copied = lambda database: connection.Copied(
        (found := counted(database)).revision, found.rows | {"user": found.rows["user"] + 1}
    )
    try:
        yield
    finally:
        connection._copied = counted


@pytest.mark.parametrize("houses", ["postgresql"], indirect=True)
def test_a_database_that_somebody_else_works_with_is_left_alone(houses: Houses, full: Path) -> None:
    """Their transaction holds a lock on a table; we don't wait for it for ever."""
    with another_full_house(houses) as there, db.engine.connect() as theirs:
        theirs.execute(text("SELECT * FROM course"))
        before = uploads_of(there)
        refused(call(there, "restore", full, "--replace"), "Something else is using the database. Stop Coursebook")
        theirs.rollback()
        assert uploads_of(there) == before
        assert "Not in the backup" in db.session.scalars(select(Course.title)).all()


@pytest.mark.parametrize("houses", ["sqlite"], indirect=True)
def test_an_upload_of_the_same_name_and_other_bytes_is_put_right_and_put_back_after_a_fault(
    houses: Houses, full: Path
) -> None:
    with in_house(houses.a_house()) as there:
        folder = Path(there.config["UPLOADS"])
        shutil.copytree(houses.made[0].config["UPLOADS"], folder)
        right = uploads_of(there)
        spoilt = sorted(folder.iterdir())[0]
        spoilt.write_bytes(b"spoilt")
        before = uploads_of(there)

        def fail() -> None:
            assert uploads_of(there) == right
            raise OSError(5, "Input/output error")

        with migrating(fail):
            refused(call(there, "restore", full), "Nothing has changed")
        assert uploads_of(there) == before
        assert call(there, "restore", full).code == 0
        assert uploads_of(there) == right


def test_a_link_to_sign_in_mailed_since_the_backup_is_nobody_elses(houses: Houses, full: Path) -> None:
    """Its number would be the next to be given."""
    with in_house(houses.a_house(filled=True)) as there:
        mailed = new_proof(email="lost@example.org", at=NOW, lasts=timedelta(hours=1)).id
        db.session.rollback()
        assert call(there, "restore", full, "--replace").code == 0
        later = [new_proof(email=f"{name}@example.org", at=NOW, lasts=timedelta(hours=1)).id for name in ("b", "c")]
        assert min(later) > mailed
        assert db.session.get(AddressProof, mailed) is None
