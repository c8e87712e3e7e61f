"""How the house runs, in words for whoever runs the training."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.notifications.bounces.rules import mailbox_name
from app.notifications.bounces.services import note_away, note_read
from app.notifications.models_pausing import PauseReason
from app.notifications.pausing.services import hold_mail
from app.operations.heartbeats.models import Heartbeat, Process
from app.operations.heartbeats.rules import JobFault, JobState
from app.operations.monitoring.rules import Watched, jobs, standing_still
from app.operations.monitoring.rules_words import JOBS
from app.operations.version import version
from app.schedule import EVERY_SECONDS
from app.web.navigation import url_of
from tests.builders import a_heartbeat, a_manager
from tests.conftest import NOW
from tests.data.command_line import call
from tests.data.everything import a_message
from tests.page import Visitor

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ALL_WELL = {"oldest_due": None, "sends_mail": True}


def a_beat(process: Process, *, at: datetime = NOW, **jobs: JobState) -> Heartbeat:
    written = {name: state.as_json() for name, state in jobs.items()}
    return Heartbeat(process=process, instance=f"{process} {at}", started_at=NOW - 8 * HOUR, beat_at=at, jobs=written)


SCHEDULER, MAIL_WORKER = (a_beat(process) for process in Process)


def told(*beats: Heartbeat, **more: object) -> list[tuple[str, datetime | None]]:
    """What is said to stand still, and since when."""
    watched = Watched(at=NOW, heartbeats=beats, **(ALL_WELL | more))  # type: ignore[arg-type]
    return [(notice.what, notice.since) for notice in standing_still(watched)]


def test_while_all_is_at_work_nothing_is_said() -> None:
    assert told(SCHEDULER, MAIL_WORKER) == []


def test_a_process_that_fell_silent_is_told_from_one_that_never_ran() -> None:
    dead = a_beat(Process.SCHEDULER, at=NOW - 2 * HOUR)
    assert told(dead, a_beat(Process.SCHEDULER, at=NOW - HOUR), MAIL_WORKER) == [
        ("The scheduler has stopped", NOW - HOUR)
    ]
    assert told(dead, SCHEDULER, MAIL_WORKER) == []
    assert told(MAIL_WORKER) == [("The scheduler is not running", None)]
    assert told(SCHEDULER) == [("Nothing sends mail", None)]
    assert told(SCHEDULER, a_beat(Process.MAIL_WORKER, at=NOW - HOUR)) == [("Mail has stopped", NOW - HOUR)]
    assert told(SCHEDULER, sends_mail=False) == []


def test_mail_that_waits_is_told_once_and_with_its_cause() -> None:
    waits = {"oldest_due": NOW - 16 * MINUTE}
    assert told(SCHEDULER, MAIL_WORKER, **waits) == [("Messages wait too long", NOW - 16 * MINUTE)]
    assert told(SCHEDULER, MAIL_WORKER, oldest_due=NOW - 15 * MINUTE) == []
    assert told(SCHEDULER, **waits) == [("Nothing sends mail", None)]
    held = NOW - HOUR
    assert told(SCHEDULER, MAIL_WORKER, **waits, mail_held_since=held) == [("Mail has been held back", held)]
    assert told(SCHEDULER, MAIL_WORKER, **waits, sends_mail=False) == []


def test_jobs_that_are_not_done_are_named_together() -> None:
    hangs = JobState(15, started_at=NOW - HOUR, finished_at=NOW - 2 * HOUR)
    fails = JobState(15, started_at=NOW - MINUTE, failed_at=NOW - MINUTE, error="OSError")
    [(what, since)] = told(a_beat(Process.SCHEDULER, tell_managers=hangs, issue_certificates=fails), MAIL_WORKER)
    assert what == "Some work isn’t done: “Issuing certificates” fails, “Telling line managers of absences” hangs"
    assert since == NOW - HOUR


@pytest.mark.parametrize(
    ("hours", "is_set_up", "failed", "problem"),
    [
        (36, True, None, None),
        (37, True, None, "Backups have stopped"),
        (37, True, 1, "Backups have stopped"),
        (None, True, None, "There is no backup yet"),
        (None, True, 1, "The nightly backup fails"),
        (25, True, 1, "The nightly backup fails"),
        (None, False, None, None),
        (99, False, 1, None),
    ],
)
def test_a_backup_is_missed_after_a_day_and_a_half_or_once_a_night_failed(
    hours: int | None, is_set_up: bool, failed: int | None, problem: str | None
) -> None:
    last, failed_at = (NOW - each * HOUR if each else None for each in (hours, failed))
    since = failed_at if problem and "fails" in problem else last
    found = told(SCHEDULER, MAIL_WORKER, last_backup_at=last, backups_are_set_up=is_set_up, backup_failed_at=failed_at)
    assert found == ([(problem, since)] if problem else [])


def test_what_runs_well_and_reaches_nothing_is_told_once_and_stands_at_its_job() -> None:
    """The job waits an hour to try again, or looks in vain: neither hangs nor fails as such."""
    done = JobState(600, NOW, NOW)
    scheduler = a_beat(Process.SCHEDULER, make_nightly_backup=done, read_bounces=done)
    trouble = {"backup_failed_at": NOW - HOUR, "mailbox_error": "No such user", "mailbox_read_at": NOW - 2 * HOUR}
    trouble |= {"backups_are_set_up": True, "last_backup_at": NOW - 20 * HOUR}
    assert told(scheduler, MAIL_WORKER, **trouble) == [
        ("Mail that comes back can’t be read", NOW - 2 * HOUR),
        ("The nightly backup fails", NOW - HOUR),
    ]
    watched = Watched(NOW, (scheduler,), **(ALL_WELL | trouble))  # type: ignore[arg-type]
    assert [job.fault for job in jobs(watched)] == [JobFault.FAILS, JobFault.FAILS]


def test_every_notice_says_what_it_means_what_to_do_and_where_to_look(app: Flask) -> None:
    late = {"oldest_due": NOW - HOUR, "mailbox_error": "No such user", "backups_are_set_up": True}
    faulty = a_beat(Process.SCHEDULER, tell_managers=JobState(15, NOW, failed_at=NOW))
    cases = [((), {}), ((), {"mail_held_since": NOW}), ((faulty, MAIL_WORKER), late)]
    watched = [Watched(NOW, beats, **(ALL_WELL | more)) for beats, more in cases]  # type: ignore[arg-type]
    notices = {notice.what: notice for each in watched for notice in standing_still(each)}
    assert len(notices) == 7
    for notice in notices.values():
        assert notice.means.endswith(".")
        assert "whoever runs the server" in notice.to_do or notice.what == "Mail has been held back"
        with app.test_request_context():
            assert url_of(notice.page).startswith("/")


# --- The page ---


def test_before_anything_has_run_the_page_says_what_to_do(visitor: Visitor) -> None:
    page = visitor.sign_in(a_manager()).open_page("/running")
    assert page.h1 == "How it runs"
    assert "The scheduler is not running" in page.words
    assert "No job is known" in page.words
    assert "Start the scheduler" in page.words
    assert "nothing waits" in page.words
    assert "No mail server is set" in page.words
    assert f"This is Coursebook {version()}." in page.words


def test_the_command_line_says_which_version_this_is(app: Flask) -> None:
    assert call(app, "version").out == f"Coursebook {version()}\n"


def test_the_page_lists_processes_jobs_and_mail(app: Flask, visitor: Visitor) -> None:
    fails = JobState(3600, started_at=NOW - MINUTE, failed_at=NOW - MINUTE, error="TimeoutError")
    done = JobState(15, started_at=NOW, finished_at=NOW)
    a_heartbeat(Process.SCHEDULER, since=NOW - HOUR, tell_managers=fails, issue_what_is_missing=done)
    a_heartbeat(Process.MAIL_WORKER, at=NOW - HOUR)
    a_message("1", next_attempt_at=NOW - 5 * MINUTE)
    page = visitor.sign_in(a_manager()).open_page("/running")
    processes, job_rows = (
        [" ".join(row.get_text(" ").split()) for row in table.select("tbody tr")] for table in page.soup.select("table")
    )
    assert "At work 9am, Monday 23 November 10am, Monday 23 November" in processes[0]
    assert "Silent" in processes[1]
    assert job_rows == [
        "Issuing questionnaires In order 10am, Monday 23 November 15 seconds",
        "Telling line managers of absences Fails since 9:59am, Monday 23 November TimeoutError not yet 1 hour",
    ]
    assert "the oldest since 9:55am, Monday 23 November" in page.words
    assert page.click("Outbox").h1 == "Outbox"


def test_every_job_has_words_that_somebody_who_runs_the_training_reads() -> None:
    assert set(JOBS) == {job.__name__ for job in EVERY_SECONDS}


def test_a_notice_leads_to_where_it_says_to_look(app: Flask, visitor: Visitor) -> None:
    for process in Process:
        a_heartbeat(process)
    hold_mail(reason=PauseReason.OFFICE, at=NOW)
    page = visitor.sign_in(a_manager()).open_page("/today")
    assert "Mail has been held back since 10am, Monday 23 November." in page.words
    assert page.click("What is due").h1 == "Mail is held back"


def test_a_mailbox_that_cannot_be_read_is_told_until_it_is_read_again(app: Flask, visitor: Visitor) -> None:
    app.config.update(BOUNCES_IMAP_SERVER="127.0.0.1", BOUNCES_IMAP_USERNAME="returns")
    name = mailbox_name(app.config)
    try:
        note_away(name, "No such user")
        for address in ("/today", "/running"):
            page = visitor.sign_in(a_manager()).open_page(address)
            assert "Mail that comes back can’t be read" in page.words
        page = page.click("Mail that came back")
        assert "No such user" in page.words
        assert "It has never been read" in page.words
        assert "Every address works" not in page.words
        assert "automatic replies" not in page.words
        note_read(name, 1, uid_validity=1, at=NOW)
        assert "can’t be read" not in visitor.open_page("/running").words
        page = visitor.open_page("/outbox/bounces")
        assert "Every address works" in page.words
        assert "automatic replies" in page.words
    finally:
        app.config.update(BOUNCES_IMAP_SERVER=None, BOUNCES_IMAP_USERNAME=None)
