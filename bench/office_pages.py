"""What the pages that list or count cost once there are years of history.

    .venv/bin/python -m bench.office_pages [--bookings 300000] [--postgresql]
    DATABASE_URL=… .venv/bin/python -m bench.office_pages --grown

Grows a fresh database (or takes one that was grown), opens each page several times as whoever it is for, in this
process and without a network, and prints the median of the milliseconds, the statements and the kilobytes. Coursebook
promises 300 ms a page at a million bookings, and statements that don't depend on how many there are. PostgreSQL is the
one that the tests use.
"""

import contextlib
import contextvars
import gc
import os
import time
from datetime import UTC, datetime
from statistics import median

import click
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.core import clock
from app.core.database import db
from bench.grow import grow
from tests.builders import queries_counted
from tests.conftest import fresh_database, migrate, settings
from tests.data.listing_pages import SEARCHES, ListingPage, listing_pages, visitor_of
from tests.page import Visitor

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
PROMISED_MS = 300


@click.command()
@click.option("--bookings", default=300_000, show_default=True)
@click.option("--postgresql", is_flag=True, help="In PostgreSQL instead of SQLite.")
@click.option("--grown", is_flag=True, help="In the database at DATABASE_URL, which was grown before.")
@click.option("--rounds", default=5, show_default=True)
@click.option("--only", default="", help="Only pages whose address has this in it.")
def measure(bookings: int, postgresql: bool, grown: bool, rounds: int, only: str) -> None:
    """Open every page and print a table."""
    with contextlib.ExitStack() as kept:
        if grown:
            database = os.environ["DATABASE_URL"]
        else:
            database = kept.enter_context(fresh_database("postgresql" if postgresql else "sqlite"))
            migrate(database)
        app = create_app(settings(database))
        gc.freeze()  # as wsgi.py does
        clock.freeze(NOW)
        with app.app_context():
            if not grown:
                grow(bookings=bookings, at=NOW)
            print_table(app, rounds, only)
            db.session.remove()
            db.engine.dispose()


def print_table(app: Flask, rounds: int, only: str) -> None:
    click.echo(f"{db.engine.name}, the median of {rounds}")
    click.echo(f"{'ms':>7} {'statements':>10} {'kB':>6}  page")
    for page in [page for page in listing_pages() if only in page.address]:
        took, statements, size = cost(app, page, rounds)
        who = "" if page.who is None else f" ({page.who})"
        slow = "  SLOW" if took > PROMISED_MS else ""
        click.echo(f"{took:7.0f} {statements:10d} {size / 1000:6.0f}  {page.address}{who}{slow}")


def cost(app: Flask, page: ListingPage, rounds: int) -> tuple[float, int, int]:
    """Median milliseconds, statements and bytes. It is opened once before, so that what is kept is kept."""
    client = client_of(app, page)
    counted, size = once(client, page.address)
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        once(client, page.address)
        times.append(time.perf_counter() - began)
        if sum(times) > 10:
            break
    return median(times) * 1000, counted, size


def client_of(app: Flask, page: ListingPage) -> FlaskClient:
    visitor = Visitor(app)
    if page.who:
        visitor.sign_in(visitor_of(page.who))
        with visitor.client.session_transaction() as session:
            session["searches"] = [[number, words] for number, words in SEARCHES.items()]
    db.session.rollback()
    return visitor.client


def once(client: FlaskClient, address: str) -> tuple[int, int]:
    """The statements and bytes of one answer."""
    with queries_counted() as statements:
        response = contextvars.Context().run(client.get, address)
    if response.status_code != 200:
        click.echo(f"{address}: {response.status}", err=True)
    return len(statements), len(response.data)


if __name__ == "__main__":
    measure()
