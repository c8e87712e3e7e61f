"""The opening of a Learning Week: two thousand people book three sessions each within five minutes.

    .venv/bin/python -m bench.learning_week [--postgresql] [--people 2000] [--seconds 300] [--save]

Half of them are new: they fill in the form, and wait for the code that comes by mail. The others have signed in before.
Each comes from a network of their own, but for three in twenty, who sit behind one address. gunicorn has two workers of
four threads, and starts else as in docs/serving; the scheduler and the mail worker run, and a mail server on loopback
takes the mail. The week has exactly as many places as are wanted: at the end each is taken by one person, unless
somebody gave up. What each process uses of the processors stands beside it; Locust shares them.
"""

import contextlib
import itertools
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from sqlalchemy import func, select

from app.booking.models import Booking
from app.booking.states import BookingState
from app.core import clock
from app.core.database import db
from app.operations.invariants.queries import broken_invariants
from bench.figures import Measuring
from bench.house import BEHIND_NGINX, a_database, as_on_a_server, people_signed_in, the_demo
from bench.mail_sink import a_mail_sink
from bench.processor import WEB_SERVER, share_of_a_core, the_database_server
from tests.builders import a_learning_week, a_session, an_agency
from tests.conftest import ROOT
from tests.servers import a_mail_worker, a_scheduler, a_web_process

PEOPLE, SECONDS = 2_000, 300
DAYS, AT_A_TIME, EACH_BOOKS = 5, 8, 3
ASKS_KNOWN, ASKS_NEW = 1 + 3 * EACH_BOOKS, 7 + 3 * (EACH_BOOKS - 1)
"""Requests of one: the programme, then for each place the session's page, the button and where it leads. Who is new
takes three more for the first: the form, where that leads, and the code."""

BEHIND_ONE = 0.15
P95_AT_MOST_MS = 500
SOLD_TWICE = "sessions with more people than places, and other broken rules"
SCHEDULER, MAIL_WORKER = "the scheduler", "the mail worker"
ONE_ADDRESS = "203.0.113.9"
A_CODE = re.compile(rb"code is (\d{6})\r?$", re.MULTILINE)


@click.command()
@click.option("--postgresql", is_flag=True, help="On PostgreSQL instead of SQLite.")
@click.option("--people", default=PEOPLE, show_default=True)
@click.option("--seconds", default=SECONDS, show_default=True, help="Within which they come.")
@click.option("--patience", default=1.0, show_default=True, help="Times one to four seconds to read a page.")
@click.option("--save", is_flag=True, help="Keep the figures for docs/benchmarks.md.")
def measure(postgresql: bool, people: int, seconds: int, patience: float, save: bool) -> None:
    """Let them come, and look at what came of it. Exit 1 where somebody met an error or a place is wrong."""
    kind = "postgresql" if postgresql else "sqlite"
    measuring = Measuring("learning week")
    opening = opened(kind, people, seconds, patience=patience)
    for step in opening["steps"]:
        click.echo(
            f"{step['requests']:6} × {step['name']:<34} median {step['median']:6.0f}, 95% {step['p95']:6.0f}, "
            f"99% {step['p99']:6.0f} ms"
        )
    for wrong in [*opening["errors"], *opening["wrong"]]:
        click.echo(wrong, err=True)
    total, on, who = opening["steps"][-1], {"on": kind}, f"{people:,} people in {seconds} seconds"
    measuring.note(f"{who}: 95% of pages within", total["p95"], "ms", at_most=P95_AT_MOST_MS, **on)
    measuring.note(f"{who}: 99% of pages within", total["p99"], "ms", **on)
    measuring.note(f"{who}: errors", opening["failed"], "", at_most=0, **on)
    measuring.note(f"{who}: places confirmed", opening["booked"], "", at_least=people * EACH_BOOKS, **on)
    measuring.note(f"{who}: {SOLD_TWICE}", len(opening["wrong"]), "", at_most=0, **on)
    for name, share in opening["processors"].items():
        measuring.note(f"{who}: {name}", share, "% of a core", **on)
    if save:
        measuring.save()
    sys.exit(1 if opening["errors"] or opening["wrong"] or opening["booked"] < people * EACH_BOOKS else 0)


