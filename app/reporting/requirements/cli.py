"""Next year's plan on the command line."""

import json
from typing import Any

import click
from flask import Flask

from app.core import clock
from app.core.errors import Refusal, in_plain_words
from app.files.spreadsheets import as_csv
from app.reporting.requirements import queries, rules_plan


def install(app: Flask) -> None:
    app.cli.add_command(requirements)


@click.command("requirements")
@click.option("--year", default="", help="The programme year planned, such as 2027-28; the next one unless told.")
@click.option("--until", default="", help="The last year that is counted; the last one that is over unless told.")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv")
@in_plain_words
def requirements(year: str, until: str, form: str) -> None:
    """What each course is likely to need next year, and what was chosen."""
    asked = queries.planned_year(year, until, today=clock.today())
    if year and asked.year != year:
        raise Refusal(f"There is no plan of {year}. Leave --year out for the plan of {asked.year}.")
    if until and asked.counted_until != until:
        raise Refusal(f"{until} can’t be counted up to. Choose one of: {', '.join(asked.choices) or 'none yet'}.")
    plan = queries.year_plan(asked, at=clock.now())
    table: list[dict[str, Any]] = [dict(zip(rules_plan.HEADINGS, row, strict=True)) for row in rules_plan.rows(plan)]
    if form == "json":
        about = {"year": asked.year, "counted_until": asked.counted_until, "back_test": plan.test.verdict}
        click.echo(json.dumps({**about, "courses": table}, indent=2, ensure_ascii=False))
    else:
        click.echo(as_csv(rules_plan.HEADINGS, rules_plan.rows(plan)).decode("utf-8-sig").rstrip("\r\n"))
