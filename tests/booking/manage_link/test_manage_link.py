"""The link in a booking's mail: it works on any device without signing in, and shows that booking alone."""

from datetime import timedelta

import icalendar
import pytest
from flask import Flask

from app.audit.models import Verb
from app.booking.claims.services_delegates import delegate_of
from app.booking.leaving.services import withdraw
from app.booking.manage_link.services import renew_link
from app.booking.mine.refusals import NeedsTooLate
from app.booking.models import Booking
from app.booking.office import services as office
from app.booking.office.rules_letters import Recipients
from app.booking.places import services as places
from app.booking.refusals import BookingLinkReplaced
from app.booking.reminding import services as reminding
from app.booking.states import BookingState, Channel, Outcome
from app.booking.transferring.services import transfer
from app.booking.waiting_list import services as waiting_list
from app.core import clock
from app.core.database import db
from app.core.links import Secret
from app.notifications.models import LetterKind
from app.personal.rules import NOBODYS
from app.programme.models_sessions import Day, Delivery
from app.programme.sessions.services import SessionDetails
from tests.builders import (
    HALF_DAY,
    a_booking,
    a_course,
    a_learning_week,
    a_manager,
    a_policy,
    a_session,
    a_user,
    entries_about,
    letters_have_left,
    link_in,
    mail_to,
)
from tests.conftest import NOW, clock_at
from tests.data.everything import everything_held
from tests.page import Visitor
from tests.words import PAGE_NOT_FOUND

LINK = "https://meet.example.org/secret"
PATH = "/bookings/link/"


def link_of(booking: Booking) -> str:
    return Secret("booking", booking.id, booking.link_version).path()


def a_booking_told_of_much() -> Booking:
    """Somebody who has said a great deal, and has another booking."""
    person = a_user(name="Rosa Diaz", job_role="Health visitor", manager_name="Ned Teal")
    session = a_session(delivery=Delivery.HYBRID, venue="Town Hall", joining_link=LINK)
    a_booking(a_session(joining_link=LINK), person)
    return a_booking(session, person, access_needs="Hearing loop", dietary_needs="Vegan", team="North")


# --- In which mail ---


def test_every_letter_about_a_booking_that_stands_has_its_link(app: Flask) -> None:
    person, manager = a_user(), a_manager()
    session = a_session(places=1, on=clock.today() + timedelta(days=20))
    first = places.book_place(session, delegate_of(a_user()), by=manager, at=NOW)
    booking = waiting_list.join_waiting_list(session, delegate_of(person), by=person, at=NOW)
    withdraw(first, by=manager, at=NOW)
    details = SessionDetails([Day(session.days[0].on, *HALF_DAY)], 1, session.delivery, "Library")
    letters_have_left()
    office.change_session(session, details, by=manager, at=NOW)
    office.write_to_everybody(session, Recipients.BOOKED, subject="Parking", words="Park behind.", by=manager, at=NOW)
    letters_have_left()
    for days_before in (6, 1):
        with clock_at(session.starts_at - timedelta(days=days_before)):
            reminding.send_joining_details(at=clock.now())
            reminding.send_reminders(at=clock.now())
        letters_have_left()
    told = {message.kind: message for message in mail_to(person.email)}
    assert told.keys() == {
        LetterKind.WAITING,
        LetterKind.CONFIRMED,
        LetterKind.CHANGED,
        LetterKind.FROM_THE_OFFICE,
        LetterKind.JOINING_DETAILS,
        LetterKind.REMINDER,
    }
    assert {link_in(message, PATH) for message in told.values()} == {link_of(booking)}


