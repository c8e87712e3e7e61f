"""A late cancellation's place, when somebody takes it: allocated never passes offered."""

import contextlib
from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.accounts.models import User
from app.booking.claims.services_delegates import delegate_of
from app.booking.leaving.services import withdraw
from app.booking.models import Booking
from app.booking.places.services import book_place, hold_place, lapse_holds
from app.booking.states import BookingState, Outcome
from app.core import clock
from app.core.database import db
from app.core.errors import Refusal
from app.programme.models_sessions import TrainingSession
from app.terms.policies.queries import policy_in_force
from tests.builders import a_booking, a_delegate, a_policy, a_session, a_user, an_agency
from tests.conftest import NOW

LATE = clock.from_london(date(2026, 12, 18), time(12))
"""Inside the notice of the default session, which starts on Monday 21 December at 9:30."""


def book(session: TrainingSession, at: datetime = NOW, user: User | None = None) -> Booking:
    user = user or a_user()
    return book_place(session, delegate_of(user), by=user, at=at)


def cancel(booking: Booking, at: datetime) -> None:
    withdraw(booking, by=booking.practitioner, at=at)


def allocated(session: TrainingSession) -> int:
    """Places that count as allocated: booked ones, and late cancellations that nobody refilled."""
    bookings = db.session.query(Booking).filter_by(session_id=session.id).all()
    refilled = {booking.refills_id for booking in bookings}
    late = [booking for booking in bookings if booking.outcome is Outcome.LATE_CANCELLED]
    return sum(booking.is_booked for booking in bookings) + sum(booking.id not in refilled for booking in late)


def test_whoever_takes_the_last_free_place_after_a_late_cancellation_refills_it(app: Flask) -> None:
    session = a_session(places=2)
    first, _ = book(session), book(session)
    cancel(first, LATE)
    assert allocated(session) == 2
    refill = book(session, LATE)
    assert refill.refills_id == first.id
    assert allocated(session) == 2


def test_the_earliest_unrefilled_late_cancellation_is_refilled_first(app: Flask) -> None:
    session = a_session(places=3)
    first, second, third = (book(session) for _ in range(3))
    cancel(second, LATE)
    cancel(first, LATE + timedelta(minutes=1))
    assert book(session, LATE + timedelta(minutes=2)).refills_id == second.id
    assert book(session, LATE + timedelta(minutes=2)).refills_id == first.id
    assert third.is_booked
    assert allocated(session) == 3


def test_while_other_places_are_free_nothing_is_refilled(app: Flask) -> None:
    session = a_session(places=3)
    first = book(session)
    cancel(first, LATE)
    assert book(session, LATE).refills_id is None
    assert book(session, LATE).refills_id is None
    assert book(session, LATE).refills_id == first.id


def test_a_cancellation_in_time_is_never_refilled(app: Flask) -> None:
    session = a_session(places=1)
    cancel(book(session), NOW)
    assert book(session, LATE).refills_id is None
    assert allocated(session) == 1


def test_a_hold_refills_and_undoes_it_when_it_lapses(app: Flask) -> None:
    session = a_session(places=1)
    late = book(session)
    cancel(late, LATE)
    hold = hold_place(session, a_delegate(email=a_user().email), at=LATE)
    assert hold.refills_id == late.id
    lapse_holds(at=LATE + timedelta(minutes=30))
    assert (hold.state, hold.refills_id) == (BookingState.LAPSED, None)
    assert book(session, LATE + timedelta(minutes=30)).refills_id == late.id


def test_a_hold_that_lapsed_without_any_job_makes_room_for_the_next_refill(app: Flask) -> None:
    session = a_session(places=1)
    late = book(session)
    cancel(late, LATE)
    hold_place(session, a_delegate(), at=LATE)
    assert book(session, LATE + timedelta(minutes=30)).refills_id == late.id


def test_a_refill_that_withdraws_in_time_leaves_the_place_unrefilled_again(app: Flask) -> None:
    """Terms without attendance notice: whoever accepts them cancels in time until the start."""
    session = a_session(places=1)
    late = book(session)
    cancel(late, LATE)
    a_policy(in_force_from=date(2026, 12, 18), attendance_notice_working_days=0)
    refill = book(session, LATE)
    assert refill.refills_id == late.id
    cancel(refill, LATE)
    assert (refill.outcome, refill.refills_id) == (Outcome.CANCELLED, None)
    assert book(session, LATE).refills_id == late.id


def test_a_refill_that_withdraws_late_is_itself_to_be_refilled(app: Flask) -> None:
    session = a_session(places=1)
    first = book(session)
    cancel(first, LATE)
    second = book(session, LATE)
    cancel(second, LATE)
    assert second.refills_id == first.id
    assert allocated(session) == 1
    third = book(session, LATE)
    assert third.refills_id == second.id
    assert allocated(session) == 1


def test_an_imported_late_cancellation_counts_as_not_refilled(app: Flask) -> None:
    session = a_session(places=2)
    a_booking(session, outcome=Outcome.LATE_CANCELLED, state=BookingState.CANCELLED, cancelled_at=NOW)
    book(session)
    assert allocated(session) == 2


@pytest.fixture
def people(app: Flask) -> list[User]:
    agency = an_agency()
    return [a_user(agency=agency) for _ in range(5)]


def come_or_go(session: TrainingSession, person: User, *, by_hold: bool, at: datetime) -> None:
    """Whoever is booked withdraws; anybody else books, or holds a place; a no is taken for an answer."""
    mine = db.session.query(Booking).filter_by(session_id=session.id, practitioner_id=person.id)
    standing = mine.filter_by(state=BookingState.BOOKED).one_or_none()
    with contextlib.suppress(Refusal):
        if standing:
            cancel(standing, at)
        elif by_hold:
            hold_place(session, a_delegate(email=person.email, agency=person.agency), at=at)
        else:
            book(session, at, person)


@pytest.mark.parametrize("lenient", [False, True])
@given(places=st.integers(1, 3), moves=st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=6, max_size=10))
@settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@pytest.mark.lasts_long(one_in=1)
def test_places_allocated_never_pass_places_offered(
    people: list[User], lenient: bool, places: int, moves: list[tuple[int, bool]]
) -> None:
    """People come and go inside the notice, a move every ten minutes, so that holds lapse among them.

    When lenient, those who book late accept terms under which a cancellation is in time until the start.
    """
    session = a_session(places=places)
    for person in people[:places]:
        book(session, NOW, person)
    if lenient and policy_in_force(on=LATE.date()) is None:
        a_policy(in_force_from=LATE.date(), attendance_notice_working_days=0)
    for number, (who, by_hold) in enumerate(moves):
        come_or_go(session, people[who], by_hold=by_hold, at=LATE + timedelta(minutes=10 * number))
        assert db.session.query(Booking).filter_by(session_id=session.id, state=BookingState.BOOKED).count() <= places
        assert allocated(session) <= places
