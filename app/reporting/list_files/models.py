"""A list that the office asked for as a file, and the pieces of that file."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base

KEPT_FOR = timedelta(days=1)
"""It holds names, and can be asked for again."""

LEASE = timedelta(minutes=5)
"""Without a sign for so long, whoever wrote it has stopped: it is begun anew."""


class FileForm(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


class ListFile(Base):
    """What was asked for, as the address of its page asks for it, and how far the file is.

    `working_at` is the last sign of whoever writes it. A file that is whole has `finished_at`.
    """

    __tablename__ = "list_file"
    __table_args__ = (CheckConstraint("rows_written >= 0", name="rows_not_negative"),)

    title: Mapped[str] = mapped_column(String(500))
    form: Mapped[FileForm]
    asked: Mapped[list[Any]] = mapped_column(JSON)
    rows_in_all: Mapped[int]
    rows_written: Mapped[int] = mapped_column(default=0, server_default="0")
    asked_at: Mapped[datetime] = mapped_column(index=True)
    working_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]

    @property
    def is_under_way(self) -> bool:
        return self.finished_at is None and self.failed_at is None

    @property
    def kept_until(self) -> datetime:
        return self.asked_at + KEPT_FOR

    @property
    def file_name(self) -> str:
        return f"bookings-{self.id}.{self.form}"


class ListFilePiece(Base):
    """Some of the bytes of a file, in their order."""

    __tablename__ = "list_file_piece"
    __table_args__ = (UniqueConstraint("file_id", "number"),)

    file_id: Mapped[int] = mapped_column(ForeignKey("list_file.id", ondelete="CASCADE"))
    number: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
