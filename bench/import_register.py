"""How long a large register takes to import, by the real command into a fresh database.

    .venv/bin/python -m bench.import_register [--rows 100000] [--postgresql]

Coursebook promises 100,000 rows in under a minute. PostgreSQL is the one that the tests use.
"""

import random
import resource
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import click

from app.accounts.models import Sector
from tests.conftest import fresh_database, migrate
from tests.data.command_line import Said, run
from tests.data.past_register import a_line, as_csv

PLACES = 25
OUTCOMES = ["attended"] * 20 + ["no-show", "excused", "late-cancelled", "cancelled", "walk-in"]


def register(rows: int) -> str:
    """A made-up register: sessions of 25 rows each, from 2010 on; everybody comes to several."""
    chance = random.Random(2013)
    agencies = [(f"Agency {number:03d}", sector) for number, sector in enumerate([*Sector] * 20)]
    people = [(f"delegate{number:05d}", *chance.choice(agencies)) for number in range(max(rows // 6, PLACES))]
    lines = []
    for number in range(-(-rows // PLACES)):
        day = date(2010, 4, 1) + timedelta(days=number // 2)
        session = {
            "course": f"Course {number % 60:02d}",
            "starts": f"{day}T{9 + number % 2 * 4:02d}:30",
            "ends": f"{day}T{12 + number % 2 * 4:02d}:30",
            "places": str(PLACES),
        }
        for (person, agency, sector), outcome in zip(chance.sample(people, PLACES), OUTCOMES, strict=True):
            who = {"email": f"{person}@example.org", "name": person.title(), "agency": agency, "sector": sector.value}
            lines.append(a_line(**session, **who, outcome=outcome))
    return as_csv(*lines[:rows])


@click.command()
@click.option("--rows", default=100_000, show_default=True)
@click.option("--postgresql", is_flag=True, help="Into PostgreSQL instead of SQLite.")
def measure(rows: int, postgresql: bool) -> None:
    """Import a register twice, then report on a year of it, and print the seconds."""
    kind = "postgresql" if postgresql else "sqlite"
    with fresh_database(kind) as database, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "register.csv"
        file.write_text(register(rows), encoding="utf-8")
        migrate(database)
        click.echo(f"{rows:,} rows, {file.stat().st_size / 1e6:.1f} MB, into {kind}")
        first, said = seconds("import-register", file, database=database)
        click.echo(f"{first:6.1f} s  import: {said.out.strip()}")
        again, said = seconds("import-register", file, database=database)
        click.echo(f"{again:6.1f} s  again: {said.out.strip()}")
        reported, _ = seconds("report", "--year", "2012-13", "--by", "agency", database=database)
        click.echo(f"{reported:6.1f} s  report of one year by agency")
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    click.echo(f"{most:6.0f} MB of memory at most")


def seconds(*arguments: object, database: str) -> tuple[float, Said]:
    began = time.monotonic()
    said = run(*arguments, database=database)
    took = time.monotonic() - began
    if said.code:
        raise click.ClickException(said.err)
    return took, said


if __name__ == "__main__":
    measure()
