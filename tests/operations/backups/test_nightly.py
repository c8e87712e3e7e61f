"""A backup a night: made once, tried again, noted, and the old ones let go."""

import os
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import clock
from app.core.clock import from_london
from app.core.database import db
from app.operations.backups import rules
from app.operations.backups.connection import surroundings
from app.operations.backups.jobs import make_nightly_backup
from app.operations.backups.models import Backup, BackupKind
from app.operations.backups.queries import last_good_backup
from app.operations.backups.refusals import BackupFailed
from app.operations.backups.services import UNFINISHED, begin_nightly, note_failed, note_made, rotate, write_backup
from app.operations.backups.services_packing import read_backup
from app.operations.heartbeats.models import Process
from app.operations.heartbeats.rules import JobState
from app.operations.monitoring import pages
from app.schedule import EVERY_SECONDS
from tests.builders import a_heartbeat, a_manager
from tests.conftest import NOW, clock_at
from tests.data.everything import rows_in, saved
from tests.operations.conftest import Houses, in_house
from tests.page import Visitor

pytestmark = pytest.mark.lasts_long

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TONIGHT = from_london((NOW + DAY).date(), rules.NIGHTLY_AT)
THIS_NIGHTS = rules.file_name(NOW)


def tried() -> list[tuple[str, bool, str]]:
    db.session.rollback()
    wanted = select(Backup).where(Backup.kind == BackupKind.NIGHTLY).order_by(Backup.id)
    return [(each.file_name, each.is_good, each.error) for each in db.session.scalars(wanted)]


def test_a_night_has_one_backup_and_the_next_another(houses: Houses) -> None:
    with in_house(houses.a_house()):
        assert make_nightly_backup().startswith(f"backup {THIS_NIGHTS}, ")
        assert make_nightly_backup() == ""
        with clock_at(TONIGHT - MINUTE):
            assert make_nightly_backup() == ""
        with clock_at(TONIGHT + 8 * MINUTE):
            assert make_nightly_backup() != ""
        names = sorted(path.name for path in houses.backups.iterdir())
        assert names == [THIS_NIGHTS, rules.file_name(TONIGHT + 8 * MINUTE)]
        last = last_good_backup()
        assert last
        read = read_backup(houses.backups / names[1], room=10**9)
        assert (last.file_name, last.bytes, last.sha256) == (names[1], read.size, read.sha256)
        assert (last.started_at, last.finished_at) == (TONIGHT + 8 * MINUTE, TONIGHT + 8 * MINUTE)


def test_two_schedulers_make_one(houses: Houses) -> None:
    here = houses.a_house()
    said: list[str] = []

    def run() -> None:
        with here.app_context():
            said.append(make_nightly_backup())
            db.session.remove()

    with in_house(here):
        workers = [threading.Thread(target=run) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert sorted(map(bool, said)) == [False, False, False, True]
        assert tried() == [(THIS_NIGHTS, True, "")]


@pytest.mark.parametrize("houses", ["sqlite"], indirect=True)
def test_without_a_folder_none_is_made(houses: Houses) -> None:
    assert make_nightly_backup in EVERY_SECONDS
    with in_house(houses.a_house(BACKUP_TO="")):
        assert make_nightly_backup() == ""
        assert rows_in(Backup) == 0


def test_one_that_fails_says_why_and_is_tried_again_after_an_hour(houses: Houses, tmp_path: Path) -> None:
    folder = tmp_path / "not there"
    with in_house(houses.a_house(BACKUP_TO=str(folder))):
        with pytest.raises(BackupFailed):
            make_nightly_backup()
        with clock_at(NOW + 59 * MINUTE):
            assert make_nightly_backup() == ""
        [(name, is_good, error)] = tried()
        assert (name, is_good) == (THIS_NIGHTS, False)
        assert error.startswith(f"There is no folder {folder}.")
        assert last_good_backup() is None
        folder.mkdir()
        with clock_at(NOW + HOUR):
            assert make_nightly_backup() != ""
        assert [is_good for _, is_good, _ in tried()] == [False, True]


@pytest.mark.parametrize("houses", ["sqlite"], indirect=True)
def test_one_whose_process_was_ended_is_given_up_after_some_hours(houses: Houses) -> None:
    with in_house(houses.a_house()):
        assert begin_nightly(at=NOW)
        with clock_at(NOW + 5 * HOUR):
            assert make_nightly_backup() == ""
        with clock_at(NOW + 6 * HOUR):
            assert make_nightly_backup() != ""
        assert tried() == [
            (THIS_NIGHTS, False, "It was ended before it was finished."),
            (rules.file_name(NOW + 6 * HOUR), True, ""),
        ]


# --- Letting go ---


def test_old_ones_go_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    nights = [rules.file_name(NOW - number * DAY) for number in range(60)]
    others = ["accounts.xlsx", "coursebook-before-upgrade-20200101T000000Z.tar.gz", f"{nights[40]}.mine", "notes"]
    for name in [*nights, *others]:
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / rules.file_name(NOW - 900 * DAY)).mkdir()  # a folder by such a name is none of ours
    for name in ("long ago", "just now"):
        (tmp_path / f"{UNFINISHED}{name}").mkdir()
    long_ago = (NOW - 2 * DAY).timestamp()
    os.utime(tmp_path / f"{UNFINISHED}long ago", (long_ago, long_ago))
    gone = rotate(tmp_path, at=NOW)
    left = {path.name for path in tmp_path.iterdir()}
    assert len(gone) == 60 - len(rules.kept(NOW - number * DAY for number in range(60)))
    assert nights[0] in left
    assert {*nights[:7], *others, rules.file_name(NOW - 900 * DAY), f"{UNFINISHED}just now"} <= left
    assert f"{UNFINISHED}long ago" not in left


