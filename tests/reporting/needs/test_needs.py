"""What people need on a date, added up for the venue without a name."""

import pytest
from flask import Flask

from app.booking.states import BookingState
from app.programme.models_sessions import Day, Delivery, SessionState
from app.reporting.needs import queries
from app.reporting.needs.rules import VenueDay, totals
from tests.builders import HALF_DAY, a_booking, a_course, a_manager, a_session, a_trainer
from tests.conftest import NOW
from tests.data.everything import a_room, held_in
from tests.page import Visitor

TODAY = NOW.date()


@pytest.fixture
def office(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def test_the_same_words_are_one_need() -> None:
    said = ["vegan", " Vegan. ", "", "No  nuts", "VEGAN"]
    assert totals(said) == [("Vegan", 3), ("No nuts", 1)]


def test_a_dates_needs_are_of_all_sessions_at_the_venue_and_of_those_with_a_place(app: Flask) -> None:
    room = a_room()
    one = held_in(room, a_session(trainers=[a_trainer()]))
    held_in(room, a_session(days=[Day(TODAY.replace(day=TODAY.day - 1), *HALF_DAY)]))  # over
    on = one.days[0].on
    two = held_in(
        room.venue,
        a_session(
            trainers=[a_trainer()],
            are_confirmed=False,
            days=[Day(on, *HALF_DAY), Day(on.replace(day=on.day + 1), *HALF_DAY)],
        ),
    )
    a_booking(one, dietary_needs="Vegan", access_needs="A hearing loop")
    a_booking(two, dietary_needs="vegan")
    a_booking(two)
    a_booking(two, state=BookingState.WAITING, dietary_needs="Halal")
    for elsewhere in (
        a_session(on=on, delivery=Delivery.VIRTUAL),
        held_in(room, a_session(on=on, state=SessionState.DRAFT)),
        a_session(on=on, venue="Library"),
    ):
        a_booking(elsewhere, dietary_needs="Kosher")
    first, library, second = queries.venue_days(since=TODAY).items
    assert (first.venue, first.sessions, first.expected, first.with_needs) in [
        ("Town Hall, Northbridge", 2, 3, 2),
        ("Library", 1, 1, 1),
    ]
    here = first if first.venue_id else library
    assert (here.sessions, here.expected, here.with_needs) == (2, 3, 2)
    assert (second.sessions, second.expected) == (1, 2)
    needs = queries.needs_of(here)
    assert (needs.people, needs.trainers) == (3, 1)
    assert (needs.dietary, needs.access) == ([("Vegan", 2)], [("A hearing loop", 1)])
    assert queries.needs_of(VenueDay(on, "Library")).dietary == [("Kosher", 1)]
    assert [day.venue_id for day in queries.venue_days(since=TODAY, venue_id=room.venue_id).items] == [
        room.venue_id
    ] * 2


def test_the_page_to_hand_to_the_venue_names_nobody(office: Visitor) -> None:
    assert "No published session" in office.open_page("/reports/needs").words
    session = a_session(a_course("Neglect"))
    booking = a_booking(session, dietary_needs="No nuts", access_needs="Step-free")
    page = office.open_page("/reports").click("Needs by date").click("Mon 21 Dec 2026")
    assert page.h1 == "Needs on Monday 21 December 2026"
    for words in ("Town Hall, Northbridge", "Neglect", "No nuts 1", "Step-free 1", "People booked 1"):
        assert words in page.words
    assert booking.name not in page.words
    assert "held here" in office.open_page("/reports/needs/day?on=2026-12-22&words=Town+Hall").words
    assert office.open_page("/reports/needs/day?on=x").response.status_code == 200


def test_a_venue_known_by_its_words_alone_is_not_the_record_of_that_name(app: Flask) -> None:
    room = a_room()
    held = held_in(room, a_session())
    held.venue = "Library"
    a_booking(held, dietary_needs="Vegan")
    a_booking(a_session(on=held.days[0].on, venue="Library"), dietary_needs="Kosher")
    assert queries.needs_of(VenueDay(held.days[0].on, "Library")).dietary == [("Kosher", 1)]
