"""Checking from the command line what must always hold."""

import click
from flask import Flask

from app.core import clock
from app.core.errors import in_plain_words
from app.operations.invariants import queries


def install(app: Flask) -> None:
    app.cli.add_command(check_invariants)


@click.command("check-invariants")
@in_plain_words
def check_invariants() -> None:
    """Check what must always hold, from bookings to bills; exit 1 and name the offending rows where it doesn't."""
    broken = queries.broken_invariants(at=clock.now())
    for line in broken:
        click.echo(line, err=True)
    if broken:
        raise SystemExit(1)
    click.echo("All is well: nobody overbooked or passed over, nobody told, asked, charged or billed twice.")
