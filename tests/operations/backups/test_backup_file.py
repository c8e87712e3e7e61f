"""One file, whole and checked, or none; and a reader that takes nothing but such a file."""

import gzip
import io
import json
import os
import re
import stat
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import func, select

from app import create_app
from app.accounts.models import User
from app.booking.claims.services_delegates import delegate_of
from app.booking.models import Booking
from app.booking.places.services import book_place
from app.core import clock
from app.core.database import db
from app.operations.backups import connection, connection_sqlite
from app.operations.backups.refusals import BackupDamaged, BackupFailed, CantPutIn, NotABackup
from app.operations.backups.services import UNFINISHED, write_backup
from app.operations.backups.services_packing import read_backup
from app.programme.models_sessions import TrainingSession
from app.web.uploads import store
from tests.builders import a_course, a_session, a_user
from tests.conftest import ROOT, settings
from tests.data.command_line import call
from tests.data.everything import rows_in
from tests.operations.conftest import Houses, in_house
from tests.servers import environment, running, wait_until

pytestmark = pytest.mark.lasts_long

ROOM = 10**9


def newest_revision() -> str | None:
    return ScriptDirectory(str(ROOT / "migrations")).get_current_head()


@pytest.fixture
def made(houses: Houses) -> Path:
    """A backup with a course and an upload in it."""
    file = houses.folder / "made.tar.gz"
    with in_house(houses.a_house(SECRET_KEY="very secret indeed")) as here:
        a_course("Neglect")
        store(b"slides" * 1000)
        assert call(here, "backup", file).code == 0
    return file


def test_a_backup_is_one_file_for_its_owner_alone_that_tar_can_open(made: Path, houses: Houses) -> None:
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert [path.name for path in made.parent.iterdir() if path.name.startswith(UNFINISHED)] == []
    with tarfile.open(made) as packed:
        names = packed.getnames()
        manifest = json.load(packed.extractfile("manifest.json"))  # type: ignore[arg-type]
        told = json.load(packed.extractfile("settings.json"))  # type: ignore[arg-type]
        everything = b"".join(packed.extractfile(name).read() for name in names)  # type: ignore[union-attr]
    database = {"sqlite": "database.sqlite", "postgresql": "database.dump"}[houses.kind]
    assert names[0] == database
    assert names[-1] == "manifest.json"
    assert (len(names), sum(name.startswith("uploads/") for name in names)) == (4, 1)
    assert (manifest["database"], manifest["revision"]) == (houses.kind, newest_revision())
    assert manifest["rows"]["course"] == 1
    assert re.fullmatch(r"\d+\.\d+\.\d+", manifest["version"])
    assert told["PARTNERSHIP_NAME"] == "Anyshire Safeguarding Children Partnership"
    assert {"MAIL_SERVER", "BACKUP_TO"} <= told.keys()
    assert b"very secret indeed" not in everything


def test_what_it_says_is_what_was_there_at_one_moment(made: Path) -> None:
    read = read_backup(made, room=ROOM)
    assert read.size == made.stat().st_size
    assert {name: size for name, size in read.manifest.rows.items() if size} == {"alembic_version": 1, "course": 1}


def test_nothing_is_written_over(made: Path, houses: Houses) -> None:
    before = made.read_bytes()
    with in_house(houses.made[0]) as here:
        said = call(here, "backup", made)
        assert (said.code, "is there already" in said.err) == (1, True)
        said = call(here, "backup", houses.folder / "no such folder" / "x.tar.gz")
        assert (said.code, "There is no folder" in said.err) == (1, True)
    assert made.read_bytes() == before


# --- While others work ---


@pytest.mark.parametrize("houses", ["sqlite"], indirect=True)
def test_a_booking_goes_through_while_a_backup_is_made(houses: Houses) -> None:
    """Between two of its steps: it holds no lock that a writer wants, and keeps what was there when it began."""
    with in_house(houses.a_house()) as here:
        session_id, person_id = a_session(places=3).id, a_user().id
        db.session.rollback()
        seconds: list[float] = []

        def book() -> None:
            with here.app_context():
                session, person = db.session.get(TrainingSession, session_id), db.session.get(User, person_id)
                assert session
                assert person
                book_place(session, delegate_of(person), by=person, at=clock.now())
                db.session.remove()

        def between_steps(status: int, remaining: int, total: int) -> None:
            if remaining and not seconds:
                begun, worker = time.monotonic(), threading.Thread(target=book)
                worker.start()
                worker.join(20)
                seconds.append(time.monotonic() - begun)

        copy = houses.folder / "copy"
        connection_sqlite.copy_out(str(db.engine.url.database), copy, on_step=between_steps, pages=20)
        db.session.rollback()
        assert seconds[0] < 2
        assert rows_in(Booking) == 1
        with connection_sqlite.as_engine(copy).connect() as there:
            assert there.scalar(select(func.count()).select_from(Booking)) == 0


