"""What scheduler and mail worker have in common: they run until they are told to stop, and show that they are alive."""

import contextlib
import logging
import os
import select
import signal
import socket
import uuid
from collections.abc import Callable, Iterator, Mapping

from flask import Flask

from app.core import clock
from app.core.database import db
from app.operations.heartbeats import services as heartbeats
from app.operations.heartbeats.models import Process
from app.operations.heartbeats.rules import JobState

log = logging.getLogger("coursebook.running")

BEATS_EVERY = 15
"""Seconds. A process that has missed three is taken for dead."""


def until_told_to_stop(
    app: Flask,
    process: Process,
    *,
    start: Callable[[], None],
    stop: Callable[[], None],
    jobs: Callable[[], Mapping[str, JobState]],
) -> None:
    """Start, beat, and stop at SIGTERM or SIGINT."""
    instance, started_at = f"{socket.gethostname()[:50]}-{os.getpid()}-{uuid.uuid4().hex[:8]}", clock.now()

    def beat() -> None:
        heartbeats.beat(process=process, instance=instance, started_at=started_at, jobs=jobs(), at=clock.now())

    with _signals(signal.SIGTERM, signal.SIGINT) as told_to_stop:
        start()
        _in_context(app, beat)
        while not select.select([told_to_stop], [], [], BEATS_EVERY)[0]:
            _in_context(app, beat)
        stop()
    _in_context(app, lambda: heartbeats.stop(instance=instance))


@contextlib.contextmanager
def _signals(*numbers: signal.Signals) -> Iterator[socket.socket]:
    """Something can be read from it once one of them has come, whichever thread it reached: libraries have threads of
    their own. Nothing is done in the handler, which may run while its thread holds a lock."""
    ours, of_the_signal = socket.socketpair()
    with ours, of_the_signal:
        of_the_signal.setblocking(False)
        signal.set_wakeup_fd(of_the_signal.fileno())
        for number in numbers:
            signal.signal(number, lambda number, frame: None)
        yield ours
        signal.set_wakeup_fd(-1)


def _in_context(app: Flask, say: Callable[[], None]) -> None:
    """A database that is away is seen by whoever watches: the beat is missing. The work goes on."""
    with app.app_context():
        try:
            say()
        except Exception:
            log.exception("couldn't say that this process is alive")
        finally:
            db.session.remove()
