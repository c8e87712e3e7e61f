"""Calendar entries as somebody's calendar program takes them in: they update and go, and never stand there twice.

Letters come by SMTP and feeds over the site's own addresses; a parser that isn't the one that wrote them reads both.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app import create_app
from app.accounts.models import User
from app.booking.claims.services_delegates import delegate_of
from app.booking.leaving import services as leaving_services
from app.booking.leaving.services_substitution import substitute
from app.booking.models import Booking
from app.booking.office import services as office_services
from app.booking.places import services as places_services
from app.core.database import db
from app.core.links import Secret
from app.notifications.delivery.jobs import deliver
from app.notifications.delivery.services import note_sent
from app.notifications.models import LetterKind
from app.programme.models import Series, Strand
from app.programme.models_sessions import CancelReason, Day, Delivery, TrainingSession
from app.programme.sessions.services import SessionDetails
from app.programme.subscriptions.jobs import send_lunchtime_invitations
from app.programme.subscriptions.rules import series_topic
from tests.builders import (
    FULL_DAY,
    HALF_DAY,
    a_booking,
    a_course,
    a_learning_week,
    a_manager,
    a_session,
    a_subscription,
    a_user,
    mail_to,
)
from tests.conftest import NOW, clock_at, settings
from tests.journeys.calendar_program import CalendarProgram, Parser, a_parser
from tests.servers import PostOffice

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # what is written asks no database

LINK = "https://meet.example.org/room"
LUNCHTIME = (time(12, 30), time(13, 30))
MONDAY, TUESDAY = date(2027, 2, 8), date(2027, 2, 9)
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def parser(chromium: Browser) -> Iterator[Parser]:
    with a_parser(chromium) as parser:
        yield parser


@pytest.fixture(scope="module")
def office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


@pytest.fixture(scope="module")
def posting(database: str, office: PostOffice) -> Iterator[Flask]:
    posting = create_app(settings(database, **office.settings()))
    yield posting
    with posting.app_context():
        db.engine.dispose()


@pytest.fixture
def post(app: Flask, posting: Flask, office: PostOffice) -> Iterator[PostOffice]:
    """Where letters arrive, with the application that posts them in its context."""
    with posting.app_context():
        yield office
        db.session.remove()
    office.received.clear()


@pytest.fixture
def inbox(post: PostOffice, parser: Parser) -> Callable[[str], list[str]]:
    """Delivers, and gives the calendar files that have arrived at an address, oldest first."""

    def files(address: str) -> list[str]:
        with clock_at(NOW + timedelta(hours=1)):
            deliver()
        return list(_calendar_files(post, address))

    return files


Inbox = Callable[[str], list[str]]


def _calendar_files(post: PostOffice, address: str) -> Iterator[str]:
    """Byte for byte; the part's type names the method that the file has in it."""
    for received in post.received:
        if address in received.recipients:
            part = received.part("text/calendar")
            assert part.get_content_charset() == "utf-8"
            text = part.get_payload(decode=True).decode()
            assert f"\r\nMETHOD:{part.get_param('method')}\r\n" in text
            assert part.get_param("method") == "PUBLISH" or text.count("BEGIN:VEVENT") == 1, "several in one request"
            yield text


def a_virtual_session(title: str = "Neglect", on: date = MONDAY, **more: Any) -> TrainingSession:
    return a_session(a_course(title), on=on, delivery=Delivery.VIRTUAL, venue="", joining_link=LINK, **more)


def booked(session: TrainingSession, person: User) -> Booking:
    return places_services.book_place(session, delegate_of(person), by=person, at=NOW)


def change(session: TrainingSession, *days: Day, minutes: int = 1, **more: Any) -> None:
    details = SessionDetails(list(days), session.places, session.delivery, session.venue, session.joining_link)
    office_services.change_session(session, replace(details, **more), by=a_manager(), at=NOW + minutes * MINUTE)


# By mail, to one person


def test_a_booking_is_an_entry_with_its_joining_link_and_a_withdrawal_takes_it_away(inbox: Inbox, parser: Parser):
    person, calendar = a_user(), CalendarProgram(parser)
    booking = booked(a_virtual_session(), person)
    calendar.read(*inbox(person.email))
    [event] = calendar.events
    assert (event.title, event.starts, event.ends) == ("Neglect", "2027-02-08 09:30", "2027-02-08 13:30")
    assert (event.where, event.status, event.zone) == (LINK, "CONFIRMED", "UTC")
    assert (event.organizer, event.attendees) == ("mailto:training@example.org", [f"mailto:{person.email}"])
    leaving_services.withdraw(booking, by=person, at=NOW + MINUTE)
    _, goodbye = inbox(person.email)
    calendar.read(goodbye)
    assert calendar.events == []
    assert LINK not in goodbye