def test_a_letter_about_several_has_the_link_of_each(app: Flask) -> None:
    person, week = a_user(), a_learning_week(clock.today() + timedelta(days=14))
    sessions = [a_session(on=week.starts_on + timedelta(days=n), learning_week_id=week.id) for n in range(2)]
    attempts = places.book_several(sessions, delegate_of(person), by=person, at=NOW)
    bookings = [attempt.booking for attempt in attempts if attempt.booking]
    [together] = mail_to(person.email, LetterKind.CONFIRMED_TOGETHER)
    assert all(link_of(booking) in together.revealed_text() for booking in bookings)
    with clock_at(clock.from_london(week.starts_on - timedelta(days=1), sessions[0].days[0].ends) + timedelta(hours=3)):
        reminding.send_week_days(at=clock.now())
    [of_the_day] = mail_to(person.email, LetterKind.WEEK_DAY)
    assert link_of(bookings[0]) in of_the_day.revealed_text()
    assert link_of(bookings[1]) not in of_the_day.revealed_text()


def test_a_colleague_whom_another_books_says_by_the_same_link_that_they_cannot_come(visitor: Visitor) -> None:
    lead, person = a_user(), a_user()
    booking = places.book_place(a_session(), delegate_of(person), by=lead, at=NOW)
    [message] = mail_to(person.email, LetterKind.CONFIRMED)
    visitor.open_page(link_in(message, PATH)).click("I can’t come").press("Withdraw")
    db.session.refresh(booking)
    assert (booking.outcome, booking.cancelled_by_id) == (Outcome.CANCELLED, person.id)
    assert booking.cancel_channel is Channel.WEBSITE


# --- What it shows ---


def test_it_shows_that_booking_and_nothing_that_a_forwarded_mail_should_not(visitor: Visitor) -> None:
    booking = a_booking_told_of_much()
    page = visitor.open_page(link_of(booking))
    assert page.h1 == f"Booked: {booking.session.title}"
    assert "Town Hall and online" in page.words
    assert "Rosa Diaz" in page.words
    for hidden in (LINK, "Hearing loop", "Vegan", "Ned Teal", "North", booking.agency_name, booking.practitioner.email):
        for address in ("", "/needs", "/withdraw", "/calendar.ics"):
            shown = visitor.client.get(link_of(booking) + address).get_data(as_text=True).replace("\r\n ", "")
            assert hidden not in shown, (hidden, address)
    assert page.response.headers.get("Set-Cookie") is None or "_user_id" not in page.response.headers["Set-Cookie"]
    assert visitor.open_page("/bookings").h1 == "Sign in"


def test_opening_it_changes_nothing(visitor: Visitor) -> None:
    booking = a_booking_told_of_much()
    before = everything_held()
    for address in ("", "/needs", "/withdraw", "/calendar.ics"):
        assert visitor.client.get(link_of(booking) + address).status_code == 200
    assert everything_held() == before


@pytest.mark.parametrize(
    ("state", "more", "says"),
    [
        (BookingState.CANCELLED, {"outcome": Outcome.CANCELLED, "cancelled_at": NOW}, "was withdrawn on"),
        (BookingState.CANCELLED, {"outcome": Outcome.CANCELLED_BY_US, "cancelled_at": NOW}, "We have cancelled"),
        (BookingState.SUBSTITUTED, {"outcome": Outcome.SUBSTITUTED, "cancelled_at": NOW}, "A colleague has had"),
        (BookingState.LEFT_LIST, {}, "off the waiting list"),
        (BookingState.OFFERED, {"offered_until": NOW + timedelta(hours=2)}, "Accept it by"),
        (BookingState.OFFERED, {"offered_until": NOW}, "the offer is over"),
    ],
)
def test_it_says_how_the_booking_stands(
    visitor: Visitor, state: BookingState, more: dict[str, object], says: str
) -> None:
    page = visitor.open_page(link_of(a_booking(state=state, **more)))
    assert says in page.words
    assert not page.has_link("I can’t come")


