"""Asking for a file, writing it piece by piece, and forgetting it."""

from datetime import datetime
from typing import IO, Any

from sqlalchemy import delete, insert, select, update

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import advisory_lock, command, db
from app.reporting.list_files import queries
from app.reporting.list_files.models import FileForm, ListFile, ListFilePiece

LOCK = "list files"
PIECE = 1024 * 1024


@command
def ask_for_file(*, title: str, form: FileForm, asked: list[Any], rows_in_all: int, by: User, at: datetime) -> ListFile:
    """It is written by a job, and kept for a day. That somebody took it is in the audit trail."""
    file = ListFile(title=title, form=form, asked=asked, rows_in_all=rows_in_all, asked_at=at)
    db.session.add(file)
    audit.write(Verb.EXPORTED_LIST, by, by=by, at=at, list=title, rows=rows_in_all)
    return file


@command
def begin_next(*, at: datetime) -> ListFile | None:
    """The file that waits longest is ours to write, from its beginning; None where none does."""
    advisory_lock(LOCK)
    file = db.session.scalars(select(ListFile).where(queries.waits(at)).order_by(ListFile.id).limit(1)).first()
    if file:
        file.working_at, file.rows_written = at, 0
        db.session.execute(delete(ListFilePiece).where(ListFilePiece.file_id == file.id))
    return file


@command
def note_rows(file_id: int, rows: int, *, at: datetime) -> None:
    """So many are written."""
    db.session.execute(update(ListFile).where(ListFile.id == file_id).values(rows_written=rows, working_at=at))


@command
def keep(file_id: int, whole: IO[bytes], *, at: datetime) -> None:
    """The file is whole: piece by piece into the database, which every machine reads."""
    number = 0
    while content := whole.read(PIECE):
        db.session.execute(insert(ListFilePiece).values(file_id=file_id, number=number, content=content))
        number += 1
    db.session.execute(update(ListFile).where(ListFile.id == file_id).values(finished_at=at, working_at=at))


@command
def give_up(file_id: int, *, at: datetime) -> None:
    db.session.execute(update(ListFile).where(ListFile.id == file_id).values(failed_at=at))


@command
def forget_old(*, at: datetime) -> int:
    """Returns how many."""
    old = select(ListFile.id).where(queries.is_old(at)).scalar_subquery()
    db.session.execute(delete(ListFilePiece).where(ListFilePiece.file_id.in_(old)))
    gone = db.session.execute(delete(ListFile).where(queries.is_old(at)).returning(ListFile.id))
    return len(gone.all())
