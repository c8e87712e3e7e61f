"""The waiting list and substitutions when several people and workers act at the same instant."""

import contextlib
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.audit.models import AuditEntry
from app.booking import queries as booking_queries
from app.booking.claims import services as claims
from app.booking.claims.services_delegates import delegate_of
from app.booking.leaving import services as leaving
from app.booking.leaving import services_substitution as substituting
from app.booking.models import Booking
from app.booking.places import services as places_services
from app.booking.places import services_confirming
from app.booking.places.queries_invariants import broken_invariants
from app.booking.refusals import HoldLapsed, OfferOver
from app.booking.states import BookingState
from app.booking.waiting_list import services
from app.core.database import db
from app.core.errors import Refusal
from app.core.links import six_digit_code
from app.notifications.models import Message
from app.programme.models_sessions import TrainingSession
from app.terms.models import Policy
from tests.builders import a_booking, a_delegate, a_policy, a_session, a_user, mail_to
from tests.conftest import NOW
from tests.words import WAS_OFFERED_A_PLACE

A_DAY, A_SECOND = timedelta(days=1), timedelta(seconds=1)


@pytest.fixture(autouse=True)
def policy(app: Flask) -> Policy:
    """Two working days of notice: a day before the start, what comes free is offered."""
    return a_policy()


Deed = Callable[[], Any]


def at_once(app: Flask, *deeds: Deed) -> list[str]:
    """Each in a thread of its own, with a connection of its own; together they start. What each was told."""
    barrier = threading.Barrier(len(deeds))
    db.session.rollback()

    def do(deed: Deed) -> str:
        with app.app_context():
            db.session.scalar(select(1))  # connected before the start
            db.session.rollback()
            barrier.wait(20)
            try:
                deed()
            except Refusal as refusal:
                return type(refusal).__name__
            return "done"

    with ThreadPoolExecutor(len(deeds)) as threads:
        told = list(threads.map(do, deeds))
    db.session.rollback()
    return told


def to_pass_on(at: datetime) -> Deed:
    return lambda: services.pass_on_free_places(at=at)


def to_book(session: TrainingSession, person: User, at: datetime = NOW) -> Deed:
    session_id, person_id = session.id, person.id

    def book() -> None:
        outsider = db.session.get_one(User, person_id)
        meant = db.session.get_one(TrainingSession, session_id)
        places_services.book_place(meant, delegate_of(outsider), by=outsider, at=at)

    return book


def to_accept(offer: Booking, at: datetime) -> Deed:
    offer_id = offer.id
    return lambda: services.accept_offer(db.session.get_one(Booking, offer_id), at=at)


def to_withdraw(booking: Booking) -> Deed:
    booking_id = booking.id

    def withdraw() -> None:
        meant = db.session.get_one(Booking, booking_id)
        leaving.withdraw(meant, by=meant.practitioner, at=NOW)

    return withdraw


def to_substitute(booking: Booking) -> Deed:
    booking_id, delegate = booking.id, a_delegate(other_agency="Another")

    def substitute() -> None:
        meant = db.session.get_one(Booking, booking_id)
        substituting.substitute(meant, delegate, by=meant.practitioner, at=NOW)

    return substitute


def in_line(session: TrainingSession, how_many: int, policy: Policy) -> list[Booking]:
    """The next first."""
    return [
        a_booking(session, state=BookingState.WAITING, waiting_since=NOW + number * A_SECOND, policy=policy)
        for number in range(how_many)
    ]


def states(bookings: list[Booking]) -> list[str]:
    db.session.rollback()
    return [booking.state.value for booking in bookings]


def offers_to(booking: Booking) -> int:
    return len(mail_to(booking.practitioner.email, "offered"))


# Workers


@pytest.mark.parametrize("waiting", [2, 4])
def test_ten_workers_and_two_waiting_make_exactly_two_offers(app: Flask, policy: Policy, waiting: int) -> None:
    """Also with two more in line behind them. No two workers' clocks say the same."""
    session = a_session(places=2)
    line, start = in_line(session, waiting, policy), session.starts_at - A_DAY
    told = at_once(app, *[to_pass_on(start + number * A_SECOND) for number in range(10)])
    assert told == ["done"] * 10
    assert db.session.query(AuditEntry).filter_by(verb=WAS_OFFERED_A_PLACE).count() == 2
    assert states(line) == ["offered"] * 2 + ["waiting"] * (waiting - 2)
    assert [offers_to(booking) for booking in line] == [1] * 2 + [0] * (waiting - 2)


