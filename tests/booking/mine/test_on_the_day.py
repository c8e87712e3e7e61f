"""A booking's page on the day and afterwards, and putting it in a calendar."""

from datetime import time, timedelta

import icalendar
import pytest

from app.booking.states import BookingState, Outcome
from app.core import clock
from app.programme.models_sessions import Day, Delivery
from tests.builders import FULL_DAY, a_booking, a_session, a_user
from tests.conftest import NOW, clock_at
from tests.page import Visitor

LINK = "https://meet.example.org/room"


def test_checking_in_is_on_the_page_from_an_hour_before_each_day_until_its_end(visitor: Visitor) -> None:
    days = [Day(clock.today() + timedelta(days=n), *FULL_DAY) for n in (1, 2)]
    session = a_session(days=days, delivery=Delivery.HYBRID, joining_link=LINK)
    booking, first, second = a_booking(session), *session.days
    page = visitor.sign_in(booking.practitioner).open_page(f"/bookings/{booking.id}")
    assert "You check in on this page from 8:30am, Tuesday 24 November" in page.words
    for day in (first, second):
        for at, is_open in (
            (day.starts_at - timedelta(minutes=61), False),
            (day.starts_at - timedelta(hours=1), True),
            (day.ends_at - timedelta(seconds=1), True),
        ):
            with clock_at(at):
                page = visitor.open_page(f"/bookings/{booking.id}")
                assert (page.has_link("Check in"), page.has_link("Join online")) == (is_open, True)
    with clock_at(first.ends_at):
        assert "from 8:30am, Wednesday 25 November" in visitor.open_page(f"/bookings/{booking.id}").words
    with clock_at(second.starts_at):
        assert visitor.open_page(f"/bookings/{booking.id}").click("Check in").address.startswith("/check-in/mine/")
    with clock_at(session.ends_at):
        page = visitor.open_page(f"/bookings/{booking.id}")
        assert not page.has_link("Check in")
        assert not page.has_link("Join online")


@pytest.mark.parametrize(
    ("outcome", "state", "tag", "says"),
    [
        (Outcome.ATTENDED, BookingState.BOOKED, "Attended", "You were there"),
        (Outcome.WALK_IN, BookingState.WALKED_IN, "Attended", "You came without a booking"),
        (Outcome.LEFT_EARLY, BookingState.BOOKED, "There for part of it", "for part of it"),
        (Outcome.LATE_REFUSED, BookingState.BOOKED, "Came too late", "too late to take part"),
        (Outcome.NO_SHOW, BookingState.BOOKED, "Did not come", "If that is wrong, telephone us."),
        (Outcome.EXCUSED, BookingState.BOOKED, "Excused", "that is excused"),
        (Outcome.CANCELLED_BY_US, BookingState.CANCELLED, "Cancelled by us", "Nothing is charged"),
        (Outcome.CANCELLED, BookingState.CANCELLED, "Withdrawn", "was withdrawn on"),
        (Outcome.LATE_CANCELLED, BookingState.CANCELLED, "Withdrawn late", "was withdrawn on"),
        (Outcome.SUBSTITUTED, BookingState.SUBSTITUTED, "A colleague came instead", "A colleague has your place"),
        (None, BookingState.BOOKED, "Register to come", "does not say yet"),
    ],
)
def test_what_is_past_says_what_came_of_it(
    visitor: Visitor, outcome: Outcome | None, state: BookingState, tag: str, says: str
) -> None:
    over = a_session(on=clock.today() - timedelta(days=1))
    booking = a_booking(over, a_user(), outcome, state=state, cancelled_at=NOW - timedelta(days=3))
    page = visitor.sign_in(booking.practitioner).open_page("/bookings")
    assert tag in [said.get_text(strip=True) for said in page.soup.select(".cb-tag")]
    assert says in visitor.open_page(f"/bookings/{booking.id}").words


def test_a_mark_of_the_day_is_no_outcome_before_the_session_is_over(visitor: Visitor) -> None:
    booking = a_booking(a_session(on=clock.today(), hours=(time(9, 30), time(16, 30))), outcome=Outcome.NO_SHOW)
    visitor.sign_in(booking.practitioner)
    for address in ("/bookings", f"/bookings/{booking.id}"):
        page = visitor.open_page(address)
        assert "Did not come" not in page.words
        assert "You did not come" not in page.words


def test_a_booking_is_put_in_a_calendar_from_its_page_with_its_joining_link(visitor: Visitor) -> None:
    days = [Day(clock.today() + timedelta(days=n), *FULL_DAY) for n in (20, 21)]
    booking = a_booking(a_session(days=days, delivery=Delivery.VIRTUAL, venue="", joining_link=LINK))
    page = visitor.sign_in(booking.practitioner).open_page(f"/bookings/{booking.id}")
    assert len(page.soup.select('a[href^="https://outlook.office.com/"]')) == 2
    assert len(page.soup.select('a[href^="https://calendar.google.com/"]')) == 2
    file = visitor.client.get(f"/bookings/{booking.id}/calendar.ics")
    events = list(icalendar.Calendar.from_ical(file.get_data(as_text=True)).walk("VEVENT"))
    assert [str(event["uid"]) for event in events] == [f"booking-{booking.id}-day-{n}@coursebook" for n in (1, 2)]
    assert {str(event["location"]) for event in events} == {LINK}
    assert Visitor(visitor.app).sign_in(a_user()).open_page(f"/bookings/{booking.id}/calendar.ics").status == 404
