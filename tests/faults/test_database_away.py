"""The database cut from some processes and not from others: they wait, and go on by themselves."""

from contextlib import ExitStack
from datetime import timedelta

import pytest

from app.charging.models import Charge
from app.core.database import db
from app.evaluation.models_issued import Issued
from app.notifications.models import LEASE, LetterKind, Message, MessageState
from tests import builders
from tests.crowds import people_who_came, people_who_did_not_come
from tests.faults.house import AS_ON_A_SERVER, ROUNDS, House, how_many, letters_by_state
from tests.faults.proxy import Wire
from tests.servers import Browser, a_mail_worker, a_scheduler, a_web_process, wait_until

CAME, ABSENT = 120, 30
SECONDS_AWAY = 2.0

POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@POSTGRESQL
def test_the_database_is_cut_from_one_of_two_schedulers_and_mail_workers_in_the_middle_of_their_work(
    house: House,
) -> None:
    """Loudly, as by a server that ends; then silently, as by a cable that is pulled out."""
    with Wire(house.database) as wire, ExitStack() as started:
        others = [started.enter_context(start(house.environment())) for start in (a_scheduler, a_mail_worker)]
        env = house.environment(DATABASE_URL=wire.database)
        cut_off = [started.enter_context(start(env)) for start in (a_scheduler, a_mail_worker)]
        for silently in (False, True) * ROUNDS:
            number = house.rounds = house.rounds + 1
            people_who_came(CAME, f"came-{number}-")
            people_who_did_not_come(ABSENT, f"absent-{number}-")
            sent = len(house.post.received)
            wait_until(lambda sent=sent: len(house.post.received) > sent + 5, "mail is being sent", every=0.01)
            house.at_a_random_moment(0, 0.3)
            with wire.cut(silently=silently):
                house.at_a_random_moment(SECONDS_AWAY, 2 * SECONDS_AWAY)
            house.at_a_random_moment(2, 3)
            house.clock.move(LEASE + timedelta(seconds=1))
            expected = CAME * house.rounds
            wait_until(lambda expected=expected: all_sent(expected), "all of it is done", every=0.2)
        assert [each.process.poll() for each in cut_off] == [None, None]
        assert [each.end() for each in others] == [0, 0]
        db.session.rollback()
        last = builders.a_message(kind=LetterKind.REMINDER, next_attempt_at=house.clock.now)
        wait_until(lambda: last.to_email in house.post.recipients, "those that were cut off work on")
    house.catch_up()
    assert how_many(Issued) == CAME * house.rounds
    assert how_many(Charge) == ABSENT * house.rounds
    house.must_be_whole("database cut from one of two schedulers and mail workers")


def all_sent(questionnaires: int) -> bool:
    waits = {MessageState.SENDING, MessageState.RETRYING}
    return how_many(Issued) == questionnaires and not waits & set(letters_by_state()) and not due(questionnaires)


def due(questionnaires: int) -> bool:
    of_kind = Message.kind == LetterKind.AFTER_QUESTIONNAIRE
    return how_many(Message, of_kind, Message.state == MessageState.SENT) < questionnaires


@POSTGRESQL
def test_a_web_server_says_so_while_its_database_is_away_and_serves_at_once_when_it_is_back(house: House) -> None:
    builders.a_session()
    env = house.environment()
    with Wire(house.database) as wire:
        env = house.environment(DATABASE_URL=wire.database)
        with a_web_process(env, application=AS_ON_A_SERVER) as (origin, _):
            browser = Browser(origin)
            for _ in range(3 * ROUNDS):
                house.rounds += 1
                for _ in range(4):
                    assert browser.open_address("/")[0] == 200
                with wire.cut(silently=False):
                    status, _, _, body = browser.open_address("/")
                    assert (status, "Sorry, something went wrong" in body.decode()) == (500, True)
                    assert browser.open_address("/healthz")[0] == 200
    house.must_be_whole("database cut from the web server")
