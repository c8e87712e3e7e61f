"""The mail worker: mail has a process of its own, so that a slow server holds up no job. Several may run at once."""

import logging

import click
from flask import Flask, current_app

from app import running
from app.core import clock, logs
from app.core.errors import in_plain_words
from app.notifications.delivery import jobs_worker
from app.notifications.delivery.jobs import MailRun, deliver
from app.notifications.models_pausing import PauseReason
from app.notifications.pausing.rules import was_off_for_long
from app.notifications.pausing.services import hold_mail
from app.notifications.queries import oldest_due
from app.operations.heartbeats.models import Process
from app.operations.heartbeats.queries import heartbeats
from app.operations.heartbeats.rules import JobState

log = logging.getLogger("coursebook.mail")

LAST_MAIL = 15
"""Seconds: as long as a mail may take that is under way as the worker is told to stop, and a bit."""


def install(app: Flask) -> None:
    app.cli.add_command(deliver_mail)


@click.command("deliver-mail")
@click.option("--once", is_flag=True, help="Send all that is due, then exit.")
@in_plain_words
def deliver_mail(once: bool) -> None:
    """Send mail until stopped: codes first, then what people did, then what jobs found to do."""
    logs.name_process("mail worker")
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if once:
        pace = jobs_worker.pace_of(app)
        if done := deliver(MailRun(pace=pace)).in_words():
            log.info("%s", done)
        return
    lanes = jobs_worker.lanes_of(app)
    if app.config["MAIL_SERVER"]:
        _hold_back_after_a_long_time_off()

    def start() -> None:
        for lane in lanes:
            lane.start()

    def stop() -> None:
        for lane in lanes:
            lane.stop()
        for lane in lanes:
            lane.join(LAST_MAIL)

    running.until_told_to_stop(
        app,
        Process.MAIL_WORKER,
        start=start,
        stop=stop,
        jobs=lambda: {lane.name: _state(lane) for lane in lanes},
    )


def _hold_back_after_a_long_time_off() -> None:
    """Nobody knows any more what is about to leave: the office sees it first, and starts mail."""
    now = clock.now()
    last_seen = max((beat.beat_at for beat in heartbeats() if beat.process is Process.MAIL_WORKER), default=None)
    if was_off_for_long(last_seen, oldest_due(now), now):
        hold_mail(reason=PauseReason.DOWNTIME, at=now)


def _state(lane: jobs_worker.Lane) -> JobState:
    return JobState(lane.looks_every, lane.started_at, lane.finished_at, lane.failed_at, lane.error)
