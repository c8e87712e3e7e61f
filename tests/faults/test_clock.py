"""A clock that is set a day on, and back again, while scheduler and mail worker run."""

from datetime import timedelta
from functools import partial

import pytest

from app.charging.models import Charge
from app.evaluation.models_issued import Issued
from app.notifications.models import LetterKind, Message, MessageState
from tests.conftest import NOW
from tests.crowds import people_who_came, people_who_did_not_come
from tests.faults.house import ROUNDS, House, how_many, letters_by_state
from tests.servers import a_mail_worker, a_scheduler, wait_until

A_DAY = timedelta(days=1)
CAME, ABSENT = 20, 5


@pytest.mark.parametrize("database", ["sqlite", "postgresql"] if ROUNDS > 1 else ["sqlite"], indirect=True)
def test_a_clock_that_jumps_does_nothing_twice_and_loses_nothing(house: House) -> None:
    """At each time there is new work, and all of it is done at that time or, where it isn't due yet, afterwards."""
    env = house.environment()
    with a_scheduler(env) as scheduler, a_mail_worker(env) as worker:
        for jump in (timedelta(0), *(A_DAY, -A_DAY) * ROUNDS):
            house.rounds += bool(jump)
            house.clock.move(jump)
            house.made(partial(people_who_came, CAME, f"came-{house.rounds}-"))
            house.made(partial(people_who_did_not_come, ABSENT, f"absent-{house.rounds}-"))
            wait_until(lambda: is_done(house), "questionnaires and charges", seconds=90, every=0.3)
        assert [each.end() for each in (scheduler, worker)] == [0, 0], scheduler.said + worker.said
    house.clock.set(max(house.clock.now, NOW + A_DAY))  # what was written tomorrow leaves tomorrow
    house.catch_up()
    times = house.rounds + 1
    assert how_many(Issued) == CAME * times
    assert how_many(Charge) == ABSENT * times
    assert how_many(Message, Message.kind == LetterKind.AFTER_QUESTIONNAIRE) == CAME * times
    assert how_many(Message, Message.kind == LetterKind.REASON) == ABSENT * times
    assert letters_by_state() == {MessageState.SENT: (CAME + ABSENT) * times}
    house.must_be_whole("clock set on and back by a day")


def is_done(house: House) -> bool:
    times = house.rounds + 1
    return how_many(Issued) == CAME * times and how_many(Charge) == ABSENT * times
