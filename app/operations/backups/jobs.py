"""The nightly backup."""

from pathlib import Path

from flask import current_app

from app.core import clock
from app.operations.backups import connection, services
from app.web.formatting import size_of_file


def make_nightly_backup() -> str:
    """Make this night's backup into the folder BACKUP_TO; returns a line for the log, or an empty one.

    Raises BackupFailed, so that whoever looks after the jobs sees it too.
    """
    if not current_app.config["BACKUP_TO"]:
        return ""
    folder = Path(current_app.config["BACKUP_TO"])
    written = services.make_nightly(folder, house=connection.surroundings(), at=clock.now())
    if written is None:
        return ""
    services.keep_nightly(written, at=clock.now())
    return f"backup {written.path.name}, {size_of_file(written.size)}"