# An offer and outsiders


def an_offer(session: TrainingSession, policy: Policy, until: datetime) -> Booking:
    offered = {"offered_until": until, "waiting_since": NOW, "policy": policy}
    return a_booking(session, state=BookingState.OFFERED, **offered)


def test_an_offers_place_survives_a_simultaneous_booking_by_an_outsider(app: Flask, policy: Policy) -> None:
    session = a_session(places=2)
    a_booking(session)
    offer = an_offer(session, policy, until=NOW + A_SECOND)
    told = at_once(app, to_accept(offer, NOW), *[to_book(session, a_user()) for _ in range(5)])
    assert told == ["done"] + ["SessionFull"] * 5
    assert states([offer]) == ["booked"]
    assert booking_queries.places_taken(session.id, at=NOW) == 2


def test_who_accepts_as_the_offer_ends_and_an_outsider_who_books_then_do_not_both_have_the_place(
    app: Flask, policy: Policy
) -> None:
    """The one saw the clock a moment before the end, the other at the end; the lock may be had in either order."""
    session, until = a_session(places=1), NOW + A_SECOND
    offer = an_offer(session, policy, until)
    told = at_once(app, to_accept(offer, until - A_SECOND), to_book(session, a_user(), until))
    assert Counter(told)["done"] == 1
    assert broken_invariants(at=until) == []


def test_an_offer_that_was_over_for_somebody_is_over(app: Flask, policy: Policy) -> None:
    """The order of the lock that the test before leaves to chance."""
    session, until = a_session(places=1), NOW + A_SECOND
    offer = an_offer(session, policy, until)
    to_book(session, a_user(), until)()
    with pytest.raises(OfferOver):
        services.accept_offer(offer, at=until - A_SECOND)
    assert broken_invariants(at=until) == []


def test_a_hold_that_was_over_when_places_were_passed_on_is_over(app: Flask, policy: Policy) -> None:
    session = a_session(places=2)
    booking = a_booking(session)
    hold = places_services.hold_place(session, a_delegate(), at=NOW)
    line = in_line(session, 2, policy)
    assert hold.held_until
    assert hold.proof_id
    leaving.withdraw(booking, by=booking.practitioner, at=hold.held_until)
    assert states(line) == ["booked", "booked"]
    with pytest.raises(HoldLapsed):
        services_confirming.confirm_by_code(hold, code=six_digit_code(hold.proof_id), at=hold.created_at)
    assert broken_invariants(at=NOW + A_DAY) == []


# Substitutes


def test_a_substitute_never_doubles_the_count_when_several_are_sent_at_once(app: Flask, policy: Policy) -> None:
    session = a_session(places=1)
    booking = a_booking(session)
    in_line(session, 1, policy)
    told = at_once(app, *[to_substitute(booking) for _ in range(4)])
    assert Counter(told) == {"done": 1, "NotBooked": 3}
    assert_one_has_the_place(session)


def test_a_place_is_passed_to_a_colleague_or_withdrawn_but_never_both(app: Flask, policy: Policy) -> None:
    session = a_session(places=1)
    booking = a_booking(session)
    in_line(session, 1, policy)
    told = at_once(app, to_substitute(booking), to_withdraw(booking))
    assert Counter(told) == {"done": 1, "NotBooked": 1}
    assert_one_has_the_place(session)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_without_the_lock_it_is_both_on_postgresql(app: Flask, policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: two who have both seen the booking stand, and whom no lock keeps apart."""
    monkeypatch.setattr(claims, "lock_session", db.session.refresh)
    barrier, look = threading.Barrier(2), Booking.must_be_withdrawable

    def look_and_wait(booking: Booking, at: datetime) -> None:
        look(booking, at)
        with contextlib.suppress(threading.BrokenBarrierError):
            barrier.wait(10)

    monkeypatch.setattr(Booking, "must_be_withdrawable", look_and_wait)
    booking = a_booking(a_session(places=1))
    assert at_once(app, to_substitute(booking), to_withdraw(booking)) == ["done", "done"]


def assert_one_has_the_place(session: TrainingSession) -> None:
    """And each was told of one thing."""
    assert booking_queries.places_taken(session.id, at=NOW) == 1
    assert broken_invariants(at=NOW) == []
    told = Counter(db.session.scalars(select(Message.kind)))
    assert told in ({"substituted": 1, "confirmed": 1}, {"withdrawn": 1, "confirmed": 1})
