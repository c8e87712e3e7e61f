"""The JSON that other systems read, and the calendars that people subscribe to."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time

import icalendar
import pytest
from flask import Flask
from sqlalchemy import event

from app.booking.claims.services_delegates import delegate_of
from app.booking.places.services import book_place
from app.booking.states import BookingState
from app.core import clock
from app.core.database import db
from app.core.links import Secret
from app.programme.models import Strand
from app.programme.models_sessions import Day, Delivery, SessionState
from tests.builders import a_booking, a_course, a_past_session, a_session, a_user, mail_to
from tests.page import Visitor

LINK = "https://meet.example.org/secret"


def told(visitor: Visitor, query: str = "") -> list[dict[str, object]]:
    found: list[dict[str, object]] = visitor.client.get(f"/api/v1/sessions{query}").get_json()["sessions"]
    return found


def entries(visitor: Visitor, address: str) -> list[icalendar.Event]:
    response = visitor.client.get(address)
    assert (response.status_code, response.mimetype) == (200, "text/calendar")
    calendar = icalendar.Calendar.from_ical(response.get_data(as_text=True))
    assert calendar["method"] == "PUBLISH"
    return list(calendar.walk("VEVENT"))


@contextmanager
def queries_counted() -> Iterator[list[str]]:
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *more: object) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield asked
    event.remove(db.engine, "before_cursor_execute", note)


# --- JSON ---


def test_a_session_is_told_with_its_places_left(visitor: Visitor) -> None:
    session = a_session(a_course("Complex neglect"), places=5, on=date(2027, 7, 1))
    a_booking(session)
    [one] = told(visitor)
    assert (one["title"], one["places"], one["places_left"]) == ("Complex neglect", 5, 4)
    assert one["days"] == [{"starts": "2027-07-01T09:30:00+01:00", "ends": "2027-07-01T13:30:00+01:00"}]
    assert one["address"] == f"http://coursebook.test/sessions/{session.id}"


def test_while_people_wait_no_places_are_left(visitor: Visitor) -> None:
    session = a_session(places=5)
    a_booking(session, state=BookingState.WAITING, waiting_since=clock.now())
    assert told(visitor)[0]["places_left"] == 0
    assert told(visitor, "?places=yes") == []


def test_drafts_bespoke_and_past_sessions_are_never_told(visitor: Visitor) -> None:
    a_session(state=SessionState.DRAFT)
    a_session(a_course(strand=Strand.BESPOKE))
    a_past_session()
    assert told(visitor) == entries(visitor, "/calendar/programme.ics") == []


def test_the_filters_of_the_page_work(visitor: Visitor) -> None:
    a_session(a_course("Core"))
    a_session(a_course("Lunch", Strand.LUNCHTIME))
    assert [one["title"] for one in told(visitor, "?strand=lunchtime")] == ["Lunch"]
    assert [one["title"] for one in told(visitor, "?q=cores&month=&places=")] == ["Core"]
    assert len(entries(visitor, "/calendar/programme.ics?strand=lunchtime")) == 1


# --- Calendars ---


def test_no_joining_link_of_a_booked_session_is_in_any_public_feed(visitor: Visitor) -> None:
    a_session(delivery=Delivery.VIRTUAL, venue="", joining_link=LINK)
    for address in ("/api/v1/sessions", "/calendar/programme.ics", "/"):
        assert "meet.example.org" not in visitor.client.get(address).get_data(as_text=True)


def test_the_feed_of_my_bookings_holds_them_alone_with_their_links(visitor: Visitor) -> None:
    mine = a_booking(a_session(a_course("Mine"), delivery=Delivery.VIRTUAL, joining_link=LINK))
    a_booking(a_session(a_course("Waiting")), mine.practitioner, state=BookingState.WAITING, waiting_since=clock.now())
    a_booking(a_session(a_course("Somebody’s")))
    address = "/" + Secret("my-calendar", mine.practitioner_id).reveal().split("/", 3)[3]
    [entry] = entries(visitor, address)
    assert (str(entry["summary"]), str(entry["location"])) == ("Mine", LINK)
    page = visitor.sign_in(mine.practitioner).open_page("/bookings")
    link = next(link for link in page.soup.find_all("a") if "the calendar of your bookings" in link.get_text())
    assert link["href"] == f"webcal://coursebook.test{address}"


def test_the_feed_of_my_bookings_has_the_names_that_the_mail_has(visitor: Visitor) -> None:
    """So that a program which has both can tell that they are one."""
    person = a_user()
    days = [Day(date(2027, 3, on), time(9, 30), time(16, 30)) for on in (26, 29)]  # the clocks change between them
    book_place(a_session(days=days), delegate_of(person), by=person, at=clock.now())
    mailed = [
        event
        for message in mail_to(person.email)
        for event in icalendar.Calendar.from_ical(message.calendar or "").walk("VEVENT")
    ]
    feed = entries(visitor, Secret("my-calendar", person.id).path())
    of_each = [
        {str(event["uid"]): (event["sequence"], event["dtstart"].dt) for event in events} for events in (feed, mailed)
    ]
    assert of_each[0] == of_each[1]
    assert len(feed) == 2


def test_a_session_is_put_in_a_calendar_from_its_page_without_its_link(visitor: Visitor) -> None:
    session = a_session(delivery=Delivery.VIRTUAL, venue="", joining_link=LINK)
    page = visitor.open_page(f"/sessions/{session.id}")
    assert [page.has_link(words) for words in ("Outlook", "Google", "Another program (.ics)")] == [True] * 3
    assert "This books no place" in page.words
    [entry] = entries(visitor, f"/sessions/{session.id}/calendar.ics")
    assert (entry["uid"], entry["location"]) == (f"session-{session.id}-day-1@coursebook", "Online")
    draft = a_session(state=SessionState.DRAFT)
    assert visitor.client.get(f"/sessions/{draft.id}/calendar.ics").status_code == 404


def test_a_forged_calendar_is_page_not_found(visitor: Visitor) -> None:
    token = Secret("my-calendar", a_user().id).reveal().rpartition("/")[2].removesuffix(".ics")
    assert visitor.client.get(f"/calendar/mine/{token[:-1]}x.ics").status_code == 404


@pytest.mark.parametrize("on", [date(2027, 3, 26), date(2027, 3, 29), date(2027, 10, 29), date(2027, 11, 1)])
def test_half_past_twelve_stays_half_past_twelve_across_both_clock_changes(visitor: Visitor, on: date) -> None:
    a_session(on=on, hours=(time(12, 30), time(13, 30)))
    [entry] = entries(visitor, "/calendar/programme.ics")
    assert clock.to_london(entry["dtstart"].dt).replace(tzinfo=None).time() == time(12, 30)


# --- Speed ---


def test_the_programme_of_500_sessions_takes_as_many_queries_as_that_of_five(app: Flask, visitor: Visitor) -> None:
    course = a_course()
    for _ in range(5):
        a_session(course)
    with queries_counted() as few:
        assert visitor.open_page("/").status == 200
    for _ in range(495):
        a_session(course)
    with queries_counted() as many:
        assert visitor.open_page("/").status == 200
    assert len(many) == len(few)
