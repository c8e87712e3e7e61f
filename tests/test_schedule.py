"""The timetable: a job that hangs or fails holds up no other, and is seen."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask

from app import schedule
from app.core.database import db
from app.operations.heartbeats.rules import JobState
from app.schedule import Job, JobSchedule
from tests.servers import wait_until


class Timetable:
    """Three jobs: one never ends until the test does, one always fails, one counts its runs."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.begun, self.failed, self.done = 0, 0, 0

    def hangs(self) -> str:
        self.begun += 1
        self.let_go.wait(60)
        return ""

    def fails(self) -> str:
        self.failed += 1
        raise ValueError

    def goes_well(self) -> str:
        self.done += 1
        return "done"

    @property
    def jobs(self) -> dict[Job, int]:
        return {self.hangs: 1, self.fails: 1, self.goes_well: 1}


@pytest.fixture
def timetable(monkeypatch: pytest.MonkeyPatch) -> Iterator[Timetable]:
    timetable = Timetable()
    monkeypatch.setattr(schedule, "EVERY_SECONDS", timetable.jobs)
    yield timetable
    timetable.let_go.set()


@pytest.mark.lasts_long
def test_a_job_that_hangs_or_fails_holds_up_no_other_and_is_seen(app: Flask, timetable: Timetable) -> None:
    at_work = JobSchedule(app)
    at_work.start()
    try:
        wait_until(lambda: timetable.done >= 3 and timetable.failed >= 3, "three runs of the others", seconds=30)
        states = at_work.states()
    finally:
        timetable.let_go.set()
        at_work.stop()
    assert timetable.begun == 1  # it isn't begun again while it runs
    assert states["hangs"].is_running
    assert (states["fails"].has_failed, states["fails"].error) == (True, "ValueError")
    assert not states["goes_well"].has_failed
    assert set(states) == {"hangs", "fails", "goes_well"}
    assert all(isinstance(state, JobState) and state.every == 1 for state in states.values())


def test_run_once_the_others_have_their_turn_and_the_failure_is_the_end(app: Flask, timetable: Timetable) -> None:
    timetable.let_go.set()
    said = app.test_cli_runner().invoke(args=["run-jobs", "--once"])
    assert (timetable.begun, timetable.failed, timetable.done) == (1, 1, 1)
    assert said.exit_code == 1
    db.session.rollback()
