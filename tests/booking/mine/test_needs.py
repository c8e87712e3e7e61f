"""Access and dietary needs: filled in from what a person keeps, and changed on a booking until the day before."""

from datetime import datetime, time, timedelta

import pytest
from flask import Flask

from app.audit.models import Verb
from app.booking.mine import services
from app.booking.mine.refusals import NeedsTooLate
from app.booking.models import Booking
from app.booking.states import BookingState
from app.core import clock
from app.core.database import db
from app.programme.models_sessions import Delivery
from tests.builders import a_booking, a_manager, a_policy, a_session, a_trainer, a_user, entries_about
from tests.conftest import NOW, clock_at
from tests.page import Visitor
from tests.words import SAVE_MY_NEEDS

KEPT = {"access_needs": "Hearing loop", "dietary_needs": "No nuts", "needs_kept_at": NOW}


@pytest.mark.usefixtures("app")
def test_what_a_person_keeps_is_filled_in_and_goes_along_with_one_button(visitor: Visitor) -> None:
    a_policy()
    user, one = a_user(**KEPT), a_session()
    other = a_session(on=one.days[0].on + timedelta(days=1))
    page = visitor.sign_in(user).open_page(f"/sessions/{one.id}/book")
    assert page.soup.find(id="access_needs").get_text().strip() == "Hearing loop"
    assert page.soup.find(id="dietary_needs")["value"] == "No nuts"
    page.press("Book my place", accepts_terms="y", dietary_needs="")
    page = visitor.open_page(f"/sessions/{other.id}")
    assert "with the needs that you keep under My details" in page.words
    page.press("Book my place")
    needs = {each.session_id: (each.access_needs, each.dietary_needs) for each in db.session.query(Booking)}
    assert needs == {one.id: ("Hearing loop", ""), other.id: ("Hearing loop", "No nuts")}


def test_needs_change_on_a_booking_and_trainers_and_the_office_see_them(visitor: Visitor) -> None:
    user, session = a_user(name="Rosa Diaz"), a_session(trainers=[a_trainer()])
    booking = a_booking(session, user)
    page = visitor.sign_in(user).open_page(f"/bookings/{booking.id}").click("Tell us of access or dietary needs")
    page = page.press(SAVE_MY_NEEDS, access_needs="Step-free", dietary_needs="Vegan")
    assert "Step-free · Vegan" in page.words
    assert page.has_link("Change your needs")
    (entry,) = entries_about(booking)
    assert (entry.verb, entry.person_id, entry.data) == (Verb.CHANGED_NEEDS, user.id, {})
    assert user.needs_kept_at is None
    office = Visitor(visitor.app).sign_in(a_manager())
    assert "Step-free · Vegan" in office.open_page(f"/registers/{session.id}").words
    assert "Step-free · Vegan" in office.open_page(f"/manage/sessions/{session.id}/bookings").words


def test_the_role_changes_on_the_booking_alone(visitor: Visitor) -> None:
    booking = a_booking()
    page = visitor.sign_in(booking.practitioner).open_page(f"/bookings/{booking.id}/needs")
    assert "Enter your role" in page.press(SAVE_MY_NEEDS, job_role="").error_beside("job_role")
    assert "Ward manager, Bay 4" in page.press(SAVE_MY_NEEDS, job_role="Ward manager", team="Bay 4").words
    (entry,) = entries_about(booking)
    assert entry.verb is Verb.CHANGED_ROLE_ON_BOOKING
    assert booking.practitioner.job_role == "Social worker"


def test_with_a_tick_they_are_kept_for_next_time(visitor: Visitor) -> None:
    booking = a_booking()
    page = visitor.sign_in(booking.practitioner).open_page(f"/bookings/{booking.id}/needs")
    page.press(SAVE_MY_NEEDS, access_needs="Step-free", is_kept="y")
    assert (booking.practitioner.access_needs, booking.practitioner.needs_kept_at) == ("Step-free", NOW)


def test_online_nobody_is_asked_what_they_eat(visitor: Visitor) -> None:
    booking = a_booking(a_session(delivery=Delivery.VIRTUAL), dietary_needs="Vegan")
    page = visitor.sign_in(booking.practitioner).open_page(f"/bookings/{booking.id}/needs")
    assert page.soup.find(id="dietary_needs") is None
    page.press(SAVE_MY_NEEDS, access_needs="Captions")
    assert (booking.access_needs, booking.dietary_needs) == ("Captions", "Vegan")


def test_until_midnight_before_the_first_day_in_london(app: Flask) -> None:
    booking = a_booking()
    day = booking.session.days[0].on
    midnight = clock.from_london(day, time())
    change(booking, midnight - timedelta(seconds=1))
    with pytest.raises(NeedsTooLate):
        change(booking, midnight)


def change(booking: Booking, at: datetime) -> None:
    services.change_needs(booking, access_needs=f"at {at}", dietary_needs="", by=booking.practitioner, at=at)


@pytest.mark.parametrize("state", [BookingState.CANCELLED, BookingState.SUBSTITUTED, BookingState.LEFT_LIST])
def test_what_no_longer_stands_needs_nothing(visitor: Visitor, state: BookingState) -> None:
    booking = a_booking(state=state, cancelled_at=NOW)
    visitor.sign_in(booking.practitioner)
    assert not visitor.open_page(f"/bookings/{booking.id}").has_link("needs")
    with pytest.raises(NeedsTooLate):
        change(booking, NOW)


def test_a_page_left_open_too_long_says_so(visitor: Visitor) -> None:
    booking = a_booking()
    page = visitor.sign_in(booking.practitioner).open_page(f"/bookings/{booking.id}/needs")
    with clock_at(booking.session.starts_at):
        page = page.press(SAVE_MY_NEEDS, access_needs="Step-free")
    assert NeedsTooLate.message in page.problems
    assert booking.access_needs == ""