def test_it_says_to_which_date_somebody_moved_and_not_to_book_again(visitor: Visitor) -> None:
    left = a_booking(a_session(a_course()))
    other = a_session(left.session.course, on=left.session.days[0].on + timedelta(weeks=4))
    taken = transfer(left, other, by=left.practitioner, at=NOW)
    page = visitor.open_page(link_of(left))
    assert "moved from this date to Monday 18 January 2027" in page.words
    assert "was withdrawn" not in page.words
    assert not page.has_link("Look at the session")
    assert page.click("sign in to see it").h1 == "Sign in"
    assert visitor.open_page(link_of(taken)).has_link("I can’t come")


def test_once_it_is_over_there_is_nothing_to_do(visitor: Visitor) -> None:
    page = visitor.open_page(link_of(a_booking(a_session(on=clock.today() - timedelta(days=1)))))
    assert "This session is over." in page.words
    assert not page.has_link("I can’t come")


# --- What it does ---


def test_withdrawing_says_first_what_the_terms_make_of_it(visitor: Visitor) -> None:
    policy = a_policy()
    soon = a_session(on=clock.today() + timedelta(days=1))
    booking = a_booking(soon, policy=policy, terms_accepted_at=NOW - timedelta(days=30))
    page = visitor.open_page(link_of(booking)).click("I can’t come")
    assert "Your agency may be charged £25" in page.words
    assert f"for {booking.name}" in page.words
    page = page.press("Withdraw")
    assert page.problems == ["Tell us why you can’t come: your reason counts"]
    page = page.press("Withdraw", reason="My child is ill")
    assert "has withdrawn from" in page.notice
    assert "This booking was withdrawn on" in page.words
    db.session.refresh(booking)
    assert (booking.outcome, booking.cancel_reason) == (Outcome.LATE_CANCELLED, "My child is ill")
    assert "no longer active" in visitor.open_page(f"{link_of(booking)}/withdraw").words


def test_who_waits_leaves_the_list(visitor: Visitor) -> None:
    booking = a_booking(state=BookingState.WAITING, waiting_since=NOW)
    page = visitor.open_page(link_of(booking))
    assert "is number 1 in line" in page.words
    assert "is off the waiting list" in page.press("Leave the waiting list").notice
    db.session.refresh(booking)
    assert booking.state is BookingState.LEFT_LIST


def test_needs_can_be_written_and_what_is_left_empty_stays(visitor: Visitor) -> None:
    booking = a_booking_told_of_much()
    page = visitor.open_page(link_of(booking)).click("Tell us of access or dietary needs")
    assert page.press("Save these needs").problems == ["Write what you need"]
    page = page.press("Save these needs", access_needs="Step-free")
    assert "These needs are saved" in page.notice
    assert "Step-free" not in page.words
    db.session.refresh(booking)
    assert (booking.access_needs, booking.dietary_needs) == ("Step-free", "Vegan")
    assert booking.practitioner.access_needs == ""  # nothing beyond that booking
    assert entries_about(booking)[-1].verb == Verb.CHANGED_NEEDS
    with clock_at(booking.session.starts_at):
        assert NeedsTooLate.message in visitor.open_page(f"{link_of(booking)}/needs").words


def test_its_calendar_file_has_the_names_that_the_mail_has(visitor: Visitor) -> None:
    person = a_user()
    session = a_session(delivery=Delivery.HYBRID, venue="Town Hall", joining_link=LINK)
    booking = places.book_place(session, delegate_of(person), by=person, at=NOW)
    [message] = mail_to(person.email, LetterKind.CONFIRMED)
    [mailed] = icalendar.Calendar.from_ical(message.calendar).walk("VEVENT")
    response = visitor.client.get(f"{link_of(booking)}/calendar.ics")
    calendar = icalendar.Calendar.from_ical(response.get_data(as_text=True))
    [event] = calendar.walk("VEVENT")
    assert (calendar["method"], response.mimetype) == ("PUBLISH", "text/calendar")
    assert (event["uid"], event["sequence"]) == (mailed["uid"], mailed["sequence"])
    assert LINK in mailed["location"]
    page = visitor.open_page(link_of(booking))
    assert [page.has_link(words) for words in ("Outlook", "Google", "Another program (.ics)")] == [True] * 3
    assert LINK.partition("://")[2] not in page.response.get_data(as_text=True)
    withdraw(booking, by=person, at=NOW)
    gone = visitor.client.get(f"{link_of(booking)}/calendar.ics").get_data(as_text=True)
    [event] = icalendar.Calendar.from_ical(gone).walk("VEVENT")
    assert (event["uid"], event["status"], event["sequence"]) == (mailed["uid"], "CANCELLED", mailed["sequence"] + 1)


