"""Many years of plausible history in a migrated, empty database, to see what costs how much once there is much.

    DATABASE_URL=… .venv/bin/python -m bench.grow --bookings 300000 [--years 10]

People, a programme that ends in three months, bookings with outcomes, closed registers, questionnaires of all stages
with answers, certificates, charges and bills, letters that were sent, and the audit log: the same each time. All of it
is settled: a job that runs afterwards finds nothing to do. It is written by `INSERT … SELECT`, a table at a time.
"""

import contextlib
import os
import random
import time
from datetime import datetime

import click
from sqlalchemy import exists, func, select, text, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ProgrammingError

from app import create_app
from app.attendance.outstanding import services as outstanding
from app.core import clock
from app.core.database import Base, db, refresh_statistics
from app.evaluation.questionnaires.services import make_the_defaults
from app.evaluation.settling import services as settling
from app.notifications.models import Message, MessageState
from app.programme.models import Course
from app.programme.subscriptions import services as subscriptions
from app.programme.trainer_requests import services as trainer_requests
from app.programme.trainers import services as trainers
from app.records.refreshers import services as refreshers
from bench.grow_history import History
from bench.grow_programme import Programme

MANY = 50_000
"""From so many bookings on the database trusts what it is given: no foreign key is looked up while they are written."""


def grow(*, bookings: int, at: datetime, years: int = 10, seed: int = 2026) -> None:
    """About so many bookings, of the years up to `at` and of the three months to come, and what belongs to them.

    For an empty database alone; runs in an application's context.
    """
    assert not db.session.scalar(select(exists().select_from(Course))), "there is a programme already"
    make_the_defaults(at=at)
    with db.session.connection().engine.connect() as connection:
        db.session.rollback()
        _trust(connection, bookings)
        with connection.execution_options(writes=True).begin():
            _trust_in_here(connection, bookings)
            programme = Programme(connection, bookings, years, at, random.Random(seed))
            programme.write()
            History(connection, programme, at).write()
            _count_on(connection)
        _trust_no_more(connection, bookings)
    db.session().invalidate()  # what it read is old, and its transaction may have been ended for standing idle so long
    trainers.match_trainers_with_accounts(at=at)
    settling.settle(at=at)
    subscriptions.send_lunchtime_invitations(at=at)
    subscriptions.tell_of_new_dates(at=at)
    trainer_requests.keep_trainers_told(at=at)
    outstanding.send_registers(at=at)
    refreshers.tell_of_refreshers(at=at)
    db.session.rollback()
    db.session.connection(execution_options={"writes": True})
    left = {"state": MessageState.SENT, "sent_at": Message.next_attempt_at}
    db.session.execute(update(Message).where(Message.state == MessageState.QUEUED).values(**left))
    db.session.commit()
    _look_at_the_tables()


def _trust(connection: Connection, bookings: int) -> None:
    """No foreign keys, and room in memory. They hold by construction; the tests grow with them on."""
    if connection.dialect.name == "sqlite" and bookings >= MANY:
        _pragmas(connection, "foreign_keys=OFF", "cache_size=-400000")


def _trust_in_here(connection: Connection, bookings: int) -> None:
    """PostgreSQL lets a superuser alone leave the keys be, until the end of the transaction."""
    if connection.dialect.name == "postgresql" and bookings >= MANY:
        connection.execute(text("SET LOCAL work_mem = '200MB'"))
        with contextlib.suppress(ProgrammingError), connection.begin_nested():
            connection.execute(text("SET LOCAL session_replication_role = replica"))


def _trust_no_more(connection: Connection, bookings: int) -> None:
    if connection.dialect.name == "sqlite" and bookings >= MANY:
        _pragmas(connection, "foreign_keys=ON", "cache_size=-2000")


def _pragmas(connection: Connection, *pragmas: str) -> None:
    """Outside any transaction."""
    driver = connection.connection.driver_connection
    assert driver is not None
    for pragma in pragmas:
        driver.execute(f"PRAGMA {pragma}")


def _count_on(connection: Connection) -> None:
    """PostgreSQL numbers on from what was numbered here."""
    if connection.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        if "id" in table.c:
            last = connection.scalar(select(func.max(table.c.id))) or 1
            sequence = func.pg_get_serial_sequence(f'"{table.name}"', "id")
            connection.execute(select(func.setval(sequence, last)))


def _look_at_the_tables() -> None:
    """So that the database knows how much is in them, and which rows everybody sees."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    refresh_statistics()


@click.command()
@click.option("--bookings", default=100_000, show_default=True)
@click.option("--years", default=10, show_default=True)
@click.option("--at", type=datetime.fromisoformat, help="Until when, with its time zone; now unless it is said.")
def main(bookings: int, years: int, at: datetime | None) -> None:
    """Fill the database at DATABASE_URL and say how long it took."""
    app = create_app(dict(os.environ))
    with app.app_context():
        began = time.monotonic()
        grow(bookings=bookings, years=years, at=at or clock.now())
        click.echo(f"{bookings:,} bookings in {time.monotonic() - began:.1f} s, in {db.engine.name}")


if __name__ == "__main__":
    main()
