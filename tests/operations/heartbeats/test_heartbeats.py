"""Processes say that they are at work, and how their jobs stand."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.operations.heartbeats import queries, services
from app.operations.heartbeats.models import Process
from app.operations.heartbeats.rules import JobFault, JobState, is_alive
from tests.builders import queries_counted
from tests.conftest import NOW

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def beat(
    instance: str = "one-1-0a", *, at: datetime = NOW, process: Process = Process.SCHEDULER, **jobs: JobState
) -> None:
    services.beat(process=process, instance=instance, started_at=NOW, jobs=jobs, at=at)


def test_a_process_is_alive_until_three_beats_are_missed() -> None:
    """So a monitor that looks every ten seconds knows within a minute."""
    assert is_alive(NOW, at=NOW + 45 * SECOND)
    assert not is_alive(NOW, at=NOW + 46 * SECOND)


def test_a_beat_of_the_future_is_no_sign_of_life() -> None:
    """The clock was set back; who is at work beats again by the new time."""
    assert not is_alive(NOW + HOUR, at=NOW)


def test_each_process_has_one_row_that_says_how_its_jobs_stand(app: Flask) -> None:
    beat(send=JobState(every=5))
    done = JobState(every=5, started_at=NOW, finished_at=NOW + SECOND, failed_at=NOW - HOUR, error="OSError")
    beat(at=NOW + MINUTE, send=done)
    beat("two-2-0b", at=NOW + MINUTE)
    second, first = sorted(queries.heartbeats(), key=lambda each: each.instance, reverse=True)
    assert (first.started_at, first.beat_at, first.job_states) == (NOW, NOW + MINUTE, {"send": done})
    assert second.job_states == {}


def test_an_orderly_end_takes_the_row_away_and_a_week_of_silence_too(app: Flask) -> None:
    beat("one-1-0a")
    beat("two-2-0b")
    services.stop(instance="two-2-0b")
    assert [each.instance for each in queries.heartbeats()] == ["one-1-0a"]
    beat("three-3-0c", at=NOW + timedelta(days=7))
    assert len(queries.heartbeats()) == 2
    beat("three-3-0c", at=NOW + timedelta(days=7) + SECOND)
    assert [each.instance for each in queries.heartbeats()] == ["three-3-0c"]


def test_a_beat_is_two_statements_however_many_jobs_and_processes_there_are(app: Flask) -> None:
    for number in range(5):
        beat(f"host-{number}")
    with queries_counted() as statements:
        beat("host-3", **{f"job_{number}": JobState(every=15) for number in range(30)})
    assert len([statement for statement in statements if not statement.startswith("BEGIN")]) == 2


@pytest.mark.parametrize(
    ("state", "fault"),
    [
        (JobState(15, started_at=NOW - SECOND, finished_at=NOW - MINUTE), None),
        (JobState(15, started_at=NOW - 10 * MINUTE), JobFault.IS_LATE),  # it isn't said to hang yet
        (JobState(15, started_at=NOW - 10 * MINUTE - SECOND), JobFault.HANGS),
        (JobState(3600, started_at=NOW - 19 * HOUR, finished_at=NOW - 20 * HOUR), JobFault.IS_LATE),
        (JobState(3600, started_at=NOW - 20 * HOUR - SECOND), JobFault.HANGS),
        (JobState(15, started_at=NOW - 2 * HOUR, finished_at=NOW - SECOND), None),  # it took long, and is over
        (JobState(15, started_at=NOW - MINUTE, failed_at=NOW), JobFault.FAILS),
        (JobState(15, started_at=NOW, failed_at=NOW - SECOND, finished_at=NOW - MINUTE), JobFault.FAILS),
        (JobState(15, started_at=NOW - MINUTE, failed_at=NOW - MINUTE, finished_at=NOW), None),
        (JobState(15, started_at=NOW - 6 * MINUTE, finished_at=NOW - 5 * MINUTE), None),
        (JobState(15, started_at=NOW - 6 * MINUTE, finished_at=NOW - 5 * MINUTE - SECOND), JobFault.IS_LATE),
        (JobState(300, started_at=NOW - HOUR, finished_at=NOW - 50 * MINUTE), None),
        (JobState(300, started_at=NOW - HOUR, finished_at=NOW - 50 * MINUTE - SECOND), JobFault.IS_LATE),
    ],
)  # fmt: skip
def test_a_job_stands_still_when_it_hangs_fails_or_does_not_come_round(state: JobState, fault: JobFault | None) -> None:
    assert state.fault(running_since=NOW - 30 * HOUR, at=NOW) is fault


def test_a_job_that_never_ran_is_late_once_its_process_is_old() -> None:
    assert JobState(15).fault(running_since=NOW - 5 * MINUTE, at=NOW) is None
    assert JobState(15).fault(running_since=NOW - 5 * MINUTE - SECOND, at=NOW) is JobFault.IS_LATE


def test_a_state_is_written_and_read_whole() -> None:
    for state in (JobState(15), JobState(15, NOW, NOW + SECOND, NOW - HOUR, "TimeoutError")):
        assert JobState.from_json(state.as_json()) == state
