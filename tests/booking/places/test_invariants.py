"""What must hold among bookings: a storm leaves it whole, and the check finds each breach."""

import os
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.accounts.models import User
from app.audit.models import AuditEntry
from app.booking import queries as booking_queries
from app.booking.claims.services_delegates import delegate_of
from app.booking.leaving.services_substitution import substitute
from app.booking.models import Booking
from app.booking.places import queries_invariants
from app.booking.states import BookingState, Outcome
from app.booking.waiting_list import services as waiting_list_services
from app.core.database import db
from app.notifications.models import Message
from app.programme.models_sessions import TrainingSession
from app.terms.models import Policy
from tests.builders import a_booking, a_delegate, a_message, a_policy, a_session, a_user
from tests.conftest import NOW
from tests.data.command_line import call
from tests.servers import SharedClock, environment, running
from tests.words import BOOKED_A_PLACE, WAS_OFFERED_A_PLACE, WITHDREW_A_BOOKING

SECONDS = float(os.environ.get("STORM_SECONDS", "5"))
PROCESSES, PEOPLE = 3, 14


def test_after_a_storm_every_invariant_holds(app: Flask, database: str, tmp_path: Path) -> None:
    """Several processes at once; STORM_SECONDS says for how long."""
    policy, people = a_policy(), [a_user() for _ in range(PEOPLE)]
    for places, days in ((2, 28), (3, 28), (2, 1), (2, 3)):
        session = a_session(places=places, on=NOW.date() + timedelta(days=days))
        if days < 28:
            offers_and_a_line(session, policy, people)
    env = environment(database, COURSEBOOK_CLOCK=str(SharedClock(tmp_path / "clock", NOW).file))
    with ExitStack() as storm:
        began = str(time.time())
        commands = [("tests.booking.places.storm", str(SECONDS), str(seed), began) for seed in range(PROCESSES)]
        parts = [storm.enter_context(running(*command, environment=env)) for command in commands]
        assert [part.wait() for part in parts] == [0] * PROCESSES, [part.said for part in parts]
    db.session.rollback()
    later = NOW + timedelta(seconds=SECONDS) + timedelta(minutes=5)
    waiting_list_services.lapse_offers(at=later)
    waiting_list_services.pass_on_free_places(at=later)
    assert queries_invariants.broken_invariants(at=later) == []
    deeds = set(db.session.scalars(select(AuditEntry.verb).distinct()))
    assert {BOOKED_A_PLACE, "joined the waiting list", WITHDREW_A_BOOKING} <= deeds
    assert {"took a colleague's place", WAS_OFFERED_A_PLACE, "accepted an offer"} <= deeds


def offers_and_a_line(session: TrainingSession, policy: Policy, people: list[User]) -> None:
    """So close to the start, each place is offered. All were in line, and half of them still are."""
    for number, person in enumerate(people[: 2 * session.places]):
        is_offered = number < session.places
        a_booking(
            session,
            person,
            state=BookingState.OFFERED if is_offered else BookingState.WAITING,
            offered_until=session.starts_at - timedelta(hours=2) if is_offered else None,
            waiting_since=NOW - timedelta(minutes=PEOPLE - number),
            created_at=NOW - timedelta(hours=1),
            policy=policy,
        )


def test_a_colleague_may_have_a_place_before_those_who_wait(app: Flask) -> None:
    session = full()
    waiting(session)
    [booking] = booking_queries.of_session(session, BookingState.BOOKED)
    substitute(booking, a_delegate(), by=booking.practitioner, at=NOW + timedelta(minutes=1))
    assert queries_invariants.broken_invariants(at=NOW + timedelta(minutes=1)) == []


def test_a_past_register_need_not_say_who_came_instead(app: Flask) -> None:
    a_booking(a_session(is_imported=True), state=BookingState.SUBSTITUTED, outcome=Outcome.SUBSTITUTED)
    assert queries_invariants.broken_invariants(at=NOW) == []


