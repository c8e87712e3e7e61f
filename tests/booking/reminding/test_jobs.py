"""Letting holds lapse."""

from datetime import timedelta

from flask import Flask

from app.booking import queries
from app.booking.places.jobs import free_lapsed_places
from app.booking.places.services import hold_place
from app.booking.places.services_confirming import confirm_by_code
from app.booking.states import BookingState
from app.core.links import six_digit_code
from app.notifications.models import MessageState
from tests.builders import a_delegate, a_session, a_user, mail_to
from tests.conftest import NOW, clock_at


def test_holds_lapse_at_thirty_minutes_and_bookings_stay(app: Flask) -> None:
    session = a_session(places=2)
    held, booked = (hold_place(session, a_delegate(email=a_user().email), at=NOW) for _ in range(2))
    assert booked.proof_id
    confirm_by_code(booked, code=six_digit_code(booked.proof_id), at=NOW)
    with clock_at(NOW + timedelta(minutes=30) - timedelta(seconds=1)):
        assert free_lapsed_places() == ""
        assert held.state is BookingState.HELD
    with clock_at(NOW + timedelta(minutes=30)):
        assert free_lapsed_places().startswith("1 hold")
        assert free_lapsed_places() == ""
    assert (held.state, booked.state) == (BookingState.LAPSED, BookingState.BOOKED)
    assert queries.places_taken(session.id, at=NOW) == 1


def test_a_code_that_was_still_queued_is_not_sent_once_its_hold_lapsed(app: Flask) -> None:
    delegate = a_delegate()
    hold_place(a_session(), delegate, at=NOW)
    with clock_at(NOW + timedelta(minutes=31)):
        free_lapsed_places()
    assert [message.state for message in mail_to(delegate.email)] == [MessageState.WITHDRAWN]
