"""The report on the command line."""

from datetime import date, datetime

import click
from flask import Flask

from app.core import clock
from app.core.errors import Refusal, in_plain_words
from app.programme.periods import programme_year, year_dates
from app.reporting.figures import queries
from app.reporting.figures.rules import By, as_csv, as_json, as_table

_DATE = click.DateTime(["%Y-%m-%d"])


def install(app: Flask) -> None:
    app.cli.add_command(report)


@click.command("report")
@click.option("--year", help="A programme year, such as 2013-14; the present one unless told otherwise.")
@click.option("--from", "since", type=_DATE, help="First date, with --to.")
@click.option("--to", "until", type=_DATE, help="Last date, inclusive.")
@click.option("--by", type=click.Choice([by.value for by in By]), default=By.COURSE.value)
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table")
@in_plain_words
def report(year: str | None, since: datetime | None, until: datetime | None, by: str, form: str) -> None:
    """Uptake and attendance of a year or of any dates."""
    first, last = _period(year, since, until)
    figures = queries.report(first, last, By(by), at=clock.now())
    click.echo({"table": as_table, "csv": as_csv, "json": as_json}[form](figures).rstrip("\r\n"))


def _period(year: str | None, since: datetime | None, until: datetime | None) -> tuple[date, date]:
    if year and (since or until):
        raise click.UsageError("Give --year, or --from and --to, but not both.")
    if bool(since) != bool(until):
        raise click.UsageError("--from and --to go together.")
    if since and until:
        if since > until:
            raise Refusal("--from is after --to.")
        return since.date(), until.date()
    try:
        return year_dates(year or programme_year(clock.today()))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--year") from error
