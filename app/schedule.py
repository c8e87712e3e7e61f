"""The timetable: which job runs when. The scheduler is its own process; several may run at once.

Mail isn't on it: it has a process of its own, `mail_worker.py`.
"""

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Lock
from typing import Any

import click
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask, current_app

from app import running
from app.accounts.sessions.jobs import forget_old_sessions
from app.accounts.setting_up.cli import offer_set_up
from app.attendance.outstanding.jobs import remind_of_registers, send_registers, tell_managers
from app.booking.places.jobs import free_lapsed_places
from app.booking.reminding.jobs import alert_the_office, tell_before_the_start
from app.booking.unnamed_places.jobs import free_held_places
from app.charging.proposals.jobs import propose_what_is_missing
from app.charging.reasons.jobs import pass_reason_deadlines
from app.core import clock, logs
from app.core.changes import last_run
from app.core.database import db
from app.core.errors import in_plain_words
from app.evaluation.issuing.jobs import issue_what_is_missing, remind_those_who_have_not_answered
from app.evaluation.settling.jobs import settle_figures
from app.notifications.bounces.jobs import read_bounces
from app.operations.backups.jobs import make_nightly_backup
from app.operations.heartbeats.models import Process
from app.operations.heartbeats.rules import JobState
from app.operations.jobs import keep_statistics
from app.programme.subscriptions.jobs import send_lunchtime_invitations, tell_of_new_dates
from app.programme.trainer_requests.jobs import tell_trainers
from app.programme.trainers.jobs import match_trainers_with_accounts
from app.records.certificates.jobs import issue_certificates
from app.records.refreshers.jobs import tell_of_refreshers
from app.records.retention.jobs import forget_what_is_due
from app.reporting.agency_figures.jobs import tell_agency_leads
from app.reporting.list_files.jobs import write_list_files
from app.single_agency.jobs import remind_of_returns

log = logging.getLogger("coursebook.jobs")
Job = Callable[[], str]

EVERY_SECONDS: dict[Job, int] = {
    free_lapsed_places: 15,
    tell_before_the_start: 60,
    free_held_places: 300,
    tell_managers: 300,
    remind_of_registers: 600,
    send_registers: 300,
    remind_of_returns: 600,
    alert_the_office: 600,
    issue_what_is_missing: 15,
    remind_those_who_have_not_answered: 300,
    propose_what_is_missing: 30,
    pass_reason_deadlines: 60,
    write_list_files: 5,
    issue_certificates: 60,
    match_trainers_with_accounts: 60,
    tell_trainers: 60,
    send_lunchtime_invitations: 60,
    tell_of_new_dates: 60,
    read_bounces: 300,
    tell_agency_leads: 600,
    tell_of_refreshers: 3600,
    make_nightly_backup: 600,
    forget_what_is_due: 3600,
    settle_figures: 3600,
    keep_statistics: 86_400,
    forget_old_sessions: 86_400,
}

BEHIND_THE_PAGES = 10
"""How much more politely the scheduler asks for the processor (nice): somebody who waits for a page goes first."""


def install(app: Flask) -> None:
    app.cli.add_command(run_jobs)


@click.command("run-jobs")
@click.option("--once", is_flag=True, help="Run all that is due, then exit.")
@in_plain_words
def run_jobs(once: bool) -> None:
    """Run the scheduled jobs until stopped."""
    logs.name_process("scheduler")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    if once:
        _run_each_once()
        return
    if current_app.config["ENVIRONMENT"] == "production":
        offer_set_up()
    os.nice(BEHIND_THE_PAGES)
    schedule = JobSchedule(current_app._get_current_object())  # type: ignore[attr-defined]
    running.until_told_to_stop(
        schedule.app, Process.SCHEDULER, start=schedule.start, stop=schedule.stop, jobs=schedule.states
    )


class JobSchedule:
    """All jobs at once, then each at its own pace, and each in a thread of its own.

    A job that hangs or is late holds up no other, and is not begun a second time meanwhile; a late one runs once, not
    many times. A job that fails says so and runs again at its next time.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._states = {job.__name__: JobState(every) for job, every in EVERY_SECONDS.items()}
        self._is_running = {job: Lock() for job in EVERY_SECONDS}
        self._scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(len(EVERY_SECONDS))},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> None:
        for job, seconds in EVERY_SECONDS.items():
            self._scheduler.add_job(self._run, args=[job])
            self._scheduler.add_job(self._run, "interval", seconds=seconds, args=[job], id=job.__name__)
        self._scheduler.start()

    def stop(self) -> None:
        """What a job is just writing is written or rolled back; the next run goes on."""
        self._scheduler.shutdown(wait=False)

    def states(self) -> Mapping[str, JobState]:
        return dict(self._states)

    def _run(self, job: Job) -> None:
        name, is_running = job.__name__, self._is_running[job]
        if not is_running.acquire(blocking=False):
            return  # the first run, at the start, takes longer than the job's pace
        self._note(name, started_at=clock.now())
        try:
            with self.app.app_context():
                _run(job)
        except Exception as error:
            log.exception("%s failed; it runs again at its next time", name)
            self._note(name, failed_at=clock.now(), error=type(error).__name__)
        else:
            self._note(name, finished_at=clock.now(), failed_at=None, error="")
        finally:
            is_running.release()

    def _note(self, name: str, **what: Any) -> None:
        self._states[name] = replace(self._states[name], **what)


def _run_each_once() -> None:
    """Whatever fails, the others have their turn. Raises the first error at the end; at once where the database isn't
    there, or isn't migrated."""
    last_run("any")
    errors: list[Exception] = []
    for job in EVERY_SECONDS:
        try:
            _run(job)
        except Exception as error:
            db.session.rollback()
            log.error("%s failed: %s", job.__name__, logs.kind_of(error))
            errors.append(error)
    if errors:
        raise errors[0]


def _run(job: Job) -> None:
    with logs.new_trace(job.__name__):
        done = job()
        db.session.remove()
        if done:
            log.info("%s", done)
