"""What the house costs while nothing is due, and what jobs cost those who book.

    .venv/bin/python -m bench.idle [--bookings 300000] [--postgresql] [--save]
    DATABASE_URL=… .venv/bin/python -m bench.idle --grown

On a grown database whose every job has seen all of it: each job's run with nothing due (milliseconds, statements); the
processor time of a real scheduler and a real mail worker over a minute, as a share of one core; how long a code waits
behind letters that a slow server takes; the longest write transaction of each job while a week of questionnaires falls
due; and how long bookings take (median, 99th percentile) without the scheduler, with it, and while as much falls due.
"""

import contextlib
import os
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import NamedTuple

import click
from sqlalchemy import event, func, select, update
from sqlalchemy.engine import Connection

from app import create_app
from app.accounts.models import Agency, User
from app.booking.models import Booking
from app.booking.places.services import book_place
from app.booking.states import Outcome
from app.core import clock
from app.core.database import command, db
from app.notifications.models import LetterKind, Message, MessageState
from app.programme.models_sessions import TrainingSession
from app.schedule import EVERY_SECONDS
from bench.figures import Figure, Measuring
from bench.grow import grow
from bench.processor import share_of_a_core
from tests import servers
from tests.builders import (
    a_booking,
    a_delegate,
    a_message,
    a_past_session,
    a_session,
    a_user,
    an_agency,
    number_from,
    queries_counted,
)
from tests.conftest import fresh_database, migrate, settings
from tests.servers import PostOffice, a_mail_worker, a_scheduler, environment, wait_until

MINUTE = 60
A_WHILE = timedelta(minutes=30)
BOOKINGS_TIMED = 400
LETTERS = 153
DUE = 2_000
"""Questionnaires that fall due at once."""

OF_A_CORE_AT_MOST, JOB_AT_MOST_MS, CODE_AT_MOST_S, WRITE_AT_MOST_MS, BESIDE_AT_MOST = 0.5, 200, 10, 100, 1.3
"""Percent; the last is how much longer the slowest bookings may take beside the scheduler."""

Note = Callable[..., Figure]

PARTS = ("jobs", "idle", "code", "writes", "bookings")


