"""The database's machine is gone in the middle of bookings: what was confirmed is on the other one.

    .venv/bin/python -m bench.failover [--save]

A PostgreSQL with a synchronous standby: a commit returns once both have it on disk. The address of the database names
both, and `target_session_attrs=read-write` finds the one that takes writes. People book over eight connections; after
some seconds the first server and all its processes are killed. The second is promoted, and told to wait for no standby,
as docs/more-than-one-machine.md says by hand. People book on. In the end each place that somebody was told of stands
in the database, once.
"""

import contextlib
import http.client
import itertools
import sys
import threading
import time
import urllib.parse
from dataclasses import dataclass, field

import click
from sqlalchemy import select

from app import create_app
from app.booking.models import Booking
from app.core import clock
from app.core.database import db
from app.operations.invariants.queries import broken_invariants
from bench.booking_rate import CONNECTIONS, ask_to_book
from bench.figures import Measuring
from bench.house import BEHIND_NGINX, SignedIn, a_database_of, an_empty_house, as_on_a_server, people_signed_in
from bench.postgresql import LOOPBACK, SUPERUSER, Server, a_folder
from tests.builders import a_session
from tests.conftest import migrate, settings
from tests.servers import a_web_server

BEFORE, AFTER = 5, 10
"""Seconds of booking until the first server is killed, and from the first booking on the second."""

STANDBY = "second"
PEOPLE = 2_500


@dataclass
class Booked:
    """What people were told. `confirmed` are those with a place, and when; `failed` were told that it went wrong."""

    confirmed: dict[int, float] = field(default_factory=dict)
    failed: int = 0


@click.command()
@click.option("--save", is_flag=True, help="Keep the figures for docs/benchmarks.md.")
def measure(save: bool) -> None:
    """Book, kill, promote, book on, and look. Exit 1 where a confirmed place is lost."""
    measuring = Measuring("failover")
    with contextlib.ExitStack() as kept:
        folder = kept.enter_context(a_folder())
        first, second = Server(folder / "first"), Server(folder / "second")
        first.make()
        first.start()
        kept.callback(first.stop)
        database = a_database_of(first)
        migrate(database)
        name = database.rpartition("/")[2]
        both = address_of_both(first, second, name)
        env = kept.enter_context(as_on_a_server(both))
        with an_empty_house(database):
            people = people_signed_in(env, PEOPLE)
            session_id = a_session(places=PEOPLE).id
            db.session.rollback()
        second.copy(first, STANDBY)
        second.start()
        kept.callback(second.stop)
        _wait_for_the_standby(first)
        address = kept.enter_context(a_web_server(env, options=BEHIND_NGINX))
        booked, killed_at, promoted_at = _book_through_it(address, session_id, people, first, second, name)
        app = create_app(settings(second.url(name)))
        with app.app_context():
            kept_bookings = list(
                db.session.scalars(select(Booking.practitioner_id).where(Booking.session_id == session_id))
            )
            wrong = broken_invariants(at=clock.now())
            db.session.remove()
            db.engine.dispose()
    before = {who for who, when in booked.confirmed.items() if when < killed_at}
    after = sorted(when for when in booked.confirmed.values() if when > promoted_at)
    lost, twice = set(booked.confirmed) - set(kept_bookings), len(kept_bookings) - len(set(kept_bookings))
    for line in wrong:
        click.echo(line, err=True)
    on = {"on": "postgresql"}
    measuring.note("places confirmed before the first server was killed", len(before), "", at_least=1, **on)
    measuring.note("places confirmed by the second", len(after), "", at_least=1, **on)
    measuring.note("confirmed places lost", len(lost), "", at_most=0, **on)
    measuring.note("places sold twice, and other broken rules", twice + len(wrong), "", at_most=0, **on)
    measuring.note("people who were told that it went wrong", booked.failed, "", **on)
    measuring.note("from the promotion to the next place", after[0] - promoted_at if after else 999, "s", **on)
    if save:
        measuring.save()
    sys.exit(1 if lost or twice or wrong or not before or not after else 0)


def address_of_both(first: Server, second: Server, name: str) -> str:
    """As a DATABASE_URL names two servers. The first that takes writes is used."""
    hosts = f"host={LOOPBACK},{LOOPBACK}&port={first.port},{second.port}"
    return f"postgresql://{SUPERUSER}@/{name}?{hosts}&target_session_attrs=read-write&connect_timeout=3"


def _wait_for_the_standby(first: Server) -> None:
    """From here on a commit waits for both."""
    first.ask(f"ALTER SYSTEM SET synchronous_standby_names = '{STANDBY}'")
    first.ask("SELECT pg_reload_conf()")
    deadline = time.monotonic() + 60
    while first.ask("SELECT sync_state FROM pg_stat_replication") != [("sync",)]:
        if time.monotonic() > deadline:
            raise RuntimeError("the standby doesn't follow")
        time.sleep(0.1)


def _promote(second: Server) -> None:
    """By hand, or by whatever watches over both."""
    second.ask("SELECT pg_promote()")
    second.ask("ALTER SYSTEM RESET synchronous_standby_names")
    second.ask("SELECT pg_reload_conf()")


def _book_through_it(
    address: str, session_id: int, people: list[SignedIn], first: Server, second: Server, name: str
) -> tuple[Booked, float, float]:
    booked, left, lock, over = Booked(), iter(people), threading.Lock(), threading.Event()
    where = urllib.parse.urlsplit(address)

    def ask() -> None:
        while not over.is_set():
            with lock:
                person = next(left, None)
            if person is None:
                return
            connection = http.client.HTTPConnection(str(where.hostname), where.port or 80, timeout=90)
            try:
                ask_to_book(connection, session_id, person)
                booked.confirmed[person.user_id] = time.monotonic()
            except (AssertionError, OSError, http.client.HTTPException):
                booked.failed += 1
                time.sleep(0.2)
            finally:
                connection.close()

    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    time.sleep(BEFORE)
    killed_at = time.monotonic()
    first.kill()
    time.sleep(1)  # nobody notices at once
    _promote(second)
    promoted_at = time.monotonic()
    for _ in itertools.takewhile(lambda _: time.monotonic() < promoted_at + 60, itertools.repeat(None)):
        if any(when > promoted_at for when in list(booked.confirmed.values())):
            time.sleep(AFTER)
            break
        time.sleep(0.1)
    over.set()
    for thread in threads:
        thread.join()
    return booked, killed_at, promoted_at


if __name__ == "__main__":
    measure()
