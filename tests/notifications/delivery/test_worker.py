"""The mail worker: who goes first, what holds up whom, and how fast mail may leave."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.core import clock
from app.core.database import db
from app.notifications.delivery import services
from app.notifications.delivery.jobs import MailRun, deliver
from app.notifications.delivery.jobs_worker import Lane
from app.notifications.delivery.rules import BATCH_OF_ONE_LANE, Pace, lanes, names_of
from app.notifications.models import LetterKind, Message, MessageState, Priority
from app.operations.heartbeats import queries as heartbeats
from app.operations.heartbeats.models import Process
from app.operations.heartbeats.rules import is_alive
from tests.builders import a_message, queries_counted
from tests.conftest import NOW, clock_at
from tests.servers import PostOffice, Received, SharedClock, a_mail_worker, a_scheduler, environment, wait_until

A_SECOND, A_MINUTE = timedelta(seconds=1), timedelta(minutes=1)
IN_ORDER = [LetterKind.SIGN_IN, LetterKind.CONFIRMED, LetterKind.REMINDER]


@pytest.fixture
def shared_clock(app: Flask, tmp_path: Path) -> SharedClock:
    return SharedClock(tmp_path / "clock", NOW)


@pytest.fixture
def post() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


def claimed(**how: object) -> list[str]:
    ids = services.claim(owner="test", at=clock.now(), **how)  # type: ignore[arg-type]
    return [db.session.get_one(Message, message_id).kind for message_id in ids]


# --- Who goes first ---


def test_codes_confirmations_and_reminders_have_their_place_in_the_line() -> None:
    assert [kind.priority for kind in IN_ORDER] == [Priority.SCREEN, Priority.PERSON, Priority.JOB]


def test_codes_go_before_what_people_did_and_that_before_what_jobs_found(app: Flask) -> None:
    for kind in reversed(IN_ORDER):
        a_message(kind=kind)
    assert claimed() == IN_ORDER


def test_of_the_same_urgency_what_is_due_the_longest_goes_first(app: Flask) -> None:
    late = a_message(next_attempt_at=NOW - A_SECOND)
    later = a_message(next_attempt_at=NOW - A_MINUTE)
    assert services.claim(owner="test", at=NOW) == [later.id, late.id]


def test_a_lane_carries_its_own_kind_and_whatever_is_more_urgent(app: Flask) -> None:
    for kind in IN_ORDER:
        a_message(kind=kind)
    assert claimed(up_to=Priority.SCREEN) == IN_ORDER[:1]
    assert claimed(up_to=Priority.PERSON) == IN_ORDER[1:2]
    assert claimed(up_to=Priority.JOB) == IN_ORDER[2:]


@pytest.mark.parametrize(
    ("connections", "carried"),
    [
        (1, [Priority.JOB]),
        (2, [Priority.SCREEN, Priority.JOB]),
        (3, [Priority.SCREEN, Priority.PERSON, Priority.JOB]),
        (5, [Priority.SCREEN, Priority.PERSON, Priority.JOB, Priority.JOB, Priority.JOB]),
    ],
)
def test_of_several_connections_one_is_kept_for_those_who_wait_at_a_screen(
    connections: int, carried: list[Priority]
) -> None:
    assert lanes(connections) == carried


def test_looking_for_mail_writes_nothing_while_nothing_is_due(app: Flask) -> None:
    a_message(next_attempt_at=NOW + A_SECOND)
    app.config["MAIL_SERVER"] = "127.0.0.1"
    try:
        with queries_counted() as statements:
            deliver()
    finally:
        app.config["MAIL_SERVER"] = None
    assert statements
    assert not any(each.startswith(("UPDATE", "INSERT", "BEGIN IMMEDIATE")) for each in statements)


# --- How fast ---


def test_so_many_a_minute_leave_and_the_next_when_the_first_is_a_minute_old() -> None:
    pace = Pace(a_minute=2)
    assert [pace.take("a@example.org", Priority.JOB, NOW + second * A_SECOND) for second in range(2)] == [
        NOW,
        NOW + A_SECOND,
    ]
    assert pace.take("b@example.com", Priority.JOB, NOW + 2 * A_SECOND) == NOW + A_MINUTE
    assert pace.take("b@example.com", Priority.JOB, NOW + A_MINUTE) == NOW + A_MINUTE


def test_one_domain_has_a_limit_of_its_own() -> None:
    pace = Pace(to_a_domain=1)
    assert pace.take("a@example.org", Priority.JOB, NOW) == NOW
    assert pace.take("b@EXAMPLE.org", Priority.JOB, NOW) == NOW + A_MINUTE
    assert pace.take("b@example.com", Priority.JOB, NOW) == NOW


def test_who_waits_at_a_screen_is_counted_and_never_held_up() -> None:
    pace = Pace(a_minute=1)
    assert [pace.take("a@example.org", Priority.SCREEN, NOW) for _ in range(3)] == [NOW] * 3
    assert pace.take("a@example.org", Priority.PERSON, NOW) == NOW + A_MINUTE


def test_a_clock_set_back_lets_mail_go_on() -> None:
    pace = Pace(a_minute=1)
    pace.take("a@example.org", Priority.JOB, NOW + timedelta(hours=1))
    assert pace.take("a@example.org", Priority.JOB, NOW) == NOW


def test_what_is_held_up_waits_without_a_try_being_counted(app: Flask, database: str, post: PostOffice) -> None:
    messages = [a_message(kind=LetterKind.REMINDER) for _ in range(3)]
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=post.port)
    app.extensions["mail"].server, app.extensions["mail"].port = "127.0.0.1", post.port
    try:
        pace = Pace(to_a_domain=2)
        assert deliver(MailRun(pace=pace)).sent == 2
        held = db.session.get_one(Message, messages[2].id, populate_existing=True)
        assert (held.state, held.attempts, held.next_attempt_at) == (MessageState.QUEUED, 0, NOW + A_MINUTE)
        with clock_at(NOW + A_MINUTE):
            assert deliver(MailRun(pace=pace)).sent == 1
    finally:
        app.config["MAIL_SERVER"] = None


@pytest.mark.parametrize("limit", ["a_minute", "to_a_domain"])
def test_a_long_queue_that_has_to_wait_is_not_written_about(
    app: Flask, database: str, post: PostOffice, limit: str
) -> None:
    pace = Pace(**{limit: 30})
    for _ in range(200):
        a_message(kind=LetterKind.REMINDER)
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=post.port)
    app.extensions["mail"].server, app.extensions["mail"].port = "127.0.0.1", post.port
    try:
        with queries_counted() as statements:
            assert sum(deliver(MailRun(pace=pace)).sent for _ in range(5)) == 30
        by_domain = 170 if limit == "to_a_domain" else 0  # those are let go of, fifty at a time
        assert len([each for each in statements if each.startswith("UPDATE")]) <= 2 * 30 + 20 + by_domain
        code = a_message(kind=LetterKind.SIGN_IN)
        assert deliver(MailRun(pace=pace)).sent == 1
        assert code.to_email in post.recipients
    finally:
        app.config["MAIL_SERVER"] = None


def test_lanes_are_called_by_what_they_carry() -> None:
    assert names_of(lanes(4)) == ["mail: codes", "mail: what people did", "mail: all", "mail: all (2)"]


# --- A process of its own ---


@pytest.mark.parametrize("connections", ["1", "3"])
@pytest.mark.lasts_long
def test_a_code_leaves_while_a_slow_server_has_many_letters_before_it(
    database: str, shared_clock: SharedClock, post: PostOffice, connections: str
) -> None:
    """The server takes its time over each of 30 reminders; the code doesn't wait for them."""
    for _ in range(30):
        a_message(kind=LetterKind.REMINDER)
    post.is_slow = lambda: True
    env = environment(
        database, COURSEBOOK_CLOCK=str(shared_clock.file), MAIL_CONNECTIONS=connections, **post.settings()
    )
    with a_mail_worker(env) as worker:
        wait_until(lambda: post.received, "the first reminder")
        code = a_message(kind=LetterKind.SIGN_IN)
        wait_until(lambda: code.to_email in post.recipients, "the code", every=0.1)
        before = len(post.received)
        assert worker.end() == 0, worker.said
    assert before <= 1 + 2 * BATCH_OF_ONE_LANE + int(connections)
    db.session.rollback()
    assert db.session.query(Message).filter(Message.state == MessageState.SENDING).count() == 0


