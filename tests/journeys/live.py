"""Coursebook as people meet it: a web server, jobs and mail of its own, on a database of its own."""

import contextlib
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from flask import Flask

from app import create_app
from app.core import clock
from app.core.database import db
from tests.conftest import NOW, ROOT, empty_tables, fresh_database, migrate, settings
from tests.servers import LOOPBACK, PostOffice, Received, Running, SharedClock, environment, running


@dataclass
class Site:
    """A live Coursebook. `app` is the test's own view of its database: for builders, never for serving.

    `elsewhere` is what the addresses of others begin with that it may send people to.
    """

    url: str
    app: Flask
    server: Running
    jobs: "Jobs"
    time: SharedClock
    post: PostOffice
    elsewhere: tuple[str, ...] = ()

    def clock_at(self, instant: datetime) -> None:
        """From here on it is that instant, for the server and the jobs too."""
        self.time.set(instant)

    def run_jobs(self) -> None:
        """All that is due now: holds lapse, questionnaires and charges are made, mail goes out."""
        self.jobs.run("--app wsgi run-jobs --once")
        self.jobs.run("--app wsgi deliver-mail --once")

    @contextlib.contextmanager
    def mail_server_down(self) -> Iterator[None]:
        """Nobody answers at its port for a while."""
        self.post.close()
        try:
            yield
        finally:
            self.post.open()

    @contextlib.contextmanager
    def mail_server_says(self, answer: str) -> Iterator[None]:
        """It takes no message for a while, and says this instead."""
        self.post.on_mail = lambda mail: answer
        try:
            yield
        finally:
            self.post.on_mail = lambda mail: None

    def letters_to(self, address: str) -> list["Letter"]:
        """What has arrived there, oldest first."""
        return [Letter(received) for received in self.post.received if address in received.recipients]

    def letter_to(self, address: str, about: str = "") -> "Letter":
        """The latest that has arrived there, with these words in its subject."""
        found = [letter for letter in self.letters_to(address) if about in letter.subject]
        assert found, f"no letter to {address} about {about!r}: {[one.subject for one in self.letters_to(address)]}"
        return found[-1]


@contextlib.contextmanager
def lifetime_of_data(site: Site) -> Iterator[Site]:
    """From an empty site at NOW, with the test in its application's context, until all is forgotten."""
    site.clock_at(NOW)
    with site.app.app_context():
        db.session().expire_on_commit = False  # looking at what a builder made must not begin a transaction
        yield site
        db.session.rollback()
        empty_tables()
        db.session.remove()
    site.post.received.clear()
    clock.freeze(None)


@dataclass(frozen=True)
class Letter:
    """A message as it arrived."""

    received: Received

    @property
    def subject(self) -> str:
        return self.received.header("Subject")

    @property
    def text(self) -> str:
        return str(self.received.part("text/plain").get_content())

    @property
    def calendar(self) -> str:
        return str(self.received.part("text/calendar").get_content())

    @property
    def code(self) -> str:
        """The six digits on their own in the text."""
        return _only(re.findall(r"(?<!\S)\d{6}(?!\S)", self.text))

    def link(self, path: str) -> str:
        """The address in the text that has this path in it."""
        return _only([address for address in re.findall(r"https?://\S+", self.text) if path in address])


def _only(found: list[str]) -> str:
    assert len(found) == 1, found
    return found[0]


class Jobs:
    """`flask` commands in a process of their own, in the server's environment."""

    def __init__(self, env: dict[str, str]) -> None:
        self._said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (closed in `end`)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.warm_flask"],
            cwd=ROOT,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            text=True,
        )

    def run(self, command: str) -> None:
        """Run it to its end. Fails with its words when it fails."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()
        status = self._process.stdout.readline().strip()
        if status != "0":
            self._said.seek(0)
            raise AssertionError(f"flask {command}: exit {status or 'of the process'}\n{self._said.read().decode()}")

    def end(self) -> None:
        self._process.communicate()
        self._said.close()


@contextlib.contextmanager
def live_site(kind: str, folder: Path, **more: str) -> Iterator[Site]:
    """A site on a new, empty database, "sqlite" or "postgresql", with these settings beside the usual."""
    with (
        fresh_database(kind) as database,
        PostOffice() as post,
        socket.create_server((LOOPBACK, 0), backlog=256) as listening,
    ):
        migrate(database)
        url = f"http://{LOOPBACK}:{listening.getsockname()[1]}"
        time = SharedClock(folder / "clock", NOW)
        told = {"PUBLIC_URL": url, "COURSEBOOK_CLOCK": str(time.file), **post.settings(), **more}
        env = environment(database, **told)
        gunicorn = ["gunicorn", "--bind", f"fd://{listening.fileno()}", "--no-control-socket"]
        gunicorn += ["--worker-class", "gthread", "--workers", "1", "--threads", "4", "--log-level", "warning"]
        app = create_app(settings(database, PUBLIC_URL=url))
        with running(*gunicorn, "wsgi:app", environment=env, pass_fds=(listening.fileno(),)) as server:
            listening.close()  # the server's alone: if it ends, browsers hear so at once
            jobs = Jobs(env)
            try:
                yield Site(url, app, server, jobs, time, post)
            finally:
                jobs.end()
        with app.app_context():
            db.engine.dispose()