# --- Whole, or not at all ---


def test_a_disk_that_is_full_leaves_no_file_and_says_so(houses: Houses) -> None:
    with in_house(houses.a_house(filled=True)) as here:
        url, uploads = here.config["SQLALCHEMY_DATABASE_URI"], here.config["UPLOADS"]
    file = houses.folder / "backup.tar.gz"
    program = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000)); "
    program += f"sys.argv = ['flask', '--app', 'wsgi', 'backup', {str(file)!r}]; from flask.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT, env=environment(url, UPLOADS=uploads), capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("Error: ")
    assert not file.exists()
    assert [path.name for path in houses.folder.iterdir() if path.name.startswith(UNFINISHED)] == []


def test_a_backup_killed_in_the_middle_leaves_no_file_of_that_name(houses: Houses) -> None:
    with in_house(houses.a_house()) as here:
        for number in range(4):
            store(os.urandom(4_000_000) + bytes([number]))
        url, uploads = here.config["SQLALCHEMY_DATABASE_URI"], here.config["UPLOADS"]
    file = houses.folder / "backup.tar.gz"
    with running("flask", "--app", "wsgi", "backup", str(file), environment=environment(url, UPLOADS=uploads)) as one:
        wait_until(lambda: list(houses.folder.glob(f"{UNFINISHED}*/packed")), "begun", every=0.005)
        one.kill()
        one.wait()
    assert not file.exists()
    assert len(list(houses.folder.glob(f"{UNFINISHED}*"))) == 1, "it was in the middle"


@pytest.mark.parametrize("houses", ["postgresql"], indirect=True)
def test_programs_that_are_missing_or_too_old_are_refused_in_words(
    houses: Houses, monkeypatch: pytest.MonkeyPatch
) -> None:
    with in_house(houses.a_house()) as here:
        monkeypatch.setenv("PATH", str(houses.folder))
        said = call(here, "backup", houses.folder / "x.tar.gz")
        assert (said.code, "The program pg_dump isn’t here. Install" in said.err) == (1, True)
        old = houses.folder / "pg_dump"
        old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 12.22'\n")
        old.chmod(0o755)
        said = call(here, "backup", houses.folder / "x.tar.gz")
        assert (said.code, "is older than the server: pg_dump (PostgreSQL) 12.22" in said.err) == (1, True)
    assert not (houses.folder / "x.tar.gz").exists()


@pytest.mark.parametrize("houses", ["postgresql"], indirect=True)
def test_through_a_pooler_nothing_is_backed_up(houses: Houses) -> None:
    """Seen: pg_dump's empty search path stayed with PgBouncer's connections, and requests after it found no table."""
    with in_house(houses.a_house(DATABASE_POOLER="yes")) as here:
        said = call(here, "backup", houses.folder / "x.tar.gz")
        with pytest.raises(CantPutIn, match="don’t go through a pooler"):
            connection.put_in(houses.folder / "x", rows={})
    assert (said.code, "DATABASE_POOLER=no" in said.err) == (1, True)
    assert not (houses.folder / "x.tar.gz").exists()


def test_a_database_in_memory_has_nothing_to_back_up(tmp_path: Path) -> None:
    app = create_app(settings("sqlite://"))
    with app.app_context(), pytest.raises(BackupFailed, match="in memory"):
        write_backup(tmp_path / "x.tar.gz", house=connection.surroundings(), at=clock.now())
    assert list(tmp_path.iterdir()) == []


# --- What a reader refuses ---


