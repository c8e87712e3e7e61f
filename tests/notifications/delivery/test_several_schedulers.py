"""Several schedulers at once, as real processes: nothing is lost, and nothing is sent or charged twice."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.charging.models import Charge
from app.core.database import db
from app.evaluation.issuing.services import issue_questionnaires
from app.evaluation.models_issued import Issued
from app.evaluation.stages import Stage
from app.notifications.models import LEASE, Message, MessageState
from tests.conftest import NOW
from tests.crowds import people_who_came, people_who_did_not_come
from tests.servers import (
    HANG_UP,
    PostOffice,
    Received,
    SharedClock,
    a_mail_worker,
    a_scheduler,
    environment,
    wait_until,
)

DUE, DUE_AT_THE_CRASH, DUE_BEFORE_THE_CUT, DUE_BY_HAND = 500, 160, 30, 120


@pytest.fixture
def shared_clock(app: Flask, tmp_path: Path) -> SharedClock:
    """The time of the test and of its schedulers."""
    return SharedClock(tmp_path / "clock", NOW)


@pytest.fixture
def post_offices() -> Iterator[tuple[PostOffice, PostOffice]]:
    """A mail server for each of two schedulers, so that the test knows who sent what.

    They are slow until each has had a mail: so neither scheduler has sent everything before the other begins.
    """
    with PostOffice() as first, PostOffice() as second:
        first.is_slow = second.is_slow = lambda: not (first.received and second.received)
        yield first, second


@pytest.fixture
def environments(
    database: str, shared_clock: SharedClock, post_offices: tuple[PostOffice, PostOffice]
) -> list[dict[str, str]]:
    return [
        environment(database, COURSEBOOK_CLOCK=str(shared_clock.file), **office.settings()) for office in post_offices
    ]


@pytest.mark.lasts_long
def test_two_schedulers_send_each_of_500_questionnaires_once(
    environments: list[dict[str, str]], post_offices: tuple[PostOffice, PostOffice]
) -> None:
    addresses = people_who_came(DUE)
    with ExitStack() as both:
        started = [both.enter_context(start(env)) for env in environments for start in (a_scheduler, a_mail_worker)]
        wait_until(lambda: states() == {MessageState.SENT: DUE}, "all are sent", every=0.3)
        assert [each.end() for each in started] == [0] * 4, [each.said for each in started]
    assert states() == {MessageState.SENT: DUE}
    assert sorted(recipients(post_offices)) == sorted(addresses)
    assert len(set(message_ids(post_offices))) == DUE
    assert issued() == {Stage.POST_COURSE: DUE}
    assert all(office.received for office in post_offices)


@pytest.mark.lasts_long
def test_a_mail_worker_killed_in_mid_delivery_loses_nothing_and_repeats_at_most_one_message(
    environments: list[dict[str, str]], post_offices: tuple[PostOffice, PostOffice], shared_clock: SharedClock
) -> None:
    """Its power is cut when the server has the mail and it has not heard so: the worst moment."""
    addresses = people_who_came(DUE_AT_THE_CRASH)
    issue_questionnaires(at=NOW)
    first, second = post_offices
    cut_off: list[str] = []
    first.is_slow, second.is_slow = lambda: False, lambda: not cut_off
    with a_mail_worker(environments[0]) as dying, a_mail_worker(environments[1]) as other:

        def kill_at_the_thirtieth(mail: Received) -> None:
            if len(first.received) == 29:
                cut_off.append(mail.message_id)
                dying.kill()

        first.on_mail = kill_at_the_thirtieth
        wait_until(lambda: cut_off, "the thirtieth mail of the first worker")
        assert dying.wait() == -9
        wait_until(lambda: waiting() == 0, "the other has sent all that the first did not hold", every=0.2)
        wait_until(lambda: held_by(other.pid) == 0, "the other has finished its batch")
        assert 1 <= held_by(dying.pid) <= 50
        shared_clock.move(LEASE + timedelta(seconds=1))
        wait_until(lambda: states() == {MessageState.SENT: DUE_AT_THE_CRASH}, "the other carries on", every=0.2)
        assert other.end() == 0, other.said
    sent = Counter(message_ids(post_offices))
    assert set(recipients(post_offices)) == set(addresses)
    assert len(sent) == DUE_AT_THE_CRASH
    assert [message_id for message_id, times in sent.items() if times > 1] in ([], cut_off)
    assert sum(sent.values()) <= DUE_AT_THE_CRASH + 1


@pytest.mark.lasts_long
def test_a_mail_the_server_had_not_taken_when_the_power_went_is_sent_once_by_the_next_run(
    environments: list[dict[str, str]], post_offices: tuple[PostOffice, PostOffice], shared_clock: SharedClock
) -> None:
    addresses = people_who_came(DUE_BEFORE_THE_CUT)
    issue_questionnaires(at=NOW)
    first, second = post_offices
    first.is_slow = second.is_slow = lambda: False  # one worker after the other, here
    with a_mail_worker(environments[0], "--once") as dying:

        def kill_at_the_tenth(mail: Received) -> str | None:
            if len(first.received) < 9:
                return None
            dying.kill()
            return HANG_UP

        first.on_mail = kill_at_the_tenth
        assert dying.wait() == -9
    assert len(first.received) == 9
    shared_clock.move(LEASE)
    with a_mail_worker(environments[1], "--once") as next_run:
        assert next_run.wait() == 0, next_run.said
    assert sorted(recipients(post_offices)) == sorted(addresses)
    assert states() == {MessageState.SENT: DUE_BEFORE_THE_CUT}


@pytest.mark.lasts_long
def test_two_runs_by_hand_at_once_send_and_charge_each_once(
    environments: list[dict[str, str]], post_offices: tuple[PostOffice, PostOffice]
) -> None:
    addresses, absent = people_who_came(DUE_BY_HAND), people_who_did_not_come(30)
    with ExitStack() as both:
        for start in (a_scheduler, a_mail_worker):
            runs = [both.enter_context(start(env, "--once")) for env in environments]
            assert [run.wait() for run in runs] == [0, 0], [run.said for run in runs]
    assert sorted(recipients(post_offices)) == sorted(addresses)
    assert len(set(message_ids(post_offices))) == DUE_BY_HAND
    assert states() == {MessageState.SENT: DUE_BY_HAND, MessageState.QUEUED: 30}  # reasons are asked in a while
    assert issued() == {Stage.POST_COURSE: DUE_BY_HAND}
    assert sorted(db.session.scalars(select(Charge.booking_id))) == absent


# --- Looking ---


def recipients(offices: tuple[PostOffice, ...]) -> list[str]:
    return [recipient for office in offices for recipient in office.recipients]


def message_ids(offices: tuple[PostOffice, ...]) -> list[str]:
    return [message_id for office in offices for message_id in office.message_ids]


def states() -> dict[MessageState, int]:
    """How many messages stand in each state."""
    db.session.rollback()
    return dict(db.session.execute(select(Message.state, func.count()).group_by(Message.state)).all())


def waiting() -> int:
    return states().get(MessageState.QUEUED, 0) + states().get(MessageState.RETRYING, 0)


def held_by(pid: int) -> int:
    """How many messages a process has claimed and not sent."""
    db.session.rollback()
    held = select(func.count()).where(Message.state == MessageState.SENDING, Message.lease_owner.contains(f"-{pid}-"))
    return db.session.scalar(held) or 0


def issued() -> dict[Stage, int]:
    return dict(db.session.execute(select(Issued.stage, func.count()).group_by(Issued.stage)).all())