def test_a_changed_time_and_place_update_the_entry_in_whatever_order_the_mail_is_read(inbox: Inbox, parser: Parser):
    person, session = a_user(), a_session(a_course("Neglect"), on=MONDAY)
    booked(session, person)
    inbox(person.email)
    change(session, Day(TUESDAY, *LUNCHTIME))
    inbox(person.email)
    change(session, Day(TUESDAY, *LUNCHTIME), minutes=2, venue="Library, Southbridge")
    letters = inbox(person.email)
    assert len(letters) == 3
    for in_order in (letters, letters[::-1], [*letters, *letters]):
        calendar = CalendarProgram(parser)
        calendar.read(*in_order)
        [event] = calendar.events
        assert (event.starts, event.ends) == ("2027-02-09 12:30", "2027-02-09 13:30")
        assert event.where == "Library, Southbridge"


def test_two_days_are_two_entries_and_a_day_that_is_dropped_goes(inbox: Inbox, parser: Parser):
    person, calendar = a_user(), CalendarProgram(parser)
    session = a_session(a_course("Neglect"), days=[Day(MONDAY, *FULL_DAY), Day(TUESDAY, *FULL_DAY)])
    booking = booked(session, person)
    calendar.read(*inbox(person.email))
    assert calendar.page == [
        ("2027-02-08 09:30", "Neglect (day 1 of 2)"),
        ("2027-02-09 09:30", "Neglect (day 2 of 2)"),
    ]
    change(session, Day(TUESDAY, *FULL_DAY))
    calendar.read(*inbox(person.email))
    assert calendar.page == [("2027-02-09 09:30", "Neglect")]
    change(session, Day(MONDAY, *FULL_DAY), Day(TUESDAY, *FULL_DAY), minutes=2)
    calendar.read(*inbox(person.email))
    assert len(calendar.events) == 2
    leaving_services.withdraw(booking, by=person, at=NOW + 3 * MINUTE)
    calendar.read(*inbox(person.email))
    assert calendar.events == []


def test_a_day_that_moved_and_moved_back_before_its_letter_left_is_where_it_was(inbox: Inbox, parser: Parser):
    person, calendar = a_user(), CalendarProgram(parser)
    first, second = Day(MONDAY, *FULL_DAY), Day(TUESDAY, *FULL_DAY)
    session = a_session(a_course("Neglect"), days=[first, second])
    booked(session, person)
    [first_letter] = mail_to(person.email, LetterKind.CONFIRMED)
    calendar.read(first_letter.calendar or "")
    note_sent(first_letter.id, at=NOW)  # and then the server went away
    change(session, first, Day(TUESDAY, *LUNCHTIME))
    change(session, first, second, minutes=2)
    calendar.read(*inbox(person.email))
    assert calendar.page == [
        ("2027-02-08 09:30", "Neglect (day 1 of 2)"),
        ("2027-02-09 09:30", "Neglect (day 2 of 2)"),
    ]


def test_a_session_goes_online_and_back_with_its_entry(inbox: Inbox, parser: Parser):
    person, session = a_user(), a_session(a_course("Neglect"), on=MONDAY, venue="Town Hall")
    calendar = CalendarProgram(parser)
    booked(session, person)
    places = []
    for minutes, delivery, link in ((1, Delivery.HYBRID, LINK), (2, Delivery.VIRTUAL, LINK), (3, Delivery.VENUE, "")):
        inbox(person.email)
        change(session, Day(MONDAY, *HALF_DAY), minutes=minutes, delivery=delivery, joining_link=link)
        calendar.read(*inbox(person.email))
        [event] = calendar.events
        places.append(event.where)
    assert places == [f"Town Hall and online; {LINK}", LINK, "Town Hall"]


def test_mail_and_the_private_feed_are_one_and_the_same_entry(app: Flask, inbox: Inbox, parser: Parser):
    """Over the change of the clocks, for two days and after a move; whoever has both sees each once."""
    person, calendar = a_user(), CalendarProgram(parser)
    days = [Day(date(2027, 3, on), *LUNCHTIME) for on in (26, 29)]
    booked(a_session(a_course("Neglect"), days=days), person)
    calendar.read(*inbox(person.email))
    from_mail = {(event.uid, event.sequence, event.starts, event.words) for event in calendar.events}
    calendar.read(feed(app, Secret("my-calendar", person.id).path()))
    assert {(event.uid, event.sequence, event.starts, event.words) for event in calendar.events} == from_mail
    assert calendar.page == [
        ("2027-03-26 12:30", "Neglect (day 1 of 2)"),
        ("2027-03-29 12:30", "Neglect (day 2 of 2)"),
    ]