# --- Taking it back ---


def test_the_person_stops_the_links_sent_so_far_and_what_waits_gets_the_new_one(visitor: Visitor) -> None:
    person = a_user()
    booking = places.book_place(a_session(), delegate_of(person), by=person, at=NOW)
    old = link_of(booking)
    page = visitor.sign_in(person).open_page(f"/bookings/{booking.id}").click("Stop the links sent so far")
    assert "The booking stays as it is, with its place." in page.words
    assert Visitor(visitor.app).open_page(old).status == 200
    page = page.press("Stop the links sent so far")
    assert "have stopped working" in page.notice
    db.session.refresh(booking)
    assert link_of(booking) != old
    stranger = Visitor(visitor.app)
    for address in ("", "/needs", "/withdraw", "/calendar.ics"):
        page = stranger.open_page(old + address)
        assert page.refuses(BookingLinkReplaced)
        assert booking.session.title not in page.words
    [waiting] = mail_to(person.email, LetterKind.CONFIRMED)
    assert link_in(waiting, PATH) == link_of(booking)
    assert stranger.open_page(link_of(booking)).status == 200


def test_the_links_to_an_offer_and_to_checking_in_stop_with_them(visitor: Visitor) -> None:
    session = a_session(places=1, on=clock.today() + timedelta(days=3))
    offered = a_booking(session, state=BookingState.OFFERED, offered_until=NOW + timedelta(hours=2))
    booked = places.book_place(
        a_session(on=clock.today() + timedelta(days=1)), delegate_of(a_user()), by=a_manager(), at=NOW
    )
    old = [offered.link("offer").path(), booked.link("check-in").path()]
    seen, _ = (visitor.open_page(each) for each in old)
    for booking in (offered, booked):
        renew_link(booking, by=booking.practitioner, at=NOW)
    for page in (*(visitor.open_page(each) for each in old), seen.press("Refuse it")):
        assert page.refuses(BookingLinkReplaced)
    assert offered.state is BookingState.OFFERED
    assert visitor.open_page(offered.link("offer").path()).status == 200
    [waiting] = mail_to(booked.practitioner.email, LetterKind.CONFIRMED)
    assert link_in(waiting, "/check-in/mine/") == booked.link("check-in").path()


def test_the_office_stops_them_for_somebody_who_asks(visitor: Visitor) -> None:
    booking = a_booking()
    page = visitor.sign_in(a_manager()).open_page(f"/manage/people/{booking.practitioner_id}")
    page = page.click(f"Stop the links in their mail: {booking.session.title}").press("Stop the links sent so far")
    assert f"to {booking.name} about {booking.session.title} have stopped working" in page.notice
    db.session.refresh(booking)
    assert booking.link_version == 2
    assert entries_about(booking)[-1].verb == Verb.RENEWED_BOOKING_LINK


def test_there_is_none_to_a_hold_and_none_to_somebody_who_was_erased(visitor: Visitor) -> None:
    hold = a_booking(state=BookingState.HELD, held_until=NOW + timedelta(minutes=5))
    erased = a_booking(practitioner=a_user(email=f"1@{NOBODYS}"))
    for booking in (hold, erased):
        assert visitor.open_page(link_of(booking)).h1 == PAGE_NOT_FOUND
