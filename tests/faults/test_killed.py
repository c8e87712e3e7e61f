"""Power cuts: a process is ended in the middle of its work, started again, and nothing is lost or done twice."""

import contextlib
import http.client
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import insert

from app.accounts.models import User
from app.booking.models import Booking
from app.booking.states import BookingState, Outcome
from app.charging.bills.models import Bill
from app.charging.models import Charge, ChargeState
from app.core.database import db
from app.evaluation.models_issued import Issued
from app.notifications.models import LetterKind, Message, MessageState
from app.operations.backups.services_packing import read_backup
from app.programme.models_sessions import TrainingSession
from app.terms.models import Cause
from tests import builders
from tests.conftest import NOW, ROOT, empty_tables
from tests.crowds import people_who_came, people_who_did_not_come
from tests.faults.house import ROUNDS, House, how_many, opened, sign_in_link
from tests.operations.conftest import path_with_programs
from tests.page import Page
from tests.servers import Received, Running, a_mail_worker, a_scheduler, a_web_process, wait_until
from tests.words import BOOK_MY_PLACE

CUT_OFF = (OSError, http.client.HTTPException, AssertionError)
"""What a browser sees of a server that ends under its hands; a half page isn't one, either."""


# --- The web server ---

PEOPLE = 10


def test_a_web_server_killed_in_mid_booking_loses_no_booking_that_it_confirmed(house: House) -> None:
    builders.a_policy()
    for _ in range(ROUNDS):
        house.rounds += 1
        session, links = builders.a_session(places=PEOPLE), [sign_in_link(builders.a_user()) for _ in range(PEOPLE)]
        address, title = f"/sessions/{session.id}", session.title
        db.session.rollback()
        with a_web_process(house.environment()) as (origin, server), ThreadPoolExecutor(PEOPLE) as people:
            ready = [page for page in people.map(partial(opened, origin, address=address), links) if page]
            told = [people.submit(pressed, page, BOOK_MY_PLACE) for page in ready]
            house.at_a_random_moment(0.02, 0.35)
            server.kill()
            confirmed = [page for page in (each.result() for each in told) if page]
        assert all(page.h1 == f"You are booked: {title}" for page in confirmed)
        booked = how_many(Booking, Booking.session_id == session.id, Booking.state == BookingState.BOOKED)
        assert len(confirmed) <= booked <= PEOPLE
        letters = how_many(Message, Message.kind == LetterKind.CONFIRMED)
        assert letters == how_many(Booking, Booking.state == BookingState.BOOKED)
    house.catch_up()
    house.must_be_whole("web server killed in mid-booking")


def pressed(page: Page, button: str, **typed: str) -> Page | None:
    """The next page; None where the server was gone."""
    with contextlib.suppress(*CUT_OFF):
        return page.press(button, **typed)
    return None


# --- Bills ---

AGENCIES = 8


def test_a_web_server_killed_while_it_makes_bills_has_made_all_of_them_or_none(house: House) -> None:
    house.clock.set(NOW + timedelta(days=9))
    manager = builders.a_manager()
    for number in range(ROUNDS):
        house.rounds += 1
        confirmed_charges(AGENCIES, manager)
        link = sign_in_link(manager)
        db.session.rollback()
        with a_web_process(house.environment(), workers=1) as (origin, server):
            page = opened(origin, link, "/charges/bills/next")
            making = threading.Thread(target=pressed, args=(page, "Make the bills"), kwargs={"with_gaps": "y"})
            making.start()
            house.at_a_random_moment(0.02, 1.2)
            server.kill()
            making.join()
        assert how_many(Bill) in (0, AGENCIES), "some of the bills"
        assert how_many(Charge, Charge.state == ChargeState.BILLED) == how_many(Bill)
        if number + 1 < ROUNDS and how_many(Bill):
            empty_tables()
            manager = builders.a_manager()
    if not how_many(Bill):
        link = sign_in_link(manager)
        db.session.rollback()
        with a_web_process(house.environment(), workers=1) as (origin, _):
            opened(origin, link, "/charges/bills/next").press("Make the bills", with_gaps="y")
    assert how_many(Bill) == AGENCIES
    house.catch_up()
    house.must_be_whole("web server killed while it makes bills")


def confirmed_charges(agencies: int, manager: User) -> None:
    """One to each agency, decided in November."""
    if how_many(Charge):
        return
    session, policy = builders.a_session(on=NOW.date() - timedelta(days=20)), builders.a_policy()
    builders.a_closed_register(session)
    for _ in range(agencies):
        booking = builders.a_booking(session, outcome=Outcome.NO_SHOW, policy=policy)
        asked = {"asked_at": NOW, "answer_by": NOW, "proposed_at": NOW}
        decided = {"state": ChargeState.CONFIRMED, "decided_at": NOW, "decided_by_id": manager.id}
        what = {"cause": Cause.NO_SHOW, "pence": 2500, "rule": "Did not attend."}
        db.session.add(Charge(booking_id=booking.id, agency_id=booking.agency_id, **what, **asked, **decided))
    db.session.commit()


# --- The scheduler ---

CAME, ABSENT = 150, 60


