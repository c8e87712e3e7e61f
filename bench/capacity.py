"""What one machine carries, as it was measured, and by arithmetic what three do with a fourth for the database.

`python -m bench.report` writes the table into docs/more-than-one-machine.md. A row whose figures nobody has measured is
left out. Machines are alike, with two cores; places and pages were measured on PostgreSQL, memory on SQLite, all
of them with two web workers.
"""

import contextlib
import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy.pool import QueuePool

from bench.figures import in_words
from bench.learning_week import ASKS_KNOWN, ASKS_NEW, EACH_BOOKS, PEOPLE, SECONDS
from bench.processor import POSTGRESQL, WEB_SERVER
from tests.conftest import ROOT

A_SESSION = "a session’s page"
MACHINES, CORES = 3, 2
WEB = "the processors of the web machines"
KEPT = f"{WEB}; the database is asked once a second by each process"
PROCESSES_BESIDE = 2
"""On each machine, beside the web server's: a scheduler and a mail worker."""

AS_IT_COMES = 100
"""Connections that PostgreSQL lets in if nobody says otherwise."""

ITS_OWN, FOR_BY_HAND = 1, 10
"""Connections: of a process that looks whether it is ready; for commands and whoever looks after the database."""

Row = tuple[str, str, str, str]


class NotMeasured(LookupError):
    """The figure isn't in docs/benchmarks.json."""


class Measured:
    """The figures by part, name and database."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._values = {(row["part"], row["name"], row["on"]): float(row["value"]) for row in rows}

    def __call__(self, part: str, name: str, on: str = "") -> float:
        try:
            return self._values[part, name, on]
        except KeyError as error:
            raise NotMeasured(f"{part}: {name}") from error


def table(kept: list[dict[str, Any]]) -> Iterator[str]:
    """Lines of Markdown."""
    measured = Measured(kept)
    yield from ("", f"| what | one machine | {MACHINES} for the web, one for the database | what bounds it |")
    yield "|---|---|---|---|"
    for row in ROWS:
        with contextlib.suppress(NotMeasured):
            yield f"| {' | '.join(row(measured))} |"
    yield ""


def _one_session(measured: Measured) -> Row:
    places, bare = in_words(_places(measured)), in_words(_bare(measured))
    bound = f"the processors, then the lock of the session’s row: a bare transaction on one row reaches {bare}"
    return "places on one session, a second", places, f"between {places} and {bare}", bound


def _many_sessions(measured: Measured) -> Row:
    three = f"{in_words(MACHINES * _places(measured))} at most"
    return "places on many sessions, a second", in_words(_places(measured)), three, f"{WEB}, then the database’s"


def _opening(measured: Measured) -> Row:
    places, asked = PEOPLE * EACH_BOOKS / SECONDS, PEOPLE * (ASKS_KNOWN + ASKS_NEW) / 2 / SECONDS
    what = f"a Learning Week opens: {PEOPLE:,} people in {SECONDS // 60} minutes, {EACH_BOOKS} sessions each"
    of_cores = {name: _of_opening(measured, name) / CORES for name in (WEB_SERVER, POSTGRESQL)}
    share = " and ".join(f"{name} {used:.0f}%" for name, used in of_cores.items())
    within = in_words(_of_opening(measured, "95% of pages within"))
    says = f"{in_words(places)} places and {in_words(asked - places)} pages a second: {share} of the machine"
    three = f"{of_cores[WEB_SERVER] / MACHINES:.0f}% of each, {of_cores[POSTGRESQL]:.0f}% of the database’s"
    return what, f"{says}; 95% of pages within {within} ms", three, WEB


def _of_opening(measured: Measured, name: str) -> float:
    return measured("learning week", f"{PEOPLE:,} people in {SECONDS} seconds: {name}", "postgresql")


def _pages(page: str, who: str, bound: str) -> Callable[[Measured], Row]:
    def row(measured: Measured) -> Row:
        pages = measured("public pages", f"{page}, {who}", "postgresql")
        return f"{page}, {who}, a second", in_words(pages), in_words(MACHINES * pages), bound

    return row


def _connections(measured: Measured) -> Row:
    pool = inspect.signature(QueuePool).parameters
    at_most = pool["pool_size"].default + pool["max_overflow"].default + ITS_OWN
    one = _processes() * at_most
    bound = f"`max_connections`: {AS_IT_COMES} as PostgreSQL comes; {MACHINES * one + FOR_BY_HAND} for the three"
    return "connections to the database, at most", f"{one}", f"{MACHINES * one}", bound


def _memory(measured: Measured) -> Row:
    beside = sum(measured("a process", name, "sqlite") for name in ("the scheduler", "the mail worker"))
    one = _web_workers() * measured("a process", "a worker after 10,000 requests", "sqlite") + beside
    what = f"memory of the {_processes()} processes on a web machine, MB"
    return what, in_words(one), in_words(one), "each machine’s own; PostgreSQL’s is beside it"


def _places(measured: Measured) -> float:
    """A second, of one machine that has its PostgreSQL beside it."""
    return measured("bookings", "places confirmed on one session", "postgresql")


def _bare(measured: Measured) -> float:
    return measured("bookings", "a bare transaction that writes the same", "postgresql")


def _web_workers() -> int:
    """As docs/serving starts them."""
    service = (ROOT / "docs" / "serving" / "coursebook-web.service").read_text(encoding="utf-8")
    found = re.search(r"--workers (\d+)", service)
    assert found
    return int(found[1])


def _processes() -> int:
    return _web_workers() + PROCESSES_BESIDE


ROWS: tuple[Callable[[Measured], Row], ...] = (
    _one_session,
    _many_sessions,
    _opening,
    _pages("the programme page", "stranger", KEPT),
    _pages(A_SESSION, "stranger", KEPT),
    _pages(A_SESSION, "signed in", f"{WEB}, then the database’s"),
    _connections,
    _memory,
)
