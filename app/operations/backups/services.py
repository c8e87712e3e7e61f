"""Backups: written, opened again, noted, and rotated."""

import os
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from app.core.database import advisory_lock, command, db
from app.core.errors import Refusal
from app.operations.backups import connection, queries, rules
from app.operations.backups.models import Backup, BackupKind
from app.operations.backups.refusals import BackupFailed
from app.operations.backups.rules_manifest import (
    Manifest,
    Member,
    Surroundings,
    fingerprints,
    open_settings,
    settings_as_json,
)
from app.operations.backups.services_packing import DATABASES, SETTINGS, UPLOADS, pack, read_backup

UNFINISHED = ".coursebook-unfinished-"
"""What the folder in which a backup is written is called."""

LEFT_BEHIND_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Written:
    """A file that counts as a good backup."""

    path: Path
    size: int
    sha256: str
    manifest: Manifest


def write_backup(path: Path, *, house: Surroundings, at: datetime) -> Written:
    """Make a backup, read it again, and only then give it its name. Raises BackupFailed; then no such file is there."""
    if path.exists():
        raise BackupFailed(f"{path} is there already. Choose another name: a backup is never written over.")
    if not path.parent.is_dir():
        raise BackupFailed(f"There is no folder {path.parent}. If it is a disk or a share, see whether it is there.")
    try:
        with _written_beside(path) as folder:
            made = _make(folder, house=house, at=at)
            read = read_backup(made, room=shutil.disk_usage(folder).total)
            made.replace(path)
            _keep_through_a_power_cut(path.parent)
    except (OSError, ValueError, sqlite3.Error, SQLAlchemyError) as error:
        raise BackupFailed(f"It can’t be written: {words_of(error)}.") from error
    return Written(path, read.size, read.sha256, read.manifest)


@contextmanager
def _written_beside(path: Path) -> Iterator[Path]:
    """A folder on the same disk; it goes with all that is in it."""
    folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=path.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make(folder: Path, *, house: Surroundings, at: datetime) -> Path:
    kind = connection.kind()
    database = folder / DATABASES[kind]
    copied = connection.copy_out(database)
    salt = secrets.token_hex(16)

    def manifest(members: dict[str, Member]) -> Manifest:
        marks = fingerprints(house.settings, salt=salt)
        return Manifest(at, house.version, kind, copied.revision, copied.rows, members, salt, marks)

    members = _members(database, house)
    pack(folder / "packed", members, manifest=manifest, at=at)
    database.unlink()
    return folder / "packed"


def _members(database: Path, house: Surroundings) -> Iterator[tuple[str, Path | bytes]]:
    """The database first: what is uploaded meanwhile has a new name, and is only more than the database speaks of."""
    yield database.name, database
    yield SETTINGS, settings_as_json(open_settings(house.settings))
    for path in sorted(house.uploads.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.suffix != ".new":
            yield UPLOADS + path.relative_to(house.uploads).as_posix(), path


def _keep_through_a_power_cut(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def words_of(error: Exception) -> str:
    """What went wrong, on one line."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}{f' ({error.filename})' if error.filename else ''}"
    return (str(getattr(error, "orig", None) or error).splitlines() or [type(error).__name__])[0]


# --- What is noted of them ---


@command
def note_made(written: Written, *, kind: BackupKind, at: datetime) -> Backup:
    """Keep that a backup was made, whether its beginning was noted or not."""
    begun = written.manifest.made_at
    backup = queries.backup_begun(kind, begun) or Backup(kind=kind, started_at=begun)
    backup.file_name = written.path.name if kind is BackupKind.NIGHTLY else str(written.path)[-300:]
    backup.finish(size=written.size, sha256=written.sha256, at=at)
    db.session.add(backup)
    db.session.flush()
    return backup


@command
def note_failed(backup: Backup, words: str) -> None:
    backup.fail(words)


@command
def begin_nightly(*, at: datetime) -> Backup | None:
    """This night's backup, noted as begun, if it is due. One process alone begins it."""
    advisory_lock("nightly backup")
    if not _is_due(at):
        return None
    other = queries.last_nightly(is_good=False)
    if other and not other.error:
        other.fail("It was ended before it was finished.")
    backup = Backup(kind=BackupKind.NIGHTLY, file_name=rules.file_name(at), started_at=at)
    db.session.add(backup)
    return backup


def _is_due(at: datetime) -> bool:
    good, other = queries.last_nightly(is_good=True), queries.last_nightly(is_good=False)
    other_at = other.started_at if other else None
    has_failed = other is not None and other.error != ""
    return rules.is_due(
        at,
        good_since=good.started_at if good else None,
        failed_at=other_at if has_failed else None,
        under_way_since=None if has_failed else other_at,
    )


# --- Every night ---


def make_nightly(folder: Path, *, house: Surroundings, at: datetime) -> Written | None:
    """Make this night's backup if it is due. Raises BackupFailed, and the words are kept."""
    backup = begin_nightly(at=at) if _is_due(at) else None
    if backup is None:
        return None
    path = folder / backup.file_name
    db.session.rollback()  # nobody waits for a reader of ours meanwhile
    try:
        return write_backup(path, house=house, at=at)
    except Refusal as refusal:
        note_failed(backup, refusal.message)
        raise


def keep_nightly(written: Written, *, at: datetime) -> None:
    """Note that it is good, and let old ones go."""
    note_made(written, kind=BackupKind.NIGHTLY, at=at)
    rotate(written.path.parent, at=at)


def rotate(folder: Path, *, at: datetime) -> list[str]:
    """Remove the backups of past nights that are kept no longer, and what a process that was ended left behind.

    Returns their names. A file of any other name stays.
    """
    ours = {path: made for path in folder.iterdir() if path.is_file() and (made := rules.made_at(path.name))}
    kept = rules.kept(ours.values())
    gone = [path for path, made in ours.items() if made not in kept]
    for path in gone:
        path.unlink(missing_ok=True)
    for path in folder.glob(f"{UNFINISHED}*"):
        if path.stat().st_mtime < (at - LEFT_BEHIND_AFTER).timestamp():
            shutil.rmtree(path, ignore_errors=True)
    return sorted(path.name for path in gone)