@pytest.mark.lasts_long
def test_a_worker_shows_that_it_is_alive_and_takes_its_leave(
    database: str, shared_clock: SharedClock, post: PostOffice
) -> None:
    env = environment(database, COURSEBOOK_CLOCK=str(shared_clock.file), **post.settings())
    with a_mail_worker(env) as worker, a_scheduler(env) as scheduler:
        for process in (Process.MAIL_WORKER, Process.SCHEDULER):
            wait_until(lambda process=process: alive(process), f"a beat of the {process}")
        assert [each.end() for each in (worker, scheduler)] == [0, 0], worker.said + scheduler.said
    assert not alive(Process.MAIL_WORKER)
    assert not alive(Process.SCHEDULER)


def alive(process: Process) -> bool:
    db.session.rollback()
    beats = [beat.beat_at for beat in heartbeats.heartbeats() if beat.process is process]
    return any(is_alive(beat_at, at=clock.now()) for beat_at in beats)


@pytest.mark.lasts_long
def test_a_mail_server_that_never_answers_holds_up_no_job(
    database: str, shared_clock: SharedClock, post: PostOffice
) -> None:
    """Jobs have processes of their own: the scheduler doesn't know the mail server."""

    def never(mail: Received) -> None:
        raise TimeoutError

    post.on_mail = never
    late = a_message(kind=LetterKind.SIGN_IN, stale_at=NOW + A_MINUTE)
    env = environment(database, COURSEBOOK_CLOCK=str(shared_clock.file), **post.settings())
    with a_scheduler(env, "--once") as scheduler:
        assert scheduler.wait() == 0, scheduler.said
    db.session.rollback()
    assert db.session.get_one(Message, late.id).state is MessageState.QUEUED


def test_a_lane_with_a_long_queue_shows_that_it_gets_on(app: Flask, post: PostOffice) -> None:
    """Else a slow server and a week's letters would look like a lane that stands still."""
    for _ in range(4):
        a_message(kind=LetterKind.REMINDER)
    [lane] = lanes_of_one(app)
    seen: list[datetime | None] = []

    def look(mail: Received) -> None:
        clock.freeze(clock.now() + A_MINUTE)
        seen.append(lane.finished_at)

    post.on_mail = look
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=post.port)
    app.extensions["mail"].server, app.extensions["mail"].port = "127.0.0.1", post.port
    try:
        lane.once()
    finally:
        app.config["MAIL_SERVER"] = None
    assert seen == [None, None, NOW + 2 * A_MINUTE, NOW + 2 * A_MINUTE]


def lanes_of_one(app: Flask) -> list[Lane]:
    return [Lane(app, "mail: all", Priority.JOB, at_a_time=2, pace=Pace())]
