"""How many of the pages that everybody opens are answered in a second, beside a bare Flask view of as many bytes.

    .venv/bin/python -m bench.public_pages [--postgresql] [--save]

The programme page, a session's page, the API's list and the calendar feed of the demo, asked by wrk (apt-get install
wrk) over eight connections from gunicorn with two workers of four threads: by a stranger, by somebody signed in, and
the bare view between them, on a server of its own that is started the same way.
"""

import contextlib
import http.client
import re
import shutil
import subprocess
import urllib.parse
from dataclasses import dataclass

import click
from sqlalchemy import select

from app.core import clock
from app.core.database import db
from app.programme.models_sessions import TrainingSession
from bench.figures import Measuring
from bench.house import BEHIND_NGINX, DATABASES, NAME, a_database, as_on_a_server, people_signed_in, the_demo
from tests.servers import a_web_process, a_web_server

CONNECTIONS, WORKERS, THREADS = 8, 2, 4
SECONDS, WARM = 5, 2

OF_BARE, OF_BARE_SIGNED_IN = 0.5, 0.1


class NoWrk(click.ClickException):
    def __init__(self) -> None:
        super().__init__("wrk isn't here: apt-get install wrk. A client in Python would be what is measured.")


@dataclass(frozen=True)
class Rate:
    """What wrk has counted."""

    a_second: float
    p99_ms: float


@click.command()
@click.option("--sqlite", "kinds", flag_value="sqlite", multiple=True)
@click.option("--postgresql", "kinds", flag_value="postgresql", multiple=True, help="One database alone.")
@click.option("--seconds", default=SECONDS, show_default=True, help="Of each measurement.")
@click.option("--save", is_flag=True, help="Keep the figures for docs/benchmarks.md.")
def measure(kinds: tuple[str, ...], seconds: int, save: bool) -> None:
    """Ask for each page, as a stranger and signed in, and for as many bytes of nothing."""
    if not shutil.which("wrk"):
        raise NoWrk
    measuring = Measuring("public pages")
    for kind in kinds or DATABASES:
        _measure_on(kind, seconds, measuring)
        if save:
            measuring.save()


def _measure_on(kind: str, seconds: int, measuring: Measuring) -> None:
    with contextlib.ExitStack() as kept:
        database = kept.enter_context(a_database(kind))
        kept.enter_context(the_demo(database))
        env = kept.enter_context(as_on_a_server(database))
        ours = kept.enter_context(a_web_server(env, workers=WORKERS, threads=THREADS, options=BEHIND_NGINX))
        plain = {"workers": WORKERS, "threads": THREADS, "options": BEHIND_NGINX}
        bare, _ = kept.enter_context(a_web_process(env, application="bench.bare_view:app", **plain))
        (person,) = people_signed_in(env, 1)
        on = {"on": kind}
        for name, address in public_pages().items():
            size = _size(ours + address)
            of_bare = _rate(f"{bare}/{size}", seconds)
            stranger = _rate(ours + address, seconds)
            signed_in = _rate(ours + address, seconds, cookie=person.cookie)
            measuring.note(f"{name}, {size / 1000:.0f} kB, bare Flask view", of_bare.a_second, "a second", **on)
            measuring.note(f"{name}, stranger", stranger.a_second, "a second", **on)
            measuring.note(f"{name}, stranger, 99th percentile", stranger.p99_ms, "ms", **on)
            share = stranger.a_second / of_bare.a_second
            measuring.note(f"{name}, stranger, of the bare view", share, "", at_least=OF_BARE, **on)
            measuring.note(f"{name}, signed in", signed_in.a_second, "a second", **on)
            measuring.note(f"{name}, signed in, 99th percentile", signed_in.p99_ms, "ms", **on)
            share = signed_in.a_second / of_bare.a_second
            measuring.note(f"{name}, signed in, of the bare view", share, "", at_least=OF_BARE_SIGNED_IN, **on)


def public_pages() -> dict[str, str]:
    soon = select(TrainingSession.id).where(TrainingSession.is_on_show, TrainingSession.starts_at > clock.now())
    session = db.session.scalar(soon.order_by(TrainingSession.starts_at).limit(1))
    db.session.rollback()
    return {
        "the programme page": "/",
        "a session’s page": f"/sessions/{session}",
        "the API’s list": "/api/v1/sessions",
        "the calendar feed": "/calendar/programme.ics",
    }


def _size(url: str) -> int:
    """Bytes of an answer to a stranger who takes no compression, as wrk does."""
    where = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(str(where.hostname), where.port, timeout=60)
    connection.request("GET", where.path, headers={"Host": NAME})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == 200, f"{url}: {answer.status}"
    return len(body)


def _rate(url: str, seconds: int, cookie: str = "") -> Rate:
    """Asked for a while before it counts, so that all threads have worked once."""
    for length in (WARM, seconds):
        said = _wrk(url, length, cookie)
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)|Socket errors: .*", said)
    assert not failed, f"{url}: {failed and failed[0]}"
    a_second = re.search(r"Requests/sec:\s+([\d.]+)", said)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    assert a_second, said
    assert p99, said
    return Rate(float(a_second[1]), float(p99[1]) * {"us": 0.001, "ms": 1, "s": 1000}[p99[2]])


def _wrk(url: str, seconds: int, cookie: str) -> str:
    headers = ["-H", f"Host: {NAME}", "-H", "X-Forwarded-For: 192.0.2.1"]
    headers += ["-H", f"Cookie: {cookie}"] if cookie else []
    command = ["wrk", "-t", "1", "-c", str(CONNECTIONS), "-d", f"{seconds}s", "--latency", *headers, url]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    measure()
