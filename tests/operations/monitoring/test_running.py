"""How the house runs, in words for whoever runs the training."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.operations.heartbeats.models import Heartbeat, Process
from app.operations.heartbeats.rules import JobState
from app.operations.monitoring.rules import Standstill, Watched, backup_problem, standing_still
from app.operations.monitoring.rules_words import JOBS
from app.schedule import EVERY_SECONDS
from tests.builders import a_heartbeat, a_manager
from tests.conftest import NOW
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
    assert told(SCHEDULER, MAIL_WORKER, **waits, mail_held_since=held) == [("Mail is held back", held)]
    assert told(SCHEDULER, MAIL_WORKER, **waits, sends_mail=False) == []


def test_jobs_that_are_not_done_are_named_together() -> None:
    hangs = JobState(15, started_at=NOW - HOUR, finished_at=NOW - 2 * HOUR)
    fails = JobState(15, started_at=NOW - MINUTE, failed_at=NOW - MINUTE, error="OSError")
    [(what, since)] = told(a_beat(Process.SCHEDULER, tell_managers=hangs, issue_certificates=fails), MAIL_WORKER)
    assert what == "Some work isn’t done: “Issuing certificates” fails, “Telling line managers of absences” hangs"
    assert since == NOW - HOUR


@pytest.mark.parametrize(
    ("hours", "is_set_up", "problem"),
    [
        (36, True, None),
        (37, True, "Backups have stopped"),
        (None, True, "There is no backup yet"),
        (None, False, None),
        (99, False, None),
    ],
)
def test_a_backup_is_missed_after_a_day_and_a_half(hours: int | None, is_set_up: bool, problem: str | None) -> None:
    last = NOW - hours * HOUR if hours else None
    found = backup_problem(last, is_set_up, NOW)
    assert (found.what, found.since) == (problem, last) if found else problem is None
    expected = [(problem, last)] if problem else []
    assert told(SCHEDULER, MAIL_WORKER, last_backup_at=last, backups_are_set_up=is_set_up) == expected


def test_every_notice_says_what_it_means_and_what_to_do() -> None:
    watched = Watched(at=NOW, heartbeats=(), oldest_due=None, sends_mail=True, backups_are_set_up=True)
    for notice in standing_still(watched):
        assert isinstance(notice, Standstill)
        assert notice.means.endswith(".")
        assert "whoever runs the server" in notice.to_do


# --- The page ---


def test_before_anything_has_run_the_page_says_what_to_do(visitor: Visitor) -> None:
    page = visitor.sign_in(a_manager()).open_page("/running")
    assert page.h1 == "How it runs"
    assert "The scheduler is not running" in page.words
    assert "No job is known" in page.words
    assert "Start the scheduler" in page.words
    assert "nothing waits" in page.words
    assert "No mail server is set" in page.words


def test_the_page_lists_processes_jobs_and_mail(app: Flask, visitor: Visitor) -> None:
    fails = JobState(3600, started_at=NOW - MINUTE, failed_at=NOW - MINUTE, error="TimeoutError")
    done = JobState(15, started_at=NOW, finished_at=NOW)
    a_heartbeat(Process.SCHEDULER, since=NOW - HOUR, tell_managers=fails, issue_what_is_missing=done)
    a_heartbeat(Process.MAIL_WORKER, at=NOW - HOUR)
    a_message("1", next_attempt_at=NOW - 5 * MINUTE)
    page = visitor.sign_in(a_manager()).open_page("/running")
    processes, jobs = (
        [" ".join(row.get_text(" ").split()) for row in table.select("tbody tr")] for table in page.soup.select("table")
    )
    assert "At work 9am, Monday 23 November 10am, Monday 23 November" in processes[0]
    assert "Silent" in processes[1]
    assert jobs == [
        "Issuing questionnaires In order 10am, Monday 23 November 15 seconds",
        "Telling line managers of absences Fails since 9:59am, Monday 23 November TimeoutError not yet 1 hour",
    ]
    assert "the oldest since 9:55am, Monday 23 November" in page.words
    assert page.click("Outbox").h1 == "Outbox"


def test_every_job_has_words_that_somebody_who_runs_the_training_reads() -> None:
    assert set(JOBS) == {job.__name__ for job in EVERY_SECONDS}