def test_all_is_well_where_nothing_happened(app: Flask) -> None:
    said = call(app, "check-invariants")
    assert (said.code, said.err) == (0, "")


def full() -> TrainingSession:
    session = a_session(places=1)
    a_booking(session)
    return session


def waiting(session: TrainingSession, **more: Any) -> Booking:
    return a_booking(session, state=BookingState.WAITING, **({"waiting_since": NOW} | more))


def overbooked() -> None:
    a_booking(full())


def passed_over() -> None:
    session = full()
    waiting(session)
    a_booking(a_session(places=1))
    session.places = 2
    a_booking(session, waiting_since=NOW + timedelta(minutes=1))


def overtaken_by_an_outsider() -> None:
    session = full()
    waiting(session)
    session.places = 2
    a_booking(session, created_at=NOW + timedelta(minutes=1))


def left_free() -> None:
    waiting(a_session(places=1))


def refilled_wrongly() -> None:
    a_booking(full(), refills_id=a_booking(full()).id, outcome=Outcome.ATTENDED, state=BookingState.CANCELLED)


def substituted_by_nobody() -> None:
    a_booking(state=BookingState.SUBSTITUTED, outcome=Outcome.SUBSTITUTED)


def substituted_elsewhere() -> None:
    given = a_booking(state=BookingState.SUBSTITUTED, outcome=Outcome.SUBSTITUTED)
    a_booking(substitutes_id=given.id)


def substituted_and_kept() -> None:
    session = a_session()
    a_booking(session, substitutes_id=a_booking(session).id)


def told_twice(kind: str = "confirmed") -> None:
    for _ in range(2):
        a_message(kind=kind, subject_key="booking-1")


def told_twice_of_a_substitution() -> None:
    told_twice("substituted")


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (overbooked, "more people have a place than there are places"),
        (passed_over, "somebody waits while a later one has a place"),
        (overtaken_by_an_outsider, "somebody waits while a later one has a place"),
        (left_free, "a place is free while somebody waits for it"),
        (refilled_wrongly, "a refill belongs to no late cancellation"),
        (substituted_by_nobody, "a substituted booking has no colleague's"),
        (substituted_elsewhere, "a substituted booking has no colleague's"),
        (substituted_and_kept, "a colleague took the place of a booking that isn't substituted"),
        (told_twice, "one event has two messages"),
        (told_twice_of_a_substitution, "one event has two messages"),
    ],
)
def test_each_breach_is_found_and_its_rows_are_named(app: Flask, break_it: Any, words: str) -> None:
    break_it()
    db.session.commit()
    said = call(app, "check-invariants")
    assert said.code == 1
    assert [line for line in said.err.splitlines() if line.startswith(words)]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_two_live_bookings_of_one_person_are_found_where_the_database_did_not_stop_them(app: Flask) -> None:
    person, session = a_user(), a_session()
    a_booking(session, person)
    db.session.execute(text("DROP INDEX uq_booking_one_live_per_person"))
    try:
        a_booking(session, person)
        assert "one person has two live bookings" in call(app, "check-invariants").err
    finally:
        db.session.query(Booking).delete()
        index = next(index for index in Booking.__table__.indexes if index.name == "uq_booking_one_live_per_person")
        index.create(db.session.connection())
        db.session.commit()


def test_the_order_is_that_of_the_lock_even_where_clocks_differ(app: Flask) -> None:
    a_policy()
    session = full()
    first, second = a_user(), a_user()
    ahead = waiting_list_services.join_waiting_list(
        session, delegate_of(first), by=first, at=NOW + timedelta(seconds=2)
    )
    behind = waiting_list_services.join_waiting_list(session, delegate_of(second), by=second, at=NOW)
    assert booking_queries.waiting_list(session.id) == [ahead, behind]
    assert db.session.query(Message).count() == 2