def test_a_scheduler_killed_in_mid_work_leaves_what_it_had_not_done_to_the_next(house: House) -> None:
    absent = 0
    for number in range(ROUNDS):
        house.rounds += 1
        people_who_came(CAME, f"came-{number}-")
        absent += len(people_who_did_not_come(ABSENT, f"absent-{number}-"))
        before = work_done()
        db.session.rollback()
        with a_scheduler(house.environment()) as scheduler:
            wait_until(lambda before=before: work_done() > before, "it has begun", every=0.02)
            house.at_a_random_moment(0, 0.4)
            scheduler.kill()
            assert scheduler.wait() == -9
    house.catch_up()
    assert how_many(Issued) == CAME * house.rounds
    assert how_many(Charge) == absent == ABSENT * house.rounds
    assert how_many(Message, Message.kind == LetterKind.AFTER_QUESTIONNAIRE) == CAME * house.rounds
    assert how_many(Message, Message.kind == LetterKind.REASON) == absent
    house.must_be_whole("scheduler killed while it issues, charges and asks")


def work_done() -> int:
    return how_many(Issued) + how_many(Charge) + how_many(Message)


# --- The mail worker ---

LETTERS = 60


@pytest.mark.parametrize("connections", [1, 3])
def test_a_mail_worker_killed_in_mid_sending_repeats_one_mail_a_connection_at_most(
    house: House, connections: int
) -> None:
    kinds = [LetterKind.SIGN_IN, LetterKind.CONFIRMED, LetterKind.REMINDER]
    for _ in range(ROUNDS):
        house.rounds += 1
        queue(LETTERS, kinds if connections > 1 else [LetterKind.REMINDER])
        kill_at, arrived = house.chance.randint(1, LETTERS // 2), len(house.post.received)
        with a_mail_worker(house.environment(MAIL_CONNECTIONS=str(connections))) as worker:

            def on_mail(mail: Received, kill_at: int = arrived + kill_at, worker: Running = worker) -> None:
                if len(house.post.received) >= kill_at:
                    worker.kill()  # when the server has it, and the worker hasn't heard so

            house.post.on_mail = on_mail
            assert worker.wait() == -9
        house.post.on_mail = lambda mail: None
        house.clock.move(timedelta(minutes=2))
    house.catch_up()
    assert how_many(Message, Message.state == MessageState.SENT) == LETTERS * house.rounds
    at_once = "one connection" if connections == 1 else "three connections, all sending"
    house.must_be_whole(f"mail worker killed in mid-sending, {at_once}", repeats=house.rounds * connections)


def queue(how_many: int, kinds: list[LetterKind]) -> None:
    """So many letters, of these kinds in turn."""
    first, rows = int(db.session.scalar(db.select(db.func.max(Message.id))) or 0), []
    for number in range(first, first + how_many):
        kind, details = kinds[number % len(kinds)], {"subject": "A letter", "text": "Hello.", "secrets": []}
        about = {"key": f"test:{number}", "kind": kind, "priority": kind.priority, "subject_key": f"test-{number}"}
        to = {"to_email": f"reader{number}@example.org", "to_name": f"Reader {number}", "last_error": ""}
        at = {"created_at": NOW, "next_attempt_at": NOW, "state": MessageState.QUEUED, "attempts": 0}
        rows.append(details | about | to | at)
    db.session.execute(insert(Message), rows)
    db.session.commit()


# --- Imports and backups ---

REGISTER = ROOT / "tests" / "data" / "register-2013-14.csv"


def test_an_import_that_is_killed_has_imported_nothing(house: House) -> None:
    took = a_command_killed(house, 60, "import-register", REGISTER)
    rows = how_many(Booking)
    assert rows > 1000, "the first is left to end, to see how long it takes"
    for _ in range(ROUNDS):
        house.rounds += 1
        empty_tables()
        a_command_killed(house, house.chance.uniform(0.4, 1.0) * took, "import-register", REGISTER)
        assert how_many(Booking) in (0, rows)
        assert how_many(TrainingSession) == 0 or how_many(Booking) == rows
    a_command_killed(house, 60, "import-register", REGISTER)
    assert how_many(Booking) == rows
    house.catch_up()
    house.must_be_whole("import of a register killed")


def test_a_backup_that_is_killed_leaves_a_whole_file_or_none(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", path_with_programs())
    people_who_came(400)
    took = a_command_killed(house, 60, "backup", tmp_path / "whole.tar.gz")
    for number in range(ROUNDS):
        house.rounds += 1
        queue(20, [LetterKind.REMINDER])
        file = tmp_path / f"backup-{number}.tar.gz"
        a_command_killed(house, house.chance.uniform(0.5, 1.0) * took, "backup", file)
        if file.exists():
            read_backup(file, room=10**9)
    again = tmp_path / "again.tar.gz"
    a_command_killed(house, 60, "backup", again)
    assert read_backup(again, room=10**9).manifest.rows["booking"] == 400
    house.catch_up()
    house.must_be_whole("backup killed while it is written")


def a_command_killed(house: House, after: float, *arguments: object) -> float:
    """Killed after so many seconds unless it has ended well by then. How long it took."""
    db.session.rollback()
    began = time.monotonic()
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *map(str, arguments)]
    running = subprocess.Popen(command, cwd=ROOT, env=house.environment(), stdout=subprocess.DEVNULL)
    try:
        assert running.wait(after) == 0
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()
    return time.monotonic() - began
