"""The mail worker's lanes, one for each connection, so that nobody who waits at a screen waits for a reminder."""

import logging
from datetime import datetime, timedelta
from threading import Event, Thread

from flask import Flask

from app.core import clock, logs
from app.notifications.delivery import rules
from app.notifications.delivery.jobs import MailRun, deliver
from app.notifications.models import Priority

log = logging.getLogger("coursebook.mail")

LOOKS_EVERY = {Priority.SCREEN: 1, Priority.PERSON: 2, Priority.JOB: 2}
"""Seconds. Somebody at a screen may be waiting."""

TIDIES_EVERY = timedelta(seconds=10)
"""How often a lane that carries everything sees to what is stale, and to what a process that died had in hand."""


class Lane:
    """One connection's work, in a thread: look, send what is due, look again. One that fails says so and goes on."""

    def __init__(self, app: Flask, name: str, up_to: Priority, *, at_a_time: int, pace: rules.Pace) -> None:
        self.name, self.looks_every = name, LOOKS_EVERY[up_to]
        self._tidied_at: datetime | None = None
        self._ended_at: datetime | None = None
        self.failed_at: datetime | None = None
        self.error = ""
        self._app, self._up_to, self._at_a_time, self._pace = app, up_to, at_a_time, pace
        self._delivery = MailRun(up_to)
        self._stopping = Event()
        self._thread = Thread(target=self._work, name=name, daemon=True)

    @property
    def started_at(self) -> datetime | None:
        """When it began what it is at: to look, or to send the batch in hand."""
        return self._delivery.began_at

    @property
    def finished_at(self) -> datetime | None:
        """When it last ended something well: a look, or a batch of a long run."""
        return max(filter(None, (self._ended_at, self._delivery.batch_done_at)), default=None)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """What it is just sending is sent; the rest of its batch waits for the next worker."""
        self._stopping.set()

    def join(self, seconds: float) -> None:
        self._thread.join(seconds)

    def _work(self) -> None:
        while not self._stopping.is_set():
            with self._app.app_context(), logs.new_trace(self.name):
                self.once()
            self._stopping.wait(self.looks_every)

    def once(self) -> None:
        """Look, and send what is due."""
        unmarked = self._delivery.unmarked
        self._delivery = MailRun(
            self._up_to, self._at_a_time, self._pace, self._stopping, self._is_to_tidy(), unmarked=unmarked
        )
        try:
            done = deliver(self._delivery)
        except Exception as error:  # a database that is away, say: seen in the log and in the signs of life
            log.exception("looks again in %s s", self.looks_every)
            self.failed_at, self.error = clock.now(), type(error).__name__
        else:
            self._ended_at, self.failed_at, self.error = clock.now(), None, ""
            if words := done.in_words():
                log.info("%s", words)

    def _is_to_tidy(self) -> bool:
        now = clock.now()
        if self._up_to is not Priority.JOB or (self._tidied_at and abs(now - self._tidied_at) < TIDIES_EVERY):
            return False
        self._tidied_at = now
        return True


def pace_of(app: Flask) -> rules.Pace:
    """How fast mail may leave by the settings."""
    return rules.Pace(a_minute=app.config["MAIL_PER_MINUTE"], to_a_domain=app.config["MAIL_PER_MINUTE_TO_A_DOMAIN"])


def lanes_of(app: Flask) -> list[Lane]:
    """As many as MAIL_CONNECTIONS says, not yet started."""
    carried = rules.lanes(app.config["MAIL_CONNECTIONS"])
    at_a_time = rules.BATCH if len(carried) > 1 else rules.BATCH_OF_ONE_LANE
    pace = pace_of(app)
    return [
        Lane(app, name, up_to, at_a_time=at_a_time, pace=pace)
        for name, up_to in zip(rules.names_of(carried), carried, strict=True)
    ]
