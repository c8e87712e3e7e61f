"""Corrections that change nothing, and of bookings that are no longer active."""

import pytest
from flask import Flask

from app.attendance.registers.refusals import NothingChanges
from app.attendance.registers.services import mark
from app.booking.states import BookingState, Outcome
from tests.builders import a_booking, a_closed_register, a_manager, a_past_session
from tests.conftest import NOW
from tests.page import Visitor
from tests.words import CORRECT_THE_REGISTER


def test_a_correction_that_changes_nothing_is_refused_beside_the_mark(visitor: Visitor) -> None:
    booking = a_booking(a_past_session(), outcome=Outcome.NO_SHOW)
    a_closed_register(booking.session)
    page = visitor.sign_in(a_manager()).open_page(f"/registers/{booking.session_id}/bookings/{booking.id}/correct")
    refused = page.press(CORRECT_THE_REGISTER, mark="no-show", why="As it was")
    assert refused.error_beside("mark") == NothingChanges.message


def test_another_word_on_who_excused_somebody_is_a_change(app: Flask) -> None:
    booking, manager = a_booking(a_past_session()), a_manager()
    mark(booking, Outcome.EXCUSED, said_by="A", by=manager, at=NOW)
    a_closed_register(booking.session)
    mark(booking, Outcome.EXCUSED, said_by="B", why="It was B", by=manager, at=NOW)
    with pytest.raises(NothingChanges):
        mark(booking, Outcome.EXCUSED, said_by=" B ", why="Again", by=manager, at=NOW)


def test_a_booking_that_does_not_stand_any_more_has_nothing_to_correct(visitor: Visitor) -> None:
    booking = a_booking(a_past_session(), state=BookingState.CANCELLED, outcome=Outcome.LATE_CANCELLED)
    a_closed_register(booking.session)
    visitor.sign_in(a_manager())
    assert visitor.open_page(f"/registers/{booking.session_id}/bookings/{booking.id}/correct").status == 404
