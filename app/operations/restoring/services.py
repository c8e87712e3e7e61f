"""A backup put in the place of what is there: all of it, or nothing has changed."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from app.accounts.sessions import services as sessions
from app.accounts.signing_in import services as signing_in
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import command, db
from app.core.errors import Refusal
from app.notifications.models_pausing import MailPause, PauseReason
from app.notifications.pausing.services import hold_mail, holding_mail
from app.operations.backups import connection
from app.operations.backups import rules as backup_rules
from app.operations.backups import services as backups
from app.operations.backups.models import BackupKind
from app.operations.backups.rules_manifest import (
    Manifest,
    Surroundings,
    changed_secrets,
    changed_settings,
    lost_keys,
)
from app.operations.backups.services import Written
from app.operations.backups.services_packing import DATABASES, UPLOADS, ReadBackup, read_backup
from app.operations.invariants.queries import broken_invariants
from app.operations.restoring.refusals import HoldsPeople, OfAnotherDatabase, RestoreFailed, TooNew
from app.operations.restoring.services_uploads import UploadsExchange

UNFINISHED = ".coursebook-restoring-"
"""What the folder beside the uploads is called in which a backup is made ready."""


@dataclass(frozen=True)
class Restored:
    """What was put back, what was there before, and what is another now than when the backup was made."""

    manifest: Manifest
    kept: Path | None
    is_migrated: bool
    lost_keys: int
    changed_secrets: list[str]
    changed_settings: list[tuple[str, str | None, str | None]]
    broken: list[str]

    @property
    def rows(self) -> int:
        return sum(self.manifest.rows.values())

    @property
    def uploads(self) -> int:
        return sum(name.startswith(UPLOADS) for name in self.manifest.members)


def restore_backup(file: Path, *, house: Surroundings, keep: Path, may_replace: bool, at: datetime) -> Restored:
    """Put a backup in the place of what is there. Mail is held back from the moment at which it is.

    What is there is backed up into `keep` first if it holds people. Raises a Refusal; then nothing has changed.
    """
    try:
        with _made_ready_beside(house.uploads) as folder:
            read = read_backup(file, room=shutil.disk_usage(folder).free)
            _must_fit(read.manifest)
            holds_people = connection.holds_people()
            if holds_people and not may_replace:
                raise HoldsPeople
            kept = _back_up_what_is_here(keep, house=house, at=at) if holds_people else None
            broken = _exchange(file, folder, house=house, kept=kept, at=at)
    except (OSError, ValueError, sqlite3.Error, SQLAlchemyError) as error:
        raise RestoreFailed(f"Restoring failed: {backups.words_of(error)}. Nothing has changed.") from error
    return Restored(
        manifest=read.manifest,
        kept=kept.path if kept else None,
        is_migrated=read.manifest.revision != connection.newest_revision(),
        lost_keys=lost_keys(read.manifest, house.settings),
        changed_secrets=changed_secrets(read.manifest, house.settings),
        changed_settings=changed_settings(read.settings, house.settings),
        broken=broken,
    )


@contextmanager
def _made_ready_beside(uploads: Path) -> Iterator[Path]:
    """A folder on the same disk. It stays if what was there could not be put back: it holds the only copy then."""
    uploads.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=uploads.parent))
    try:
        yield folder
    except _NotPutBack as error:
        raise RestoreFailed(
            f"Restoring failed: {error.why}. What was there before could not be put back either: {error.words}. "
            f"It is in {folder}: the database as the file “before”, uploads in “aside”."
        ) from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)


class _NotPutBack(Exception):
    def __init__(self, why: str, words: str) -> None:
        self.why, self.words = why, words


def _must_fit(manifest: Manifest) -> None:
    """Raises OfAnotherDatabase or TooNew."""
    if manifest.database != connection.kind():
        raise OfAnotherDatabase(manifest.database, connection.kind())
    if manifest.revision is not None and not connection.knows(manifest.revision):
        raise TooNew


def _back_up_what_is_here(keep: Path, *, house: Surroundings, at: datetime) -> Written:
    path = keep / backup_rules.file_name(at, what="coursebook-before-restore")
    return backups.write_backup(path, house=house, at=at)


def _exchange(file: Path, folder: Path, *, house: Surroundings, kept: Written | None, at: datetime) -> list[str]:
    """Returns the invariants that the restored database breaks."""
    fresh, before = folder / "fresh", folder / "before"
    read = read_backup(file, room=shutil.disk_usage(folder).free, into=fresh)
    (fresh / UPLOADS).mkdir(exist_ok=True)
    connection.copy_out(before)
    uploads = UploadsExchange(fresh / UPLOADS, house.uploads, folder / "aside")
    is_in = False
    try:
        uploads.put_beside()
        _put_database_in(fresh, read.manifest, at=at)
        is_in = True
        if complaint := connection.migrate():
            raise RestoreFailed(f"The backup can’t be brought to this version: {complaint}. Nothing has changed.")
        _note(read, file, kept=kept, at=at)
        broken = broken_invariants(at=at)
        db.session.rollback()
        uploads.take_out_the_others()
    except BaseException as error:
        _put_back(before, uploads, is_in=is_in, because=error)
        raise
    return broken


def _put_database_in(fresh: Path, manifest: Manifest, *, at: datetime) -> None:
    """With mail held back in the same transaction, where the backup knows that already."""
    holds = MailPause.__tablename__ in manifest.rows
    then = [holding_mail(reason=PauseReason.RESTORED, at=at)] if holds else []
    db.session.remove()
    connection.put_in(fresh / DATABASES[manifest.database], rows=manifest.rows, then=then)


def _put_back(before: Path, uploads: UploadsExchange, *, is_in: bool, because: BaseException) -> None:
    try:
        uploads.undo()
        if is_in:
            db.session.remove()
            connection.put_in(before, rows={})
    except (Refusal, OSError, sqlite3.Error, SQLAlchemyError) as error:
        raise _NotPutBack(str(because), str(error)) from because


@command
def _note(read: ReadBackup, file: Path, *, kept: Written | None, at: datetime) -> None:
    """Hold mail back, let no link to sign in name another's, sign everybody out, and keep which backup this is.

    Its copy knows nothing of all that.
    """
    hold_mail(reason=PauseReason.RESTORED, at=at)
    signing_in.give_no_number_again(at=at)
    sessions.end_sessions_of_everybody(at=at)
    kind = BackupKind.NIGHTLY if backup_rules.made_at(file.name) else BackupKind.BY_HAND
    written = Written(file, read.size, read.sha256, read.manifest)
    backup = backups.note_made(written, kind=kind, at=read.manifest.made_at)
    audit.write(Verb.RESTORED_BACKUP, backup, by=None, at=at, made_at=read.manifest.made_at.isoformat())
    if kept:
        backups.note_made(kept, kind=BackupKind.BEFORE_RESTORE, at=at)
