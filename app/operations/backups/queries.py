"""Which backups there are."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.core.database import db
from app.operations.backups.models import Backup, BackupKind
from app.web.paging import Page, page_of


def last_good_backup() -> Backup | None:
    """The one that was begun last of those that are finished; None where there is none.

    What was put away for a restored one is no backup of what is there now.
    """
    ours = (Backup.is_good, Backup.kind != BackupKind.BEFORE_RESTORE)
    wanted = select(Backup).where(*ours).order_by(Backup.started_at.desc(), Backup.id.desc()).limit(1)
    return db.session.scalar(wanted)


def backups(*, page: int, per_page: int) -> Page[Backup]:
    """The newest first."""
    wanted = select(Backup).order_by(Backup.started_at.desc(), Backup.id.desc())
    return page_of(wanted, page=page, per_page=per_page)


def last_nightly(*, is_good: bool) -> Backup | None:
    """The last of the nightly ones that is finished, or of those that aren't."""
    outcome = Backup.is_good if is_good else ~Backup.is_good
    wanted = select(Backup).where(Backup.kind == BackupKind.NIGHTLY, outcome)
    return db.session.scalar(wanted.order_by(Backup.started_at.desc(), Backup.id.desc()).limit(1))


@dataclass(frozen=True)
class Nights:
    """How the nightly backups stand: the last good one, and the last that failed since. One by hand changes nothing."""

    last_good: Backup | None
    failed: Backup | None

    def were_tried_since(self, at: datetime) -> bool:
        return any(each and each.started_at >= at for each in (self.last_good, self.failed))


def nights() -> Nights:
    """Two statements."""
    good = last_nightly(is_good=True)
    failed = select(Backup).where(Backup.kind == BackupKind.NIGHTLY, ~Backup.is_good, Backup.error != "")
    if good:
        failed = failed.where(Backup.started_at > good.started_at)
    return Nights(good, db.session.scalar(failed.order_by(Backup.started_at.desc(), Backup.id.desc()).limit(1)))


def backup_begun(kind: BackupKind, at: datetime) -> Backup | None:
    """The one of this kind that was begun at this instant."""
    return db.session.scalar(select(Backup).where(Backup.kind == kind, Backup.started_at == at).limit(1))
