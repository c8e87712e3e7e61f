"""Places, and what a booking may become."""

from datetime import UTC, datetime, timedelta

import pytest

from app.booking.models import Booking
from app.booking.refusals import HoldLapsed, NotBooked, SessionStarted
from app.booking.rules import Availability
from app.booking.states import MARKS, BookingState, Channel, Outcome
from app.programme.models_sessions import TrainingSession

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
A_MOMENT = timedelta(microseconds=1)


def a_booking(state: BookingState, **more: object) -> Booking:
    session = TrainingSession(starts_at=AT + timedelta(days=10), ends_at=AT + timedelta(days=10, hours=4))
    return Booking(session=session, state=state, **more)


@pytest.mark.parametrize(
    ("places", "taken", "left", "is_full", "percent"),
    [
        (20, 0, 20, False, 0),
        (20, 19, 1, False, 95),
        (20, 20, 0, True, 100),
        (20, 22, 0, True, 100),
        (0, 0, 0, True, 100),
    ],
)
def test_places_left_are_never_below_nought(places: int, taken: int, left: int, is_full: bool, percent: int) -> None:
    availability = Availability(places, taken)
    assert (availability.left, availability.is_full, availability.percent_taken) == (left, is_full, percent)


def test_a_hold_lasts_until_its_end_and_not_at_it() -> None:
    booking = a_booking(BookingState.HELD, held_until=AT)
    assert booking.is_held(AT - A_MOMENT)
    assert not booking.is_held(AT)
    with pytest.raises(HoldLapsed):
        booking.confirm(AT)
    booking.confirm(AT - A_MOMENT)
    assert (booking.state, booking.booked_at, booking.held_until) == (BookingState.BOOKED, AT - A_MOMENT, None)


@pytest.mark.parametrize("state", [state for state in BookingState if state is not BookingState.BOOKED])
def test_only_a_booking_that_stands_can_be_marked_or_withdrawn(state: BookingState) -> None:
    booking = a_booking(state, held_until=AT + timedelta(minutes=5))
    assert not booking.can_be_withdrawn(AT)
    with pytest.raises(NotBooked):
        booking.must_be_withdrawable(AT)
    with pytest.raises(NotBooked):
        booking.mark(Outcome.ATTENDED, AT)


def test_a_booking_can_be_withdrawn_until_the_start() -> None:
    booking = a_booking(BookingState.BOOKED)
    start = booking.session.starts_at
    booking.must_be_withdrawable(start - A_MOMENT)
    assert booking.can_be_withdrawn(start - A_MOMENT)
    assert not booking.can_be_withdrawn(start)
    with pytest.raises(SessionStarted, match="has started"):
        booking.must_be_withdrawable(start)


@pytest.mark.parametrize("mark", list(Outcome))
def test_a_register_gives_five_marks_and_no_other_outcome(mark: Outcome) -> None:
    booking = a_booking(BookingState.BOOKED)
    if mark in MARKS:
        booking.mark(mark, AT)
        assert booking.outcome is mark
        booking.mark(None, AT)
    else:
        with pytest.raises(NotBooked):
            booking.mark(mark, AT)
    assert booking.outcome is None


@pytest.mark.parametrize(
    ("late", "outcome", "refills"), [(True, Outcome.LATE_CANCELLED, 7), (False, Outcome.CANCELLED, None)]
)
def test_a_place_given_back_in_time_is_unfilled_again_and_a_late_one_stays_refilled(
    late: bool, outcome: Outcome, refills: int | None
) -> None:
    booking = a_booking(BookingState.BOOKED, refills_id=7)
    who = Booking(id=3)
    booking.cancel(late=late, by=who, channel=Channel.PHONE, reason="Ill", at=AT)  # type: ignore[arg-type]
    assert (booking.state, booking.outcome, booking.refills_id) == (BookingState.CANCELLED, outcome, refills)
    assert (booking.cancelled_at, booking.cancelled_by_id) == (AT, 3)
    assert (booking.cancel_channel, booking.cancel_reason) == (Channel.PHONE, "Ill")


def test_a_lapsed_hold_gives_up_the_place_it_refilled() -> None:
    booking = a_booking(BookingState.HELD, refills_id=7)
    booking.lapse()
    assert (booking.state, booking.refills_id) == (BookingState.LAPSED, None)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_who_was_there_for_the_whole_of_it(outcome: Outcome) -> None:
    booking = a_booking(BookingState.BOOKED, outcome=outcome)
    assert booking.was_there == (outcome in (Outcome.ATTENDED, Outcome.WALK_IN))
