"""Bringing sessions to come over on the command line."""

from pathlib import Path
from typing import NoReturn

import click
from flask import Flask

from app.accounts.people import queries as people
from app.booking.coming_over import services_bringing
from app.booking.cut_over_file import refusals, rules, services
from app.core import clock
from app.core.database import refresh_statistics
from app.core.errors import in_plain_words
from app.files.tables import Unreadable
from app.web.formatting import count


def install(app: Flask) -> None:
    app.cli.add_command(import_sessions)


@click.command("import-sessions")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", "email", required=True, help="The address of the officer or manager whose import it is.")
@click.option("--check", is_flag=True, help="Say what would come over, and bring nothing.")
@in_plain_words
def import_sessions(file: Path, email: str, check: bool) -> None:
    """Bring sessions to come with their bookings over from FILE (CSV or XLSX), all of it or nothing. Nobody is told."""
    by = people.user_by_email(email)
    if by is None or not by.is_training_team:
        _stop(f"{email} isn’t the address of an officer or manager.")
    try:
        table = rules.read_file(file.read_bytes(), file.name)
        plan = services.planned_cut_over(table, at=clock.now())
        words = (
            f"{count(len(plan.sessions), 'session')} ({plan.new_sessions} new), {count(plan.booked, 'booking')}, "
            f"{plan.waiting} waiting, {count(len(plan.new_people), 'new person', 'new people')}, "
            f"{count(len(plan.new_agencies), 'new agency', 'new agencies')}, {count(len(plan.courses), 'new course')}"
        )
        if not check:
            services_bringing.bring_over(table.as_csv(), file_name=file.name, by=by, at=clock.now())
            refresh_statistics()
    except refusals.BroughtBefore as done:
        click.echo(done.message)
        return
    except (refusals.BadCutOverFile, Unreadable) as bad:
        _stop(f"{bad.message}\nNothing came over.")
    click.echo(f"Would bring over {words}." if check else f"Brought over {words}. Nobody has been told.")


def _stop(words: str) -> NoReturn:
    click.echo(words, err=True)
    raise SystemExit(1)
