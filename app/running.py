"""What scheduler and mail worker have in common: they run until they are told to stop, and show that they are alive."""

import logging
import os
import signal
import socket
import uuid
from collections.abc import Callable, Mapping

from flask import Flask

from app.core import clock
from app.core.database import db
from app.operations.heartbeats import services as heartbeats
from app.operations.heartbeats.models import Process
from app.operations.heartbeats.rules import JobState

log = logging.getLogger("coursebook.running")

BEATS_EVERY = 15
"""Seconds. A process that hasn't for a minute is taken for dead."""


def until_told_to_stop(
    app: Flask,
    process: Process,
    *,
    start: Callable[[], None],
    stop: Callable[[], None],
    jobs: Callable[[], Mapping[str, JobState]],
) -> None:
    """Start, beat, and stop at SIGTERM or SIGINT.

    Signals are waited for, not handled: a handler that runs while its own thread holds a lock can hang. They are
    blocked before there is a second thread, which inherits that.
    """
    told_to_stop = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, told_to_stop)
    instance, started_at = f"{socket.gethostname()[:50]}-{os.getpid()}-{uuid.uuid4().hex[:8]}", clock.now()

    def beat() -> None:
        heartbeats.beat(process=process, instance=instance, started_at=started_at, jobs=jobs(), at=clock.now())

    start()
    _in_context(app, beat)
    while signal.sigtimedwait(told_to_stop, BEATS_EVERY) is None:
        _in_context(app, beat)
    stop()
    _in_context(app, lambda: heartbeats.stop(instance=instance))


def _in_context(app: Flask, say: Callable[[], None]) -> None:
    """A database that is away is seen by whoever watches: the beat is missing. The work goes on."""
    with app.app_context():
        try:
            say()
        except Exception:
            log.exception("couldn't say that this process is alive")
        finally:
            db.session.remove()
