"""The timetable: which job runs when. The scheduler is its own process; several may run at once."""

import logging
import signal
from collections.abc import Callable

import click
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask, current_app

from app.attendance.outstanding.jobs import remind_of_registers, tell_managers
from app.booking.office.jobs import forget_access_needs
from app.booking.places.jobs import free_lapsed_places
from app.booking.reminding.jobs import alert_the_office, tell_before_the_start
from app.charging.proposals.jobs import propose_what_is_missing
from app.charging.reasons.jobs import pass_reason_deadlines
from app.core.database import db
from app.core.errors import in_plain_words
from app.evaluation.issuing.jobs import issue_what_is_missing, remind_those_who_have_not_answered
from app.notifications.delivery.jobs import deliver_mail
from app.operations.backups.jobs import make_nightly_backup
from app.programme.subscriptions.jobs import send_lunchtime_invitations, tell_of_new_dates
from app.records.certificates.jobs import issue_certificates

log = logging.getLogger("coursebook.jobs")
Job = Callable[[], str]

EVERY_SECONDS: dict[Job, int] = {
    free_lapsed_places: 15,
    tell_before_the_start: 60,
    tell_managers: 300,
    remind_of_registers: 600,
    alert_the_office: 600,
    forget_access_needs: 3600,
    issue_what_is_missing: 15,
    remind_those_who_have_not_answered: 300,
    propose_what_is_missing: 15,
    pass_reason_deadlines: 60,
    issue_certificates: 60,
    send_lunchtime_invitations: 60,
    tell_of_new_dates: 60,
    deliver_mail: 5,
    make_nightly_backup: 600,
}


def install(app: Flask) -> None:
    app.cli.add_command(run_jobs)


@click.command("run-jobs")
@click.option("--once", is_flag=True, help="Run all that is due, then exit.")
@in_plain_words
def run_jobs(once: bool) -> None:
    """Run the scheduled jobs until stopped."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    if once:
        for job in EVERY_SECONDS:
            _run(job)
        return
    _run_until_stopped(current_app._get_current_object())  # type: ignore[attr-defined]


def _run_until_stopped(app: Flask) -> None:
    """All jobs at once, then each at its own pace.

    One thread: jobs of one process take turns, and a late one runs once, not many times.
    Signals are waited for, not handled: a handler that runs while its own thread holds a lock can hang.
    """
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for job, seconds in EVERY_SECONDS.items():
        scheduler.add_job(_run_in_context, args=[app, job])
        scheduler.add_job(_run_in_context, "interval", seconds=seconds, args=[app, job], id=job.__name__)
    told_to_stop = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, told_to_stop)  # before there is a second thread, which inherits it
    scheduler.start()
    signal.sigwait(told_to_stop)
    scheduler.shutdown(wait=False)


def _run_in_context(app: Flask, job: Job) -> None:
    """A job that fails says so and runs again at its next time; the others go on."""
    with app.app_context():
        try:
            _run(job)
        except Exception:
            log.exception("%s failed; it runs again at its next time", job.__name__)


def _run(job: Job) -> None:
    done = job()
    db.session.remove()
    if done:
        log.info("%s: %s", job.__name__, done)
