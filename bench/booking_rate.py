"""How many places a second are confirmed on one session, beside a bare transaction that writes the same.

    .venv/bin/python -m bench.booking_rate [--sqlite] [--postgresql] [--save]

Signed-in people press "Book now" over eight connections, on gunicorn with two workers of four threads, one a processor,
each once for one session that has room for all. The bare transaction is what no booking can do without, by
the database's own driver, from two processes of four threads in the same database: it locks the session's row, counts
its places, selects person, agency and terms by their keys, inserts a booking, an audit entry and a letter like those
that the application has just written, and commits. The two take turns, and the median of each counts.
"""

import http.client
import itertools
import json
import os
import statistics
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.booking.models import Booking
from app.core import clock
from app.core.database import Base, db
from app.notifications.models import Message
from bench import bare_transaction
from bench.bare_transaction import Wanted
from bench.figures import Measuring
from bench.house import BEHIND_NGINX, DATABASES, NAME, SignedIn, a_database, as_on_a_server, people_signed_in, the_demo
from bench.processor import WEB_SERVER, share_of_a_core, the_database_server
from tests.builders import a_session
from tests.servers import a_web_process

CONNECTIONS, WORKERS, THREADS = 8, 2, 4
ROUNDS, SECONDS = 3, 6.0
FASTEST = 500
"""Places a second that there are people for."""

AT_LEAST = {"sqlite": 100, "postgresql": 70}
SHARE_OF_BARE = 0.4


class Round(NamedTuple):
    """What was done in so many seconds; each took so many milliseconds, in order."""

    seconds: float
    took: list[float]

    @property
    def rate(self) -> float:
        return len(self.took) / self.seconds

    def quantile(self, share: float) -> float:
        return self.took[min(len(self.took) - 1, int(share * len(self.took)))]


@click.command()
@click.option("--sqlite", "kinds", flag_value="sqlite", multiple=True)
@click.option("--postgresql", "kinds", flag_value="postgresql", multiple=True, help="One database alone.")
@click.option("--seconds", default=SECONDS, show_default=True, help="Of each round.")
@click.option("--save", is_flag=True, help="Keep the figures for docs/benchmarks.md.")
def measure(kinds: tuple[str, ...], seconds: float, save: bool) -> None:
    """Book, and write the same without the application, in turns."""
    measuring = Measuring("bookings")
    for kind in kinds or DATABASES:
        ours, bare, used = _in_turns(kind, seconds)
        rate, of_bare = statistics.median(r.rate for r in ours), statistics.median(r.rate for r in bare)
        took = sorted(itertools.chain.from_iterable(r.took for r in ours))
        all_of_them = Round(1, took)
        on = {"on": kind}
        measuring.note("places confirmed on one session", rate, "a second", at_least=AT_LEAST[kind], **on)
        measuring.note("a bare transaction that writes the same", of_bare, "a second", **on)
        measuring.note("places to bare transactions", rate / of_bare, "", at_least=SHARE_OF_BARE, **on)
        measuring.note("a place, median", all_of_them.quantile(0.5), "ms", **on)
        measuring.note("a place, 99th percentile", all_of_them.quantile(0.99), "ms", **on)
        for name, share in used.items():
            measuring.note(f"while places are booked: {name}", share, "% of a core", **on)
        if save:
            measuring.save()


def _in_turns(kind: str, seconds: float) -> tuple[list[Round], list[Round], dict[str, float]]:
    """Both sides' rounds, and what is used of a core while the application books, by whom."""
    with (
        a_database(kind) as database,
        the_demo(database),
        as_on_a_server(database) as env,
        a_web_process(env, workers=WORKERS, threads=THREADS, options=BEHIND_NGINX) as (address, server),
    ):
        people = people_signed_in(env, int(seconds * FASTEST))
        sessions = (_a_session(number, len(people)) for number in itertools.count(1))
        _book(address, next(sessions), people, seconds=2)  # each thread of the server has worked once
        ours: list[Round] = []
        working = {WEB_SERVER: server.pid, "the clients": os.getpid()} | the_database_server()
        with share_of_a_core(working) as used:
            for _ in range(ROUNDS):
                session_id = next(sessions)
                ours.append(_book(address, session_id, people, seconds=seconds))
                _all_were_booked(session_id, len(ours[-1].took))
        rows = {model.__tablename__: _row(model, record) for model, record in _written(session_id)}
        numbers = [person.user_id for person in people]
        bare = [_write_bare(database, next(sessions), numbers, rows, seconds) for _ in range(ROUNDS)]
        return ours, bare, used


