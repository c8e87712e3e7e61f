"""What a process costs: how long the application takes to import, and the memory of a worker over many requests.

    .venv/bin/python -m bench.process [--requests 10000] [--save]

A web worker that keeps something of each request grows until it is killed. One worker answers the programme page, a
session's page, the form and the API to a stranger; its memory is read after the first thousand, and after all. The
scheduler and the mail worker are started beside it at the end.
"""

import contextlib
import http.client
import itertools
import os
import statistics
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

import click

from bench.figures import Measuring
from bench.house import a_database, as_on_a_server, the_demo
from bench.public_pages import public_pages
from tests.conftest import ROOT
from tests.servers import a_mail_worker, a_scheduler, a_web_process

IMPORT_AT_MOST_S, GROWS_AT_MOST_MB = 3.0, 20
TIMES, FIRST = 5, 1_000
FIRST_RUNS = 30
"""Seconds."""


@click.command()
@click.option("--requests", default=10_000, show_default=True)
@click.option("--save", is_flag=True, help="Keep the figures for docs/benchmarks.md.")
def measure(requests: int, save: bool) -> None:
    """Import it afresh some times; ask one worker for much."""
    measuring = Measuring("a process")
    measuring.note("importing the application in a fresh process", _import(), "s", at_most=IMPORT_AT_MOST_S)
    with contextlib.ExitStack() as kept:
        database = kept.enter_context(a_database("sqlite"))
        with the_demo(database):
            pages = [*public_pages().values()]
        env = kept.enter_context(as_on_a_server(database))
        address, server = kept.enter_context(a_web_process(env, workers=1, threads=4))
        (worker,) = server.children
        first = min(FIRST, requests // 2)
        ask_all(address, pages, first)
        before = _megabytes(worker)
        ask_all(address, pages, requests - first)
        after = _megabytes(worker)
        beside = _beside(env)
    many = f"a worker after {requests:,} requests"
    measuring.note(many, after, "MB", on="sqlite")
    measuring.note(f"{many}, more than after {first:,}", after - before, "MB", at_most=GROWS_AT_MOST_MB, on="sqlite")
    for name, megabytes in beside.items():
        measuring.note(name, megabytes, "MB", on="sqlite")
    if save:
        measuring.save()


def _import() -> float:
    """Seconds, the median; once before, so that what Python compiles is compiled."""
    took = []
    for _ in range(TIMES + 1):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import wsgi"], cwd=ROOT, check=True, capture_output=True)
        took.append(time.perf_counter() - began)
    return statistics.median(took[1:])


def _beside(env: dict[str, str]) -> dict[str, float]:
    """Megabytes of the two other processes, once the scheduler has run each of its jobs."""
    with a_scheduler(env) as scheduler, a_mail_worker(env) as mail_worker:
        time.sleep(FIRST_RUNS)
        return {"the scheduler": _megabytes(scheduler.pid), "the mail worker": _megabytes(mail_worker.pid)}


def ask_all(address: str, pages: list[str], requests: int) -> None:
    """In turns, one after another. Every answer must be a good one."""
    where = urllib.parse.urlsplit(address)
    connection = http.client.HTTPConnection(str(where.hostname), where.port, timeout=60)
    for page in itertools.islice(itertools.cycle(pages), requests):
        connection.request("GET", page)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, f"{page}: {answer.status}"
    connection.close()


def _megabytes(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    measure()
