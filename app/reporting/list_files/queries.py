"""Files that were asked for, and their pieces."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from app.core.database import db
from app.reporting.list_files.models import KEPT_FOR, LEASE, ListFile, ListFilePiece
from app.web.paging import Page, page_of

PER_PAGE = 20


def list_file(file_id: int) -> ListFile | None:
    return db.session.get(ListFile, file_id)


def list_files(*, page: int) -> Page[ListFile]:
    """The latest first."""
    return page_of(select(ListFile).order_by(ListFile.id.desc()), page=page, per_page=PER_PAGE)


def anything_to_do(at: datetime) -> bool:
    """Whether a file waits to be written, or to be forgotten."""
    return bool(db.session.scalar(select(select(ListFile.id).where(or_(waits(at), is_old(at))).exists())))


def waits(at: datetime) -> ColumnElement[bool]:
    """SQL: nobody writes it, and somebody should."""
    nobody = or_(ListFile.working_at.is_(None), ListFile.working_at < at - LEASE)
    return and_(ListFile.finished_at.is_(None), ListFile.failed_at.is_(None), nobody)


def is_old(at: datetime) -> ColumnElement[bool]:
    return ListFile.asked_at < at - KEPT_FOR


def pieces(file: ListFile) -> Iterator[bytes]:
    """One after the other: no more than one is in memory."""
    file_id, number = file.id, 0
    while (content := _piece(file_id, number)) is not None:
        yield content
        number += 1


def _piece(file_id: int, number: int) -> bytes | None:
    wanted = select(ListFilePiece.content).where(ListFilePiece.file_id == file_id, ListFilePiece.number == number)
    return db.session.scalar(wanted)
