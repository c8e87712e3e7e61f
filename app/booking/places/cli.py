"""Checking the bookings from the command line."""

import click
from flask import Flask

from app.booking.places import queries_invariants
from app.core import clock
from app.core.errors import in_plain_words


def install(app: Flask) -> None:
    app.cli.add_command(check_invariants)


@click.command("check-invariants")
@in_plain_words
def check_invariants() -> None:
    """Check what must always hold among bookings; exit 1 and name the offending rows where it doesn't."""
    broken = queries_invariants.broken_invariants(at=clock.now())
    for line in broken:
        click.echo(line, err=True)
    if broken:
        raise SystemExit(1)
    click.echo("All is well: nobody overbooked, nobody passed over, nobody told twice.")
