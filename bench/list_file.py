"""What a list of many bookings costs as a file.

    DATABASE_URL=… .venv/bin/python -m bench.list_file [--year 2024-25 --year 2025-26] [--form xlsx]

In a database that was grown before (bench/grow.py). Prints rows, seconds, the size of the file, and how much memory the
process took at most before and after: the second stays near the first, however many rows there are. Nothing is kept.
"""

import os
import resource
import time

import click

from app import create_app
from app.core import clock
from app.core.database import db
from app.files.large_tables import LargeTables, LargeWorkbook, OneCsv
from app.programme.periods import year_dates
from app.reporting.beneath.queries import bookings_in_batches
from app.reporting.figures.queries_rows import ReportScope
from app.reporting.figures.rules import By, RowAsked
from app.reporting.list_files.rules import HEADINGS, TABLE, row
from tests.conftest import settings


@click.command()
@click.option("--year", "years", multiple=True, default=["2024-25", "2025-26"], show_default=True)
@click.option("--form", type=click.Choice(["xlsx", "csv"]), default="xlsx", show_default=True)
def measure(years: tuple[str, ...], form: str) -> None:
    """Write the places allocated in these years."""
    with create_app(settings(os.environ["DATABASE_URL"])).app_context():
        scope = ReportScope(min(map(year_dates, years))[0], max(map(year_dates, years))[1], clock.now())
        headers = {TABLE: HEADINGS}
        into: LargeTables = OneCsv(TABLE, headers) if form == "csv" else LargeWorkbook(headers, made_at=clock.now())
        before, began, rows = megabytes(), time.perf_counter(), 0
        for batch in bookings_in_batches(scope, RowAsked(By.COURSE), "places_allocated"):
            into.add(TABLE, map(row, batch))
            rows += len(batch)
            if rows <= len(batch):
                before = megabytes()  # with what the first batch brings: drivers, statements
        with into.finish() as whole:
            size = whole.seek(0, os.SEEK_END)
        took = time.perf_counter() - began
        click.echo(f"{rows:,} rows in {took:.1f} s, {size / 1e6:.1f} MB, memory {before} to {megabytes()} MB")
        db.session.remove()
        db.engine.dispose()


def megabytes() -> int:
    """The most that this process has taken."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    measure()