def _a_session(number: int, places: int) -> int:
    """Each on a day of its own, so that nobody is elsewhere then."""
    made = a_session(places=places, on=clock.today() + timedelta(weeks=4, days=number)).id
    db.session.rollback()
    return made


# --- By the application ---


def _book(address: str, session_id: int, people: list[SignedIn], *, seconds: float) -> Round:
    """Over so many connections at once, each of which asks again as soon as it has an answer."""
    where = urllib.parse.urlsplit(address)
    left, lock = iter(people), threading.Lock()
    took: list[float] = []

    def ask() -> None:
        connection = http.client.HTTPConnection(str(where.hostname), where.port or 80, timeout=60)
        while time.perf_counter() < ends:
            with lock:
                person = next(left, None)
            if person is None:
                break
            sent = time.perf_counter()
            ask_to_book(connection, session_id, person)
            took.append(1000 * (time.perf_counter() - sent))
        connection.close()

    began = time.perf_counter()
    ends = began + seconds
    _at_once(ask)
    return Round(time.perf_counter() - began, sorted(took))


def ask_to_book(connection: http.client.HTTPConnection, session_id: int, person: SignedIn) -> None:
    """ "Book now", as a browser sends it through nginx."""
    form = urllib.parse.urlencode({"csrf_token": person.form_token})
    headers = {"Host": NAME, "Cookie": person.cookie, "X-Forwarded-For": "192.0.2.1"}
    headers |= {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", f"/sessions/{session_id}/book-now", form, headers)
    answer = connection.getresponse()
    body = answer.read()
    leads_to = answer.headers.get("Location", "")
    if answer.status != 302 or "/bookings/" not in leads_to:
        raise AssertionError(f"not booked: {answer.status} {leads_to} {body[:300]!r}")


def _at_once(work: Callable[[], None]) -> None:
    """In as many threads as there are connections. What one of them raises, is raised."""
    failed: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=guarded) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def _all_were_booked(session_id: int, how_many: int) -> None:
    db.session.rollback()
    held = db.session.scalar(select(func.count()).where(Booking.session_id == session_id))
    db.session.rollback()
    assert held == how_many, f"{how_many} were told that they have a place, {held} stand in the database"


# --- By the driver alone ---


def _written(session_id: int) -> Iterator[tuple[type[Base], Base]]:
    """What the application wrote for the session's latest booking: that, an entry, a letter."""
    latest = select(Booking).where(Booking.session_id == session_id).order_by(Booking.id.desc()).limit(1)
    booking = db.session.scalars(latest).one()
    about = AuditEntry.record_type == "Booking", AuditEntry.record_id == booking.id
    yield Booking, booking
    yield AuditEntry, db.session.scalars(select(AuditEntry).where(*about).limit(1)).one()
    yield Message, db.session.scalars(select(Message).where(Message.subject_key == booking.about)).one()
    db.session.rollback()


def _row(model: type[Base], record: Base) -> dict[str, Any]:
    """As the driver is given it."""
    table, dialect = model.__table__, db.engine.dialect
    with Session(db.engine) as own:
        row = own.execute(select(table).where(table.c.id == record.id)).mappings().one()
    ready = {}
    for column in table.columns:
        prepare = column.type.dialect_impl(dialect).bind_processor(dialect)
        value = row[column.name]
        value = prepare(value) if prepare else value
        ready[column.name] = json.dumps(value) if isinstance(value, dict | list) else value
    del ready["id"]
    return ready


def _write_bare(
    database: str, session_id: int, people: list[int], rows: dict[str, dict[str, Any]], seconds: float
) -> Round:
    """From as many processes as the application has, with as many connections each."""
    asked = [Wanted(database, THREADS, session_id, people[n::WORKERS], rows, seconds) for n in range(WORKERS)]
    parts = bare_transaction.write(asked)
    return Round(max(part.seconds for part in parts), sorted(itertools.chain(*(part.took for part in parts))))


if __name__ == "__main__":
    measure()
