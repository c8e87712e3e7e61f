"""Which backups were made, and how each went."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ColumnElement, String, Text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class BackupKind(StrEnum):
    NIGHTLY = "nightly"
    BY_HAND = "by hand"
    BEFORE_UPGRADE = "before an upgrade"
    BEFORE_RESTORE = "before a restore"


class Backup(Base):
    """One try at a backup. It counts as good once it is finished: written, opened again, and every checksum right.

    `file_name` is a name in the folder of backups, or the whole path of a file that was made elsewhere. `error` is
    why it failed. One that is neither finished nor failed is under way, or its process was ended.
    """

    __tablename__ = "backup"
    __table_args__ = (CheckConstraint("bytes >= 0", name="bytes_not_negative"),)

    kind: Mapped[BackupKind]
    file_name: Mapped[str] = mapped_column(String(300))
    started_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]
    bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    error: Mapped[str] = mapped_column(Text, default="")

    @hybrid_property
    def is_good(self) -> bool:
        return self.finished_at is not None

    @is_good.inplace.expression
    @classmethod
    def _is_good_in_sql(cls) -> ColumnElement[bool]:
        return cls.finished_at.is_not(None)

    def finish(self, *, size: int, sha256: str, at: datetime) -> None:
        self.bytes, self.sha256, self.finished_at, self.error = size, sha256, at, ""

    def fail(self, words: str) -> None:
        self.error = words