def opened(
    kind: str,
    people: int,
    seconds: float,
    *,
    patience: float = 1.0,
    house: Callable[[str], AbstractContextManager[object]] = the_demo,
) -> dict[str, Any]:
    """What Locust has seen (`steps`, `errors`, and how many requests `failed`), how many have a place, what is `wrong`
    in the database after it, and what the `processors` did for whom.

    `patience` times so long people read a page."""
    with contextlib.ExitStack() as kept:
        folder = Path(kept.enter_context(tempfile.TemporaryDirectory(prefix="coursebook-bench-")))
        (folder / "mail").mkdir()
        post = kept.enter_context(a_mail_sink(lambda to, mail: _keep_code(to, mail, folder / "mail")))
        database = kept.enter_context(a_database(kind))
        kept.enter_context(house(database))
        # in plain http, as nginx asks: a cookie for https alone would not come back
        env = kept.enter_context(as_on_a_server(database, PUBLIC_URL="http://training.example.org", **post))
        sessions = _a_week(people)
        who = _people(people, env, sessions)
        address, server = kept.enter_context(a_web_process(env, options=BEHIND_NGINX))
        scheduler = kept.enter_context(a_scheduler(env))
        mail_worker = kept.enter_context(a_mail_worker(env))
        ours = {WEB_SERVER: server.pid, SCHEDULER: scheduler.pid, MAIL_WORKER: mail_worker.pid}
        asked = {"host": address, "people": who, "mail": str(folder / "mail"), "seconds": seconds, "patience": patience}
        with share_of_a_core(ours | the_database_server()) as used:
            found = _let_them_come(folder / "opening.json", asked)
        return found | _looked_at(sessions, people) | {"processors": used}


def _keep_code(to: str, mail: bytes, folder: Path) -> None:
    """A code where its reader looks for it: written beside, and moved into place."""
    if found := A_CODE.search(mail):
        new = folder / f".{to}"
        new.write_bytes(found[1])
        new.rename(folder / to)


def _a_week(people: int) -> list[list[int]]:
    """The sessions of each day, all at the same hours, with exactly as many places as will be wanted."""
    monday = clock.today() + timedelta(weeks=11) - timedelta(days=clock.today().weekday())
    week, wanted = a_learning_week(monday), _wanted(people)
    made = [
        [
            a_session(on=monday + timedelta(days=day), places=max(1, wanted[day, slot]), learning_week=week).id
            for slot in range(AT_A_TIME)
        ]
        for day in range(DAYS)
    ]
    db.session.rollback()
    return made


def _chosen(number: int) -> list[tuple[int, int]]:
    """Day and slot of what somebody books, on three days in turn."""
    return [((number + later) % DAYS, number // DAYS % AT_A_TIME) for later in range(EACH_BOOKS)]


def _wanted(people: int) -> dict[tuple[int, int], int]:
    wanted = dict.fromkeys(itertools.product(range(DAYS), range(AT_A_TIME)), 0)
    for number in range(people):
        for day_and_slot in _chosen(number):
            wanted[day_and_slot] += 1
    return wanted


def _people(how_many: int, env: dict[str, str], sessions: list[list[int]]) -> list[dict[str, Any]]:
    """One in two is new. What Locust is told of each."""
    known = iter(people_signed_in(env, how_many // 2))
    agency = an_agency().name
    db.session.rollback()
    typed = {"agency": agency, "job_role": "Health visitor", "manager_name": "Line Manager", "accepts_terms": "y"}
    typed |= {"manager_email": "line-manager@example.org"}
    made = []
    for number in range(how_many):
        person = next(known, None) if number % 2 else None
        new = {"name": f"Newcomer {_in_letters(number)}", "email": f"newcomer{number}@example.org"}
        made.append(
            {
                "cookie": person.cookie if person else "",
                "typed": {} if person else typed | new,
                "address": ONE_ADDRESS if number < how_many * BEHIND_ONE else f"10.{number // 250}.{number % 250}.7",
                "sessions": [sessions[day][slot] for day, slot in _chosen(number)],
            }
        )
    return made


def _in_letters(number: int) -> str:
    """A surname."""
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number:05}").capitalize()


def _let_them_come(file: Path, asked: dict[str, Any]) -> dict[str, Any]:
    """By Locust, in a process of its own."""
    file.write_text(json.dumps(asked))
    subprocess.run([sys.executable, "-m", "bench.learning_week_people", str(file)], cwd=ROOT, check=True)
    found: dict[str, Any] = json.loads(file.with_suffix(".done").read_text())
    if found["done"] < found["of"]:
        late = found["of"] - found["done"]
        found["errors"].append(f"{late} people were not done in time")
        found["failed"] += late
    return found


def _looked_at(sessions: list[list[int]], people: int) -> dict[str, Any]:
    """What stands in the database, counted and checked."""
    db.session.rollback()
    taken = dict(
        db.session.execute(
            select(Booking.session_id, func.count())
            .where(Booking.session_id.in_(itertools.chain(*sessions)), Booking.state == BookingState.BOOKED)
            .group_by(Booking.session_id)
        ).all()
    )
    wrong = list(_wrong_counts(sessions, taken, people)) + broken_invariants(at=clock.now())
    db.session.rollback()
    return {"booked": sum(taken.values()), "wrong": wrong}


def _wrong_counts(sessions: list[list[int]], taken: dict[int, int], people: int) -> Iterator[str]:
    for (day, slot), wanted in _wanted(people).items():
        has = taken.get(sessions[day][slot], 0)
        if has > wanted:
            yield f"session {sessions[day][slot]} has {wanted} places, {has} are taken"


if __name__ == "__main__":
    measure()
