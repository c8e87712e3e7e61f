"""Backups from the command line."""

from pathlib import Path

import click
from flask import Flask

from app.core import clock
from app.core.errors import in_plain_words
from app.operations.backups import connection, services
from app.operations.backups.models import Backup, BackupKind
from app.web.formatting import size_of_file


def install(app: Flask) -> None:
    app.cli.add_command(backup)


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@in_plain_words
def backup(file: Path) -> None:
    """Write database, uploads and settings into one FILE, and check it."""
    written = services.write_backup(file.absolute(), house=connection.surroundings(), at=clock.now())
    if connection.has_table(Backup.__tablename__):
        services.note_made(written, kind=BackupKind.BY_HAND, at=clock.now())
    click.echo(f"Backed up to {file}, {size_of_file(written.size)}: opened again, and every checksum is right.")
    click.echo(f"SHA-256 {written.sha256}")
    click.echo("Secrets aren’t in it: keep SECRET_KEY and the passwords somewhere else.")
