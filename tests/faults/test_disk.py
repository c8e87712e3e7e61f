"""The disk: copies of SQLite's files at any moment, no room left, and a lock that somebody keeps."""

import contextlib
import hashlib
import resource
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from app import create_app
from app.booking.models import Booking
from app.booking.places import services as places
from app.booking.waiting_list import services as waiting_list
from app.core.database import db
from app.notifications.models import LetterKind, Message
from app.operations.invariants.queries import broken_invariants
from tests import builders
from tests.conftest import NOW, settings
from tests.faults.house import AS_ON_A_SERVER, ROUNDS, House, how_many, opened, sign_in_link
from tests.page import Page
from tests.servers import Browser, Running, a_mail_worker, a_scheduler, a_web_process, running, wait_until
from tests.words import BOOK_MY_PLACE

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
OUR_FAULT = "Sorry, something went wrong"


# --- Copies ---

COPIES, WRITERS = 4, 2


@SQLITE
def test_a_copy_of_sqlites_files_at_any_moment_opens_and_holds_whole_transactions(house: House, tmp_path: Path) -> None:
    """As a machine whose power is cut leaves them, or a snapshot of its disk: all three files at one moment."""
    builders.a_policy()
    for _ in range(10):
        builders.a_user()
    for days in (28, 28, 3, 1):
        builders.a_session(places=2, on=NOW.date() + timedelta(days=days))
    database, copies = Path(str(make_url(house.database).database)), []
    db.session.rollback()
    seconds, began = str(3 + 4 * ROUNDS), str(time.time())
    with contextlib.ExitStack() as storm:
        writers = [
            storm.enter_context(
                running("tests.booking.places.storm", seconds, str(seed), began, environment=house.environment())
            )
            for seed in range(WRITERS)
        ]
        wait_until(lambda: how_many(Message) > 3, "they write")
        for number in range(COPIES * ROUNDS):
            house.at_a_random_moment(0.05, 3 / COPIES)
            copies.append(copied(database, tmp_path / f"copy-{number}", writers))
        assert [writer.wait() for writer in writers] == [0] * WRITERS, [writer.said for writer in writers]
    assert len({hashlib.sha256(copy.with_name(f"{copy.name}-wal").read_bytes()).digest() for copy in copies}) > 1
    for copy in copies:
        house.rounds += 1
        must_be_sound(copy)
    house.catch_up()
    house.must_be_whole("copy of SQLite's three files while two processes write")


def copied(database: Path, folder: Path, writers: list[Running]) -> Path:
    """All files of the database, at a moment at which nobody can write."""
    folder.mkdir()
    for writer in writers:
        writer.process.send_signal(signal.SIGSTOP)
    try:
        time.sleep(0.02)  # until they have stopped
        # By another process: one that opens and closes the file itself lets go of the locks that its SQLite holds.
        subprocess.run(["cp", str(database), f"{database}-wal", f"{database}-shm", str(folder)], check=True)
    finally:
        for writer in writers:
            writer.process.send_signal(signal.SIGCONT)
    return folder / database.name


def must_be_sound(copy: Path) -> None:
    with contextlib.closing(sqlite3.connect(copy)) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
    app = create_app(settings(f"sqlite:///{copy}"))
    with app.app_context():
        later = NOW + timedelta(minutes=5)
        places.lapse_holds(at=later)
        waiting_list.lapse_offers(at=later)
        waiting_list.pass_on_free_places(at=later)
        assert broken_invariants(at=later) == []
        db.session.remove()
        db.engine.dispose()


# --- No room ---


