"""A later version takes over the database of an earlier one."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.core.database import db
from app.operations.backups import connection
from app.operations.backups import rules as backup_rules
from app.operations.backups import services as backups
from app.operations.backups.models import BackupKind
from app.operations.backups.rules_manifest import Surroundings
from app.operations.invariants.queries import broken_invariants
from app.operations.restoring.refusals import UpgradeFailed


@dataclass(frozen=True)
class Upgraded:
    """From which revision to which, and the backup made before; none of a database that is empty or up to date."""

    was: str | None
    now: str | None
    kept: Path | None
    broken: list[str]


def upgrade(*, house: Surroundings, keep: Path, at: datetime) -> Upgraded:
    """Back up, migrate, and check that tables and models agree and that what must hold does.

    Raises BackupFailed (nothing has changed) or UpgradeFailed, which says how to go back.
    """
    was = connection.revision()
    if was is not None and not connection.knows(was):
        raise UpgradeFailed(
            f"The database is at revision {was}, which this version doesn’t know: a later version has used it. "
            "Nothing has changed. Install the latest version."
        )
    is_older = was != connection.newest_revision()
    kept = _back_up(house=house, keep=keep, at=at) if is_older and connection.holds_tables() else None
    path = kept.path if kept else None
    db.session.rollback()
    if complaint := connection.migrate():
        raise UpgradeFailed(f"The upgrade failed, and the database is as it was: {complaint}. {how_to_go_back(path)}")
    if complaint := connection.disagreements():
        raise UpgradeFailed(
            f"The upgrade ran, but the tables aren’t what this version expects: {complaint}. {how_to_go_back(path)}"
        )
    if kept:
        backups.note_made(kept, kind=BackupKind.BEFORE_UPGRADE, at=at)
    broken = broken_invariants(at=at)
    db.session.rollback()
    return Upgraded(was, connection.revision(), path, broken)


def how_to_go_back(kept: Path | None) -> str:
    """In words for whoever upgrades."""
    if kept is None:
        return "To go back: install the version before. There was nothing to back up."
    return (
        f"To go back: install the version before, and run with it: flask --app wsgi restore {kept} --replace. "
        "A version that has no such command yet finds the database in that file: docs/backups.md says how."
    )


def _back_up(*, house: Surroundings, keep: Path, at: datetime) -> backups.Written:
    path = keep / backup_rules.file_name(at, what="coursebook-before-upgrade")
    return backups.write_backup(path, house=house, at=at)
