"""Moving when several people act at the same instant: nobody loses a place, and none is taken twice."""

import contextlib
import threading
from collections import Counter

import pytest
from flask import Flask

from app.booking import queries as booking_queries
from app.booking.claims import services as claims
from app.booking.models import Booking
from app.booking.places.queries_invariants import broken_invariants
from app.booking.transferring import services
from app.core.database import db
from app.programme.models_sessions import TrainingSession
from tests.booking.transferring.test_transferring import booked, two_dates
from tests.booking.waiting_list.test_waiting_list_races import Deed, at_once, to_book, to_withdraw
from tests.builders import a_session, a_user
from tests.conftest import NOW


def to_move(booking: Booking, to: TrainingSession) -> Deed:
    booking_id, session_id = booking.id, to.id

    def move() -> None:
        meant, there = db.session.get_one(Booking, booking_id), db.session.get_one(TrainingSession, session_id)
        services.transfer(meant, there, by=meant.practitioner, at=NOW)

    return move


def test_several_move_and_book_at_once_and_who_finds_it_full_keeps_the_old_place(app: Flask) -> None:
    first, second = two_dates(places=2)
    movers = [booked(first) for _ in range(4)]
    told = at_once(app, *[to_move(each, second) for each in movers], *[to_book(second, a_user()) for _ in range(2)])
    assert Counter(told) == {"done": 2, "SessionFull": 4}
    moved = told[:4].count("done")
    assert booking_queries.places_taken(second.id, at=NOW) == 2
    assert booking_queries.places_taken(first.id, at=NOW) == 4 - moved
    assert broken_invariants(at=NOW) == []


def test_two_who_change_places_do_not_wait_for_each_other_for_ever(app: Flask) -> None:
    first, second = two_dates()
    told = at_once(app, to_move(booked(first), second), to_move(booked(second), first))
    assert told == ["done", "done"]
    assert [booking_queries.places_taken(each.id, at=NOW) for each in (first, second)] == [1, 1]


def test_a_booking_moves_to_one_date_or_is_withdrawn_but_never_both(app: Flask) -> None:
    first, second = two_dates()
    third = a_session(first.course, on=second.days[0].on.replace(day=25))
    booking = booked(first)
    told = at_once(app, to_move(booking, second), to_move(booking, third), to_withdraw(booking))
    assert Counter(told) == {"done": 1, "NotBooked": 2}
    assert sum(booking_queries.places_taken(each.id, at=NOW) for each in (first, second, third)) <= 1


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_without_the_lock_it_moves_and_is_withdrawn_on_postgresql(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: two who have both seen the booking stand, and whom no lock keeps apart."""
    monkeypatch.setattr(claims, "lock_session", db.session.refresh)
    barrier, look = threading.Barrier(2), Booking.must_be_withdrawable

    def look_and_wait(booking: Booking, at: object) -> None:
        look(booking, at)  # type: ignore[arg-type]
        with contextlib.suppress(threading.BrokenBarrierError):
            barrier.wait(10)

    monkeypatch.setattr(Booking, "must_be_withdrawable", look_and_wait)
    first, second = two_dates()
    booking = booked(first)
    assert at_once(app, to_move(booking, second), to_withdraw(booking)) == ["done", "done"]