@click.command()
@click.option("--bookings", default=300_000, show_default=True)
@click.option("--postgresql", is_flag=True, help="On PostgreSQL instead of SQLite.")
@click.option("--grown", is_flag=True, help="In the database at DATABASE_URL, which was grown before.")
@click.option("--only", type=click.Choice(PARTS), multiple=True, default=PARTS, help="A part of it alone.")
@click.option("--save", is_flag=True, help="Keep the figures for docs/benchmarks.md.")
def measure(bookings: int, postgresql: bool, grown: bool, only: tuple[str, ...], save: bool) -> None:
    """Grow, settle, and measure."""
    measuring = Measuring("idle")
    with contextlib.ExitStack() as kept:
        if grown:
            database = os.environ["DATABASE_URL"]
        else:
            database = kept.enter_context(fresh_database("postgresql" if postgresql else "sqlite"))
            migrate(database)
        post = kept.enter_context(PostOffice())
        app = create_app(settings(database))
        with app.app_context():
            if not grown:
                grow(bookings=bookings, at=clock.now() - 2 * A_WHILE)
            _settle()
            held = db.session.scalar(select(func.count()).select_from(Booking))
            click.echo(f"{held:,} bookings, {db.engine.name}")
            number_from(time.time_ns() // 1000)  # what an earlier run has built may stand there
            env, note = environment(database, **post.settings()), partial(measuring.note, on=db.engine.name)
            parts = {
                "jobs": lambda: _each_job(note),
                "idle": lambda: _idle(note, env),
                "code": lambda: _code_behind_letters(note, env, post),
                "writes": lambda: _longest_writes(note),
                "bookings": lambda: _bookings_beside_jobs(note, env),
            }
            for name in only:
                parts[name]()
                if save:
                    measuring.save()
            db.session.remove()
            db.engine.dispose()


def _settle() -> None:
    """What is due is done some time ago: what a job wrote is looked at again for some minutes."""
    for at in (clock.now() - A_WHILE, clock.now() - A_WHILE, clock.now()):
        clock.freeze(at)
        for job in EVERY_SECONDS:
            job()
            db.session.remove()
    clock.freeze(None)


def _idle(note: Note, env: dict[str, str]) -> None:
    with a_scheduler(env) as scheduler, a_mail_worker(env) as worker:
        time.sleep(20)  # the first run of all jobs
        with share_of_a_core({"the scheduler": scheduler.pid, "the mail worker": worker.pid}) as used:
            time.sleep(MINUTE)
        for name, share in used.items():
            note(f"{name}, idle", share, "% of a core", at_most=OF_A_CORE_AT_MOST)


def _each_job(note: Note) -> None:
    all_took = {}
    click.echo(f"{'job':<42}{'ms':>8}{'statements':>12}")
    for job in EVERY_SECONDS:
        times = []
        for _ in range(5):
            with queries_counted() as statements:
                began = time.perf_counter()
                job()
                db.session.remove()
                times.append(time.perf_counter() - began)
        all_took[job.__name__] = 1000 * statistics.median(times)
        click.echo(f"{job.__name__:<42}{all_took[job.__name__]:>8.1f}{len(statements):>12}")
    slowest = max(all_took, key=all_took.__getitem__)
    note("the slowest job with nothing due", all_took[slowest], "ms", at_most=JOB_AT_MOST_MS, says=slowest)


class Times(NamedTuple):
    """In milliseconds."""

    median: float
    p99: float
    longest: float

    def __str__(self) -> str:
        return f"median {self.median:.1f} ms, 99th percentile {self.p99:.1f} ms, longest {self.longest:.1f} ms"


def _code_behind_letters(note: Note, env: dict[str, str], post: PostOffice) -> None:
    """Seconds from its being queued until the server has it; the letters were queued before it."""
    for _ in range(LETTERS):
        a_message(kind=LetterKind.REMINDER)
    post.received.clear()
    servers.SLOW, post.is_slow = 2, lambda: True
    with a_mail_worker(env):
        wait_until(lambda: post.received, "the first letter")
        code, began = a_message(kind=LetterKind.SIGN_IN), time.monotonic()
        email = code.to_email
        db.session.rollback()
        wait_until(lambda: email in post.recipients, "the code")
        took = time.monotonic() - began
    post.is_slow = lambda: False
    db.session.connection(execution_options={"writes": True})
    db.session.execute(update(Message).where(Message.waits).values(state=MessageState.WITHDRAWN))
    db.session.commit()
    note(f"a code behind {LETTERS} letters, two seconds a mail", took, "s", at_most=CODE_AT_MOST_S)


def _longest_writes(note: Note) -> None:
    """From the beginning of a transaction that writes to its end: so long others wait."""
    _fall_due(_marked_later(DUE))
    longest = {}
    click.echo(f"{'job':<42}{'writes':>8}{'longest, ms':>12}")
    for job in EVERY_SECONDS:
        with _writes_timed() as took:
            job()
            db.session.remove()
        if took:
            longest[job.__name__] = 1000 * max(took)
            click.echo(f"{job.__name__:<42}{len(took):>8}{1000 * max(took):>12.1f}")
    if not longest:
        raise click.ClickException("No job wrote anything: nothing was due.")
    slowest = max(longest, key=longest.__getitem__)
    what = f"the longest write transaction of a job while {DUE:,} questionnaires fall due"
    note(what, longest[slowest], "ms", at_most=WRITE_AT_MOST_MS, says=slowest)


@contextlib.contextmanager
def _writes_timed() -> Iterator[list[float]]:
    """Seconds of each transaction that writes."""
    took: list[float] = []

    def began(connection: Connection) -> None:
        connection.info["began"] = time.perf_counter() if connection.get_execution_options().get("writes") else None

    def ended(connection: Connection) -> None:
        if began_at := connection.info.pop("began", None):
            took.append(time.perf_counter() - began_at)

    listeners = (("begin", began), ("commit", ended), ("rollback", ended))
    for name, listener in listeners:
        event.listen(db.engine, name, listener)
    try:
        yield took
    finally:
        for name, listener in listeners:
            event.remove(db.engine, name, listener)


class Ready(NamedTuple):
    """A session with a place for each of these people."""

    session_id: int
    agency_id: int
    people: list[int]


def _ready() -> Ready:
    """Made before anything else writes: the builders of the tests wait for nobody."""
    session = a_session(places=BOOKINGS_TIMED + 1)
    return Ready(session.id, an_agency().id, [a_user().id for _ in range(BOOKINGS_TIMED)])


def _bookings_timed(ready: Ready) -> Times:
    """The command alone, one after another: most of its time is spent under the write lock."""
    took = []
    for number in ready.people:
        person, session = db.session.get_one(User, number), db.session.get_one(TrainingSession, ready.session_id)
        agency = db.session.get_one(Agency, ready.agency_id)
        delegate = a_delegate(email=person.email, name=person.name, agency=agency)
        began = time.perf_counter()
        book_place(session, delegate, by=person, at=clock.now())
        took.append(1000 * (time.perf_counter() - began))
        time.sleep(0.02)
    return Times(statistics.median(took), statistics.quantiles(took, n=100)[98], max(took))


def _bookings_beside_jobs(note: Note, env: dict[str, str]) -> None:
    """Alone, beside a scheduler with nothing due, and while a week's questionnaires fall due at once."""
    alone_ready, idle_ready, due_ready = _ready(), _ready(), _ready()
    due = _marked_later(DUE)
    alone = _bookings_timed(alone_ready)
    click.echo(f"a booking alone: {alone}")
    with a_scheduler(env):
        time.sleep(15)  # the first run of all jobs
        _say(note, alone, "beside the scheduler, nothing due", _bookings_timed(idle_ready))
        _fall_due(due)
        wait_until(_begins_to_issue, "the job that issues has begun")
        _say(note, alone, f"beside the scheduler, {DUE:,} questionnaires due", _bookings_timed(due_ready))


def _begins_to_issue() -> bool:
    """The first of the letters is there, the others are being written."""
    db.session.rollback()
    since = clock.now() - timedelta(minutes=1)
    letters = select(Message.id).where(Message.kind == LetterKind.AFTER_QUESTIONNAIRE, Message.created_at > since)
    return db.session.scalar(letters.limit(1)) is not None


def _say(note: Note, alone: Times, how: str, beside: Times) -> None:
    click.echo(f"a booking {how}: {beside}")
    note(f"a booking {how}: 99th percentile to alone", beside.p99 / alone.p99, "", at_most=BESIDE_AT_MOST)


def _marked_later(how_many: int) -> list[int]:
    """Bookings of a week's sessions that are over, not marked yet."""
    sessions = [a_past_session(places=500) for _ in range(10)]
    return [a_booking(sessions[number % 10]).id for number in range(how_many)]


@command
def _fall_due(bookings: list[int]) -> None:
    """Everybody was there: a week's questionnaires are due, all at once."""
    for number in bookings:
        db.session.get_one(Booking, number).mark(Outcome.ATTENDED, clock.now())


if __name__ == "__main__":
    measure()
