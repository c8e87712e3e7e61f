"""Importing a past register."""

from pathlib import Path

import click
from flask import Flask

from app.attendance.past_registers import refusals, rules, services
from app.core import clock
from app.core.database import refresh_statistics
from app.core.errors import in_plain_words
from app.settings import queries as settings
from app.settings.rules_lists import Sectors
from app.web.formatting import count


def install(app: Flask) -> None:
    app.cli.add_command(import_register)


@click.command("import-register")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@in_plain_words
def import_register(file: Path) -> None:
    """Import a register of years past from FILE.csv, all of it or nothing."""
    try:
        past = rules.read_register(file.read_bytes(), settings.current(Sectors), at=clock.now())
        done = services.import_register(past, at=clock.now())
    except refusals.BadRegisterFile as bad:
        click.echo(bad.message, err=True)
        click.echo("Nothing was imported.", err=True)
        raise SystemExit(1) from bad
    if not past:
        click.echo("This file holds no rows: nothing changed.")
        return
    if done.is_nothing:
        click.echo("Everything in this file was imported before: nothing changed.")
        return
    refresh_statistics()
    click.echo(
        f"Added {count(done.sessions, 'session')}, {count(done.bookings, 'booking')} "
        f"and {count(done.people, 'person', 'people')}."
    )