def a_learning_week_of(*titles: str) -> list[TrainingSession]:
    """A session a day."""
    week = a_learning_week(MONDAY)
    days = [MONDAY + timedelta(days=number) for number in range(len(titles))]
    return [a_virtual_session(title, day, learning_week_id=week.id) for title, day in zip(titles, days, strict=True)]


def test_sessions_booked_together_come_in_one_file_and_go_one_by_one(inbox: Inbox, parser: Parser):
    person, calendar = a_user(), CalendarProgram(parser)
    sessions = a_learning_week_of("One", "Two", "Three")
    attempts = places_services.book_several(sessions, delegate_of(person), by=person, at=NOW)
    [file] = inbox(person.email)
    calendar.read(file)
    assert [title for _, title in calendar.page] == ["One", "Two", "Three"]
    second = attempts[1].booking
    assert second
    leaving_services.withdraw(second, by=person, at=NOW + MINUTE)
    calendar.read(*inbox(person.email))
    assert [title for _, title in calendar.page] == ["One", "Three"]


def test_who_withdraws_one_of_several_while_mail_is_down_gets_the_entries_of_the_others(inbox: Inbox, parser: Parser):
    person, calendar = a_user(), CalendarProgram(parser)
    sessions = a_learning_week_of("One", "Two", "Three")
    first, *_ = places_services.book_several(sessions, delegate_of(person), by=person, at=NOW)
    assert first.booking
    leaving_services.withdraw(first.booking, by=person, at=NOW + MINUTE)
    calendar.read(*inbox(person.email))
    assert [title for _, title in calendar.page] == ["Two", "Three"]


def test_a_session_that_we_cancel_goes_also_where_it_had_moved(inbox: Inbox, parser: Parser):
    person, calendar, session = a_user(), CalendarProgram(parser), a_virtual_session()
    booked(session, person)
    inbox(person.email)
    change(session, Day(TUESDAY, *LUNCHTIME))
    calendar.read(*inbox(person.email))
    assert len(calendar.events) == 1
    office_services.cancel_session(session, CancelReason.TRAINER_ILL, by=a_manager(), at=NOW + 2 * MINUTE)
    *_, last = inbox(person.email)
    calendar.read(last)
    assert calendar.events == []
    assert LINK not in last


def test_a_substitution_takes_the_entry_from_one_and_gives_one_to_the_other(inbox: Inbox, parser: Parser):
    person, colleague = a_user(), a_user()
    theirs, colleagues = CalendarProgram(parser), CalendarProgram(parser)
    booking = booked(a_virtual_session(), person)
    theirs.read(*inbox(person.email))
    substitute(booking, delegate_of(colleague), by=person, at=NOW + MINUTE)
    theirs.read(*inbox(person.email))
    colleagues.read(*inbox(colleague.email))
    assert (theirs.page, colleagues.page) == ([], [("2027-02-08 09:30", "Neglect")])
    together = CalendarProgram(parser)  # the calendar of a team
    together.read(*inbox(colleague.email), *inbox(person.email))
    assert [event.attendees for event in together.events] == [[f"mailto:{colleague.email}"]]


# By mail, to a subscriber


def test_an_invitation_to_lunchtime_sessions_moves_and_cancels_what_it_announced(inbox: Inbox, parser: Parser):
    reader, calendar = "list@example.org", CalendarProgram(parser)
    a_subscription(series_topic(Series.HOW_TO), reader)
    moved, cancelled = (
        a_session(
            a_course(title, Strand.LUNCHTIME, series=Series.HOW_TO),
            on=date(2026, 12, day),
            hours=LUNCHTIME,
            delivery=Delivery.VIRTUAL,
            joining_link=LINK,
            is_open=True,
        )
        for title, day in (("Genograms", 3), ("Chronologies", 10))
    )
    send_lunchtime_invitations()
    [invitation] = inbox(reader)
    calendar.read(invitation)
    assert calendar.page == [("2026-12-03 12:30", "Genograms"), ("2026-12-10 12:30", "Chronologies")]
    assert {event.where for event in calendar.events} == {LINK}
    assert [event.attendees for event in calendar.events] == [[], []]  # it is meant to be forwarded

    change(moved, Day(date(2026, 12, 17), *LUNCHTIME), is_open=True)
    send_lunchtime_invitations()
    calendar.read(*inbox(reader))
    assert calendar.page == [("2026-12-10 12:30", "Chronologies"), ("2026-12-17 12:30", "Genograms")]

    office_services.cancel_session(cancelled, CancelReason.WEATHER, by=a_manager(), at=NOW + 2 * MINUTE)
    send_lunchtime_invitations()
    letters = inbox(reader)
    calendar.read(*letters)
    assert (len(letters), calendar.page) == (3, [("2026-12-17 12:30", "Genograms")])