@SQLITE
def test_while_the_disk_is_full_everybody_is_told_so_and_once_there_is_room_all_goes_on(house: House) -> None:
    """No process can write to any file. The web server says so, the others wait; nobody is started again."""
    builders.a_policy()
    link, session = sign_in_link(builders.a_user()), builders.a_session()
    address, title = f"/sessions/{session.id}", session.title
    db.session.rollback()
    env = house.environment()
    with (
        a_web_process(env, application=AS_ON_A_SERVER) as (origin, web),
        a_scheduler(env) as scheduler,
        a_mail_worker(env) as worker,
    ):
        page, visitor = opened(origin, link, address), Browser(origin)
        for _ in range(ROUNDS):
            house.rounds += 1
            soon = {"kind": LetterKind.REMINDER, "next_attempt_at": house.clock.now + timedelta(hours=1)}
            reader = house.made(partial(lambda soon: builders.a_message(**soon).to_email, soon))
            db.session.rollback()
            everybody = [each for process in (web, scheduler, worker) for each in (process.pid, *process.children)]
            with no_room_for(everybody):
                house.clock.move(timedelta(hours=2))
                refused = answer_to(page)
                assert refused[0] in (500, 503)
                assert OUR_FAULT in refused[1]
                assert "Traceback" not in refused[1]
                assert visitor.open_address(address)[0] == 200, "who reads is served"
                assert visitor.open_address("/healthz")[0] == 200
                assert how_many(Booking) == 0
                time.sleep(2.5)
                assert reader not in house.post.recipients, "what can't be marked isn't sent"
            wait_until(lambda reader=reader: reader in house.post.recipients, "mail goes on by itself")
        assert page.press(BOOK_MY_PLACE).h1 == f"You are booked: {title}"
        assert [each.process.poll() for each in (web, scheduler, worker)] == [None] * 3
    house.catch_up()
    house.must_be_whole("disk full")


@contextlib.contextmanager
def no_room_for(processes: list[int]) -> Iterator[None]:
    """As a quota that is used up: every write that makes a file longer fails."""
    for pid in processes:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        for pid in processes:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def answer_to(page: Page) -> tuple[int, str]:
    """What the server says to the button, whatever it is."""
    form, pressed = page._form_with(BOOK_MY_PLACE)
    values = {pressed.get("name", ""): pressed.get("value", "")}
    values |= {field.get("name"): field.get("value", "") for field in form.iter("input") if field.get("name")}
    assert values["csrf_token"]
    action = str(pressed.get("formaction") or form.get("action") or page.address)
    status, _, _, body = page.visitor.open_address(action, method="POST", data=values)
    return status, body.decode()


# --- A lock that somebody keeps ---

PATIENCE = 15
"""Seconds that a command of ours waits for a lock."""


def test_while_somebody_keeps_the_lock_a_visitor_gets_a_clear_answer_and_can_go_on_afterwards(house: House) -> None:
    """An officer's tool, say, that has opened a transaction and gone to lunch."""
    builders.a_policy()
    link, session = sign_in_link(builders.a_user()), builders.a_session()
    session_id, address, title = session.id, f"/sessions/{session.id}", session.title
    db.session.rollback()
    env = house.environment()
    with a_web_process(env, application=AS_ON_A_SERVER) as (origin, _), a_mail_worker(env) as worker:
        page = opened(origin, link, address)
        house.rounds += 1
        with somebody_keeps_the_lock(house.database, session_id):
            began, told = time.monotonic(), []
            visitor = threading.Thread(target=lambda: told.append(answer_to(page)))
            visitor.start()
            assert Browser(origin).open_address(address)[0] == 200, "who reads is served"
            visitor.join(PATIENCE + 10)
            assert time.monotonic() - began > PATIENCE - 1
            assert told, "an answer, and not after the lock is let go alone"
        [(status, words)] = told
        assert status in (500, 503)
        assert OUR_FAULT in words
        assert how_many(Booking) == 0
        assert page.press(BOOK_MY_PLACE).h1 == f"You are booked: {title}"
        wait_until(lambda: house.post.received, "the confirmation")
        assert worker.process.poll() is None
    house.catch_up()
    house.must_be_whole("lock held for longer than anybody waits")


@contextlib.contextmanager
def somebody_keeps_the_lock(database: str, session_id: int) -> Iterator[None]:
    """SQLite's one lock for writing; on PostgreSQL that of the session which is to be booked."""
    if database.startswith("sqlite"):
        with contextlib.closing(sqlite3.connect(str(make_url(database).database), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    engine = create_engine(database, poolclass=NullPool)
    with engine.connect() as other:
        other.execute(text("SELECT id FROM training_session WHERE id = :id FOR UPDATE"), {"id": session_id})
        yield
        other.rollback()