def test_a_truncated_file_is_refused_wherever_it_ends(made: Path) -> None:
    whole = made.read_bytes()
    for end in (0, 5, 100, len(whole) // 2, len(whole) - 9, len(whole) - 1):
        made.write_bytes(whole[:end])
        with pytest.raises((BackupDamaged, NotABackup)):
            read_backup(made, room=ROOM)


def test_a_flipped_byte_is_noticed_wherever_it_changes_anything(made: Path) -> None:
    """A run of zeros can be packed in several ways: where what is in it is the same, there is nothing to notice."""
    whole, noticed = made.read_bytes(), 0
    for place in [*range(0, len(whole), len(whole) // 40), len(whole) - 1]:
        made.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        try:
            read_backup(made, room=ROOM)
            assert gzip.decompress(made.read_bytes()) == gzip.decompress(whole)
        except (BackupDamaged, NotABackup):
            noticed += 1
    assert noticed > 30


Change = Callable[[list[tuple[tarfile.TarInfo, bytes]]], None]


def packed_anew(file: Path, change: Change) -> Path:
    """The same file by other hands: tar and gzip are right, what is in it isn't."""
    with tarfile.open(file) as packed:
        members = [(header, (packed.extractfile(header) or io.BytesIO()).read()) for header in packed.getmembers()]
    change(members)
    with tarfile.open(file, "w:gz", format=tarfile.GNU_FORMAT) as packed:
        for header, content in members:
            if header.size > ROOM:
                packed.fileobj.write(header.tobuf(tarfile.GNU_FORMAT))  # type: ignore[union-attr]
            else:
                header.size = len(content) if header.isreg() else 0
                packed.addfile(header, io.BytesIO(content))
    return file


def a_member(name: str, content: bytes = b"x", **more: Any) -> tuple[tarfile.TarInfo, bytes]:
    header = tarfile.TarInfo(name)
    for each, value in more.items():
        setattr(header, each, value)
    return header, content


def adding(*member: Any, **more: Any) -> Change:
    return lambda members: members.insert(0, a_member(*member, **more))


HOSTILE: dict[str, Change] = {
    "a path outside": adding("uploads/../../outside"),
    "a path from the root": adding("/tmp/outside"),
    "a name beside": adding("outside"),
    "a path that isn't plain": adding("uploads//x"),
    "a link": adding("uploads/x", b"", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
    "a hard link": adding("uploads/x", b"", type=tarfile.LNKTYPE, linkname="/etc/passwd"),
    "a device": adding("uploads/x", b"", type=tarfile.CHRTYPE),
    "a folder": adding("uploads", b"", type=tarfile.DIRTYPE),
    "a name of another length": adding("uploads/" + "x" * 150),
    "an absurd size": adding("uploads/x", b"x", size=ROOM + 1),
    "an absurd manifest": adding("settings.json", b"x" * 1024 * 1024 + b"x"),
    "one too many": adding("uploads/x"),
    "one twice": lambda members: members.insert(1, members[0]),
    "one too few": lambda members: members.pop(1),
    "no manifest": lambda members: members.pop(),
    "no database": lambda members: members.pop(0),
    "other bytes": lambda members: members.__setitem__(0, (members[0][0], members[0][1][:-1] + b"!")),
    "something after the manifest": lambda members: members.append(a_member("uploads/x")),
    "nothing": lambda members: members.clear(),
}


@pytest.mark.parametrize("houses", ["sqlite"], indirect=True)
def test_a_file_that_holds_anything_else_is_refused_and_nothing_is_put_outside(made: Path) -> None:
    packed_anew(made, lambda members: None)
    assert read_backup(made, room=ROOM).manifest.rows["course"] == 1, "packed by tar it is read as well"
    whole, taken = made.read_bytes(), []
    for what, change in HOSTILE.items():
        made.write_bytes(whole)
        try:
            read_backup(packed_anew(made, change), room=ROOM, into=made.parent / "deep" / "into" / what)
            taken.append(what)
        except (BackupDamaged, NotABackup):
            pass
    assert taken == []
    assert [*made.parent.rglob("*outside*"), *Path("/tmp").glob("outside")] == []


@pytest.mark.parametrize("content", [b"", b"hello", gzip.compress(b"hello"), gzip.compress(bytes(2048))], ids=range(4))
def test_another_file_is_said_to_be_no_backup(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.tar.gz"
    file.write_bytes(content)
    with pytest.raises(NotABackup):
        read_backup(file, room=ROOM)


@pytest.mark.parametrize("houses", ["sqlite"], indirect=True)
def test_a_backup_that_does_not_fit_on_the_disk_is_refused_before_it_is_unpacked(made: Path) -> None:
    with pytest.raises(NotABackup, match="There isn’t room on the disk"):
        read_backup(made, room=10_000, into=made.parent / "into")
    assert not (made.parent / "into").exists()