# Feeds


def feed(app: Flask, address: str) -> str:
    response = app.test_client().get(address)
    assert (response.status_code, response.mimetype) == (200, "text/calendar")
    return response.get_data().decode()


PROGRAMME, OF_A_STRAND = "/calendar/programme.ics", "/calendar/programme.ics?strand=specialist"


def test_the_programmes_feed_and_a_strands_follow_a_change_and_a_cancellation(app: Flask, parser: Parser):
    core, specialist = a_session(a_course("Core"), on=MONDAY), a_session(a_course("Rare", Strand.SPECIALIST), on=MONDAY)
    everything, some = CalendarProgram(parser), CalendarProgram(parser)
    everything.subscribe(feed(app, PROGRAMME))
    some.subscribe(feed(app, OF_A_STRAND))
    assert sorted(everything.page) == [("2027-02-08 09:30", "Core"), ("2027-02-08 09:30", "Rare")]
    assert some.page == [("2027-02-08 09:30", "Rare")]
    change(specialist, Day(TUESDAY, *LUNCHTIME))
    some.read(feed(app, OF_A_STRAND))  # a program that imported it once, and imports it again
    assert some.page == [("2027-02-09 12:30", "Rare")]
    office_services.cancel_session(core, CancelReason.OTHER, by=a_manager(), at=NOW + MINUTE)
    everything.subscribe(feed(app, PROGRAMME))
    assert everything.page == [("2027-02-09 12:30", "Rare")]


def test_a_private_feed_is_ones_own_bookings_and_no_public_one_tells_a_joining_link(app: Flask, parser: Parser):
    person, calendar = a_user(), CalendarProgram(parser)
    mine = a_booking(a_virtual_session(), person)
    a_virtual_session("Somebody’s")
    address = "/" + Secret("my-calendar", person.id).reveal().split("/", 3)[3]
    calendar.subscribe(feed(app, address))
    assert [(event.title, event.where) for event in calendar.events] == [("Neglect", LINK)]
    for public in (PROGRAMME, "/calendar/programme.ics?strand=core-topic"):
        calendar.subscribe(feed(app, public))
        assert [event.title for event in calendar.events] == ["Neglect", "Somebody’s"]
        assert "meet.example.org" not in feed(app, public).replace("\r\n ", "")
    leaving_services.withdraw(mine, by=person, at=NOW)
    calendar.subscribe(feed(app, address))
    assert calendar.events == []


# What is hard to write


@pytest.mark.parametrize("before", [date(2027, 3, 27), date(2027, 10, 30), date(2028, 3, 25), date(2028, 10, 28)])
def test_half_past_twelve_is_half_past_twelve_on_both_sides_of_a_clock_change(
    app: Flask, parser: Parser, before: date
) -> None:
    """The Saturday before and the Monday after: the browser asks its own tables what London's clocks say."""
    after, calendar = before + timedelta(days=2), CalendarProgram(parser)
    for day in (before, after):
        a_session(on=day, hours=LUNCHTIME)
    calendar.subscribe(feed(app, PROGRAMME))
    assert [event.starts for event in calendar.events] == [f"{before} 12:30", f"{after} 12:30"]
    assert [event.ends for event in calendar.events] == [f"{before} 13:30", f"{after} 13:30"]


TITLES = [
    "Neglect, harm; and “what’s next”: Łódź \\ a review",
    "The child’s voice — " + "łęża, " * 30,
]


@pytest.mark.parametrize("title", TITLES, ids=["punctuation", "200 characters"])
def test_a_title_comes_back_as_it_was_written(inbox: Inbox, parser: Parser, title: str) -> None:
    title = f"{title:ł<200}" if len(title) > 100 else title
    person, calendar = a_user(), CalendarProgram(parser)
    booked(a_session(a_course(title), venue="Town Hall, Room 2;\nNorthbridge"), person)
    calendar.read(*inbox(person.email))
    [event] = calendar.events
    assert (event.title, event.where) == (title, "Town Hall, Room 2;\nNorthbridge")
