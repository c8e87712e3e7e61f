"""Who wants to hear of what: nothing before the address is confirmed, nothing after the end."""

from datetime import timedelta

import pytest
from flask import Flask

from app.files.letters import Letter
from app.notifications import queries
from app.notifications.models import LetterKind, MessageState
from app.notifications.models_subscriptions import Subscription
from app.notifications.refusals import SubscriptionEnded
from app.notifications.services import confirm_subscription, end_subscription, post, subscribe
from tests.builders import a_subscription, mail_to
from tests.conftest import NOW
from tests.data.everything import rows_in

LATER = NOW + timedelta(days=3)


def ask(**more: object) -> Subscription:
    details: dict[str, object] = {"topic": "course-1", "email": "ann@example.org", "name": "Ann", "is_proved": True}
    return subscribe(**(details | {"at": NOW} | more))  # type: ignore[arg-type]


def test_a_proved_address_is_subscribed_at_once(app: Flask) -> None:
    subscription = ask()
    assert queries.subscribers("course-1") == [subscription]


def test_asking_twice_changes_nothing(app: Flask) -> None:
    first = ask()
    again = ask(name="Somebody Else", is_proved=False, at=LATER)
    assert (again.id, again.name, again.confirmed_at, again.stands) == (first.id, "Ann", NOW, True)
    assert rows_in(Subscription) == 1


def test_an_address_that_is_not_proved_waits_until_it_is_confirmed(app: Flask) -> None:
    subscription = ask(is_proved=False)
    assert queries.subscribers("course-1") == []
    confirm_subscription(subscription, at=LATER)
    confirm_subscription(subscription, at=LATER + timedelta(days=1))
    assert (queries.subscribers("course-1"), subscription.confirmed_at) == ([subscription], LATER)


def test_an_ended_one_starts_again_but_only_by_asking_again(app: Flask) -> None:
    subscription = ask()
    end_subscription(subscription, at=NOW)
    with pytest.raises(SubscriptionEnded):
        confirm_subscription(subscription, at=LATER)
    assert not ask(is_proved=False, at=LATER).stands, "its address must be confirmed anew"
    assert ask(at=LATER).stands
    assert rows_in(Subscription) == 1


def test_ending_takes_back_what_is_queued_and_may_be_repeated(app: Flask) -> None:
    subscription = a_subscription("course-1", "ann@example.org")
    post(
        Letter("New dates", "Here they are."),
        kind=LetterKind.NEW_DATE,
        about=subscription.about,
        to_email="ann@example.org",
        to_name="",
        at=NOW,
        subscription=subscription,
    )
    end_subscription(subscription, at=NOW)
    end_subscription(subscription, at=LATER)
    assert (subscription.stands, subscription.ended_at) == (False, NOW)
    assert [message.state for message in mail_to("ann@example.org")] == [MessageState.WITHDRAWN]


def test_a_list_that_the_office_adds_is_a_list_though_its_address_was_subscribed_as_a_person(app: Flask) -> None:
    ask()
    added = ask(name="Anyshire Police, all staff", is_list=True)
    assert (added.is_list, added.name, rows_in(Subscription)) == (True, "Anyshire Police, all staff", 1)
