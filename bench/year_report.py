"""The year's report beside the sums beneath it.

    DATABASE_URL=… .venv/bin/python -m bench.year_report [--save]

On a grown database, in turns, so that whatever else the machine does falls on all alike: the page of the programme
year before, by course; the sums beneath it, which are the page's own statements with a sum, by the driver alone; and
the least that could be asked, `GROUP BY outcome, course` over the bookings of the same sessions. Of each the median
and the fastest are printed; the fastest is what is nearest to a quiet machine. Reports by agency and session, and
whom training reached, stand beside them.
"""

import gc
import os
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import click
from sqlalchemy import event, func, select

from app import create_app
from app.booking.models import Booking
from app.core import clock
from app.core.database import db
from app.core.roles import Role
from app.programme.models_sessions import TrainingSession
from app.programme.periods import programme_year, year_dates
from app.programme.queries_periods import began_between
from bench.figures import Measuring
from bench.office_pages import NOW, PROMISED_MS, client_of, once
from tests.conftest import settings
from tests.data.listing_pages import ListingPage

MANY_TIMES = 2
"""What the page may take of the sums beneath it, at most."""

SUMS, LEAST = "the sums beneath the report", "the least that could be asked"


@click.command()
@click.option("--rounds", default=15, show_default=True)
@click.option("--save", is_flag=True, help="Keep the figures for docs/benchmarks.md.")
def measure(rounds: int, save: bool) -> None:
    """Open the report as often as the database is asked for its sums."""
    measuring = Measuring("the year\u2019s report")
    app = create_app(settings(os.environ["DATABASE_URL"]))
    gc.freeze()  # as wsgi.py does
    clock.freeze(NOW)
    year = programme_year(NOW.date().replace(year=NOW.year - 1))
    addresses = {
        "by course": f"/reports?year={year}",
        "by agency": f"/reports?year={year}&by=agency",
        "by session": f"/reports?year={year}&by=session",
        "whom training reached": f"/reports/reach?year={year}",
    }
    with app.app_context():
        on = db.engine.name
        client = client_of(app, ListingPage(addresses["by course"], Role.TRAINING_MANAGER))
        sums = sums_beneath(lambda: once(client, addresses["by course"]))
        asked: dict[str, Callable[[], object]] = {SUMS: lambda: ask_sums(sums), LEAST: lambda: ask_the_least(year)}
        asked |= {name: lambda address=address: once(client, address) for name, address in addresses.items()}  # type: ignore[misc]
        took = in_turns(asked, rounds)
        for name, times in took.items():
            at_most = None if name in (SUMS, LEAST) else PROMISED_MS
            measuring.note(f"{name}, median", median(times), "ms", on=on, at_most=at_most)
            measuring.note(f"{name}, fastest", min(times), "ms", on=on)
        for what, of in (("median", median), ("fastest", min)):
            ratio, least = (of(took["by course"]) / of(took[beneath]) for beneath in (SUMS, LEAST))
            measuring.note(f"the page by course to the sums beneath it, {what}", ratio, "", on=on, at_most=MANY_TIMES)
            measuring.note(f"the page by course to the least that could be asked, {what}", least, "", on=on)
        db.session.remove()
        db.engine.dispose()
    if save:
        measuring.save()


def in_turns(asked: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each, once a round; before them each is asked once, so that what is kept is kept."""
    took: dict[str, list[float]] = {name: [] for name in asked}
    for number in range(rounds + 1):
        for name, ask in asked.items():
            began = time.perf_counter()
            ask()
            if number:
                took[name].append(1000 * (time.perf_counter() - began))
    return took


Asked = tuple[str, Any]
"""A statement, and its values."""


def sums_beneath(open_page: Callable[[], object]) -> list[Asked]:
    found: list[Asked] = []

    def note(connection: Any, cursor: Any, statement: str, values: Any, *rest: Any) -> None:
        if "sum(" in statement.lower():
            found.append((statement, values))

    open_page()
    event.listen(db.engine, "before_cursor_execute", note)
    open_page()
    event.remove(db.engine, "before_cursor_execute", note)
    assert found
    return found


def ask_sums(sums: list[Asked]) -> int:
    with db.engine.connect() as connection:
        return sum(len(connection.exec_driver_sql(*each).all()) for each in sums)


def ask_the_least(year: str) -> int:
    """As little as the database can be asked for: how many bookings there are of each outcome and course."""
    since, until = year_dates(year)
    wanted = (
        select(TrainingSession.course_id, Booking.outcome, func.count())
        .join(Booking, Booking.session_id == TrainingSession.id)
        .where(began_between(since, until))
        .group_by(TrainingSession.course_id, Booking.outcome)
    )
    with db.engine.connect() as connection:
        return len(connection.execute(wanted).all())


if __name__ == "__main__":
    measure()
