"""The report on the command line."""

from datetime import date, datetime

import click
from flask import Flask

from app.core import clock
from app.core.errors import Refusal, in_plain_words
from app.programme.learning_weeks.queries import learning_week_by_name
from app.programme.periods import programme_year, year_dates
from app.reporting.exporting.rules import as_csv, as_json, as_table
from app.reporting.figures import queries
from app.reporting.figures.queries_rows import ReportScope
from app.reporting.figures.rules import By, Naming
from app.reporting.figures.rules_rows import dates_of_quarter

_DATE = click.DateTime(["%Y-%m-%d"])


def install(app: Flask) -> None:
    app.cli.add_command(report)


@click.command("report")
@click.option("--year", help="A programme year, such as 2013-14; the present one unless told otherwise.")
@click.option("--quarter", type=click.IntRange(1, 4), help="Of the year: 1 is April to June.")
@click.option("--week", help="The name of a Learning Week, whose sessions are counted.")
@click.option("--from", "since", type=_DATE, help="First date, with --to.")
@click.option("--to", "until", type=_DATE, help="Last date, inclusive.")
@click.option("--by", type=click.Choice([by.value for by in By]), default=By.COURSE.value)
@click.option(
    "--naming",
    type=click.Choice([naming.value for naming in Naming]),
    default=Naming.OF_THE_TIME.value,
    help="Courses and agencies renamed or merged: under the name of the time, or of today.",
)
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table")
@in_plain_words
def report(
    year: str | None,
    quarter: int | None,
    week: str | None,
    since: datetime | None,
    until: datetime | None,
    by: str,
    naming: str,
    form: str,
) -> None:
    """Uptake and attendance of a year, a quarter, a Learning Week or any dates."""
    if week and (year or quarter or since or until):
        raise click.UsageError("--week goes with no other period.")
    first, last, week_id = _week(week) if week else (*_period(year, quarter, since, until), None)
    figures = queries.report_on(ReportScope(first, last, clock.now(), week_id, Naming(naming)), By(by))
    click.echo({"table": as_table, "csv": as_csv, "json": as_json}[form](figures).rstrip("\r\n"))


def _week(name: str) -> tuple[date, date, int]:
    found = learning_week_by_name(name)
    if found is None:
        raise click.BadParameter(f"There is no Learning Week called {name}.", param_hint="--week")
    return found.starts_on, found.ends_on, found.id


def _period(year: str | None, quarter: int | None, since: datetime | None, until: datetime | None) -> tuple[date, date]:
    if (year or quarter) and (since or until):
        raise click.UsageError("Give --year, or --from and --to, but not both.")
    if bool(since) != bool(until):
        raise click.UsageError("--from and --to go together.")
    if since and until:
        if since > until:
            raise Refusal("--from is after --to.")
        return since.date(), until.date()
    asked = year or programme_year(clock.today())
    try:
        return dates_of_quarter(asked, quarter) if quarter else year_dates(asked)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--year") from error
