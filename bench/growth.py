"""Pages and jobs as the house grows: from 5,000 bookings to two hundred times as many, the same of each.

    .venv/bin/python -m bench.growth [--postgresql] [--bookings 5000 --bookings 50000 --bookings 1000000] [--save]
    DATABASE_URL=… .venv/bin/python -m bench.growth --grown 1000000 …   the last size in a database that has it

Growing a million takes an hour, so one that `bench.grow` has made may be used again; its jobs then do what is due.

A page or a job that asks line by line shows as statements; one that reads more than it shows, as time.
"""

import os
import re
import statistics
import time
from datetime import timedelta
from typing import NamedTuple

import click

from app import create_app
from app.core import clock
from app.core.database import db
from app.schedule import EVERY_SECONDS, Job
from bench.figures import Measuring
from bench.grow import grow
from bench.house import a_database
from bench.office_pages import NOW, PROMISED_MS, cost
from tests.builders import queries_counted
from tests.conftest import settings
from tests.data.listing_pages import ListingPage, listing_pages

SIZES = (5_000, 50_000, 1_000_000)
ROUNDS = 5
JOB_AT_MOST_MS = 200
FEW, SHORT, LONG = 5_000, 5, 10
"""So many bookings stand over five years, as many as a page ever shows beside each other: over ten, nobody would be
waiting. More stand over ten."""
NIGHT = "job of a night"
A_WHILE = timedelta(minutes=5)
"""Longer than jobs look back for changes."""
OF_WHAT_WAS_NOT_THERE = 2
"""Statements more: a list that was empty asked for nothing of its lines."""


class Cost(NamedTuple):
    ms: float
    statements: int


@click.command()
@click.option("--postgresql", is_flag=True, help="In PostgreSQL instead of SQLite.")
@click.option("--bookings", "sizes", multiple=True, type=int, default=SIZES, show_default=True)
@click.option("--grown", type=int, help="As many as stand in the database at DATABASE_URL: a size more.")
@click.option("--save", is_flag=True, help="Keep the figures for docs/benchmarks.md.")
def measure(postgresql: bool, sizes: tuple[int, ...], grown: int | None, save: bool) -> None:
    """Grow a database of each size, and ask it the same."""
    measuring, kind = Measuring("growth"), "postgresql" if postgresql else "sqlite"
    found = {size: _costs_of_new(kind, size) for size in sizes}
    if grown:
        found[grown] = _costs(os.environ["DATABASE_URL"])
    smallest = found[sizes[0]]
    for size in found:
        for what, at_most in (("page", PROMISED_MS), ("job", JOB_AT_MOST_MS)):
            costs = sorted((cost.ms, name) for (kind_of, name), cost in found[size].items() if kind_of == what)
            longest, slowest = costs[-1]
            wanted = f"the slowest {what} at {size:,} bookings"
            measuring.note(wanted, longest, "ms", at_most=at_most, on=kind, says=slowest)
            middle = statistics.median(ms for ms, _ in costs)
            measuring.note(f"the median {what} at {size:,} bookings", middle, "ms", on=kind)
            over = [name for ms, name in reversed(costs) if ms > at_most]
            wanted = f"{what}s that take longer than {at_most} ms at {size:,} bookings"
            measuring.note(wanted, len(over), f"of {len(costs)}", at_most=0, on=kind, says=", ".join(over))
        of_a_night = max((cost.ms, name) for (kind_of, name), cost in found[size].items() if kind_of == NIGHT)
        wanted = f"the longest job of a night at {size:,} bookings"
        measuring.note(wanted, of_a_night[0] / 1000, "s", on=kind, says=of_a_night[1])
        if size != sizes[0]:
            more = [
                name
                for (what, name), cost in found[size].items()
                if what != NIGHT and cost.statements > smallest[what, name].statements + OF_WHAT_WAS_NOT_THERE
            ]
            wanted = f"pages and jobs that ask more at {size:,} bookings than at {sizes[0]:,}"
            measuring.note(wanted, len(more), "", at_most=0, on=kind, says=", ".join(more))
    if save:
        measuring.save()


def _costs_of_new(kind: str, size: int) -> dict[tuple[str, str], Cost]:
    with a_database(kind) as database:
        return _costs(database, bookings=size)


def _costs(database: str, *, bookings: int = 0) -> dict[tuple[str, str], Cost]:
    """By what it is and its name."""
    app = create_app(settings(database))
    clock.freeze(NOW)
    with app.app_context():
        if bookings:
            grow(bookings=bookings, at=NOW, years=LONG if bookings > FEW else SHORT)
        costs = {}
        for number, page in enumerate(listing_pages()):  # before jobs pass on what somebody waits for
            ms, statements, _ = cost(app, page, ROUNDS)
            costs["page", name_of(number, page)] = Cost(ms, statements)
        costs |= _costs_of_jobs()
        db.session.remove()
        db.engine.dispose()
    clock.freeze(None)
    return costs


def name_of(number: int, page: ListingPage) -> str:
    """The same at every size: records have other numbers there, so a page goes by its place in the list."""
    return f"{number} {re.sub('[0-9]+', '…', page.address)}"


def _costs_of_jobs() -> dict[tuple[str, str], Cost]:
    """With nothing due: what was is done by a first run of all, and what that changed is seen by a second."""
    for job in EVERY_SECONDS:
        job()
    clock.freeze(NOW + A_WHILE)
    for job in EVERY_SECONDS:
        job()
    with_nothing_due = {("job", job.__name__): _cost_of(job) for job in EVERY_SECONDS}
    clock.freeze(NOW + timedelta(days=1))  # jobs that look at what changed look at everything once a night
    return with_nothing_due | {(NIGHT, job.__name__): _cost_of(job, rounds=1) for job in EVERY_SECONDS}


def _cost_of(job: Job, rounds: int = ROUNDS) -> Cost:
    times = []
    for _ in range(rounds):
        with queries_counted() as statements:
            began = time.perf_counter()
            job()
            db.session.remove()
            times.append(time.perf_counter() - began)
    return Cost(1000 * statistics.median(times), len(statements))


if __name__ == "__main__":
    measure()