@pytest.mark.parametrize("houses", ["sqlite"], indirect=True)
def test_one_that_fails_lets_nothing_go(houses: Houses) -> None:
    for number in range(1, 60):
        (houses.backups / rules.file_name(NOW - number * DAY)).write_bytes(b"x")
    with in_house(houses.a_house(UPLOADS=str(houses.folder / "uploads"))) as here:
        name = Path(here.config["UPLOADS"]) / ("x" * 250)
        name.parent.mkdir()
        name.write_bytes(b"no name for a backup")
        with pytest.raises(BackupFailed, match="a file of this name"):
            make_nightly_backup()
        assert len(list(houses.backups.iterdir())) == 59
        name.unlink()
        with clock_at(NOW + HOUR):
            assert make_nightly_backup() != ""
        assert len(list(houses.backups.iterdir())) < 20


# --- The page ---


def a_backup(**more: object) -> Backup:
    return saved(Backup(**{"kind": BackupKind.NIGHTLY, "file_name": THIS_NIGHTS, "started_at": NOW} | more))


def test_without_a_folder_the_page_says_what_to_set(app: Flask, visitor: Visitor) -> None:
    page = visitor.sign_in(a_manager()).open_page("/running/backups")
    assert "sets BACKUP_TO to a folder" in page.words
    assert "No backup was made yet." in page.words
    assert "Last good one None yet" in page.words
    assert "restore FILE --replace" in page.words


def test_the_page_says_which_was_the_last_good_one_and_what_failed_since(app: Flask, visitor: Visitor) -> None:
    a_backup(started_at=NOW - 2 * DAY, finished_at=NOW - 2 * DAY, bytes=2_345_678)
    failed = a_backup(started_at=NOW - DAY)
    note_failed(failed, "No space left on device")
    a_backup(started_at=NOW)
    app.config["BACKUP_TO"] = "/srv/backups"
    try:
        page = visitor.sign_in(a_manager()).open_page("/running/backups")
    finally:
        app.config["BACKUP_TO"] = None
    assert "The backup of 10am, Sunday 22 November failed: No space left on device" in page.words
    assert "Last good one Saturday 21 November 2026, 10am, 2.3 MB" in page.words
    assert [row.get_text(" ").split("  ")[0].strip() for row in page.soup.select("tbody .cb-tag")] == [
        "Not finished",
        "Failed",
        "Good",
    ]


def what_today_says(here: Flask) -> str:
    return Visitor(here).sign_in(a_manager()).open_page("/today").words


@pytest.mark.parametrize("houses", ["sqlite"], indirect=True)
def test_today_says_that_a_night_failed_until_a_later_night_is_good(houses: Houses, tmp_path: Path) -> None:
    """Neither an hour's rest nor a backup by hand hides it; and it is no reason to send visitors elsewhere."""
    folder = tmp_path / "a disk"
    folder.mkdir()
    with in_house(houses.a_house(BACKUP_TO=str(folder))) as here:
        assert "no backup yet" in what_today_says(here)
        make_nightly_backup()
        assert "last backup today, 10am" in what_today_says(here)
        folder.rename(tmp_path / "elsewhere")
        clock.freeze(TONIGHT)
        with pytest.raises(BackupFailed):
            make_nightly_backup()
        failed = JobState(600, TONIGHT, failed_at=TONIGHT, error="BackupFailed")
        a_heartbeat(Process.SCHEDULER, make_nightly_backup=failed)
        assert pages.checks_of(pages.inspect())[-1].is_good
        clock.freeze(TONIGHT + 10 * MINUTE)
        assert make_nightly_backup() == ""
        assert "The nightly backup fails, since 1:30am, Tuesday 24 November" in what_today_says(here)
        by_hand = write_backup(tmp_path / "by-hand.tar.gz", house=surroundings(), at=clock.now())
        note_made(by_hand, kind=BackupKind.BY_HAND, at=clock.now())
        words = what_today_says(here)
        assert "The nightly backup fails" in words
        assert "last backup yesterday, 10am" in words
        assert "failed: There is no folder" in Visitor(here).sign_in(a_manager()).open_page("/running/backups").words
        folder.mkdir()
        clock.freeze(TONIGHT + HOUR)
        assert make_nightly_backup() != ""
        assert "The nightly backup" not in what_today_says(here)


def test_a_machine_that_makes_none_misses_those_that_another_makes(app: Flask, visitor: Visitor) -> None:
    visitor.sign_in(a_manager())
    assert "no backups are set up" in visitor.open_page("/today").words
    a_backup(started_at=NOW - 2 * DAY, finished_at=NOW - 2 * DAY)
    assert "Backups have stopped" in visitor.open_page("/today").words


def test_what_was_put_away_for_a_restored_one_is_not_the_last_good_one(app: Flask) -> None:
    good = a_backup(started_at=NOW - DAY, finished_at=NOW - DAY)
    a_backup(kind=BackupKind.BEFORE_RESTORE, finished_at=NOW)
    assert last_good_backup() is good
    assert clock.now() == NOW
