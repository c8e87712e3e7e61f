"""Mail about a booking: what it says, its calendar entry, and that each message is written once."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar

from app.accounts.models import User
from app.booking.claims.services_delegates import delegate_of
from app.booking.leaving.services import withdraw
from app.booking.models import Booking
from app.booking.places.services import book_place, hold_place, mail_new_code
from app.booking.places.services_confirming import confirm_by_code
from app.core.links import six_digit_code
from app.evaluation.issuing.services import issue_questionnaires
from app.notifications.delivery.services import claim, note_sent
from app.notifications.models import Message, MessageState
from app.programme.models import Strand
from app.programme.models_sessions import Day, Delivery, TrainingSession
from tests.builders import (
    a_course,
    a_delegate,
    a_learning_week,
    a_policy,
    a_session,
    a_user,
    code_in,
    link_in,
    mail_to,
)
from tests.conftest import NOW
from tests.data.everything import a_venue
from tests.page import Visitor
from tests.words import PRE_COURSE_SELF_EVALUATION


def book(session: TrainingSession, user: User | None = None, at: datetime = NOW) -> Booking:
    user = user or a_user()
    return book_place(session, delegate_of(user), by=user, at=at)


def the_confirmation(booking: Booking) -> Message:
    [message] = mail_to(booking.practitioner.email, "confirmed")
    return message


def events_of(message: Message) -> list[Any]:
    assert message.calendar
    calendar = Calendar.from_ical(message.calendar)
    assert calendar["method"] == message.calendar_method
    return list(calendar.walk("VEVENT"))


def test_the_code_is_mailed_with_a_link_beside_it_and_goes_stale_with_the_hold(app: Flask) -> None:
    delegate = a_delegate()
    booking = hold_place(a_session(a_course("Complex neglect")), delegate, at=NOW)
    [message] = mail_to(delegate.email)
    assert booking.proof_id
    code = six_digit_code(booking.proof_id)
    assert message.revealed_subject() == f"{code} is your code for Complex neglect"
    assert code_in(message) == code
    assert link_in(message).startswith("/bookings/confirm/")
    assert "Monday 21 December 2026, until 10:30am" in message.revealed_text()
    assert message.stale_at == booking.held_until


def test_a_new_code_is_another_message(app: Flask) -> None:
    delegate = a_delegate()
    booking = hold_place(a_session(), delegate, at=NOW)
    mail_new_code(booking, at=NOW)
    first, second = mail_to(delegate.email, "confirm-address")
    assert code_in(first) != code_in(second)
    assert link_in(first) != link_in(second)


def test_confirming_takes_a_code_still_waiting_out_of_the_queue(app: Flask) -> None:
    delegate = a_delegate()
    booking = hold_place(a_session(), delegate, at=NOW)
    [waiting] = mail_to(delegate.email)
    confirm_by_code(booking, code=code_in(waiting), at=NOW)
    assert waiting.state is MessageState.WITHDRAWN


def test_the_confirmation_says_what_when_where_and_until_when_it_is_free(app: Flask) -> None:
    a_policy()
    days = [Day(date(2026, 12, 21), time(9, 30), time(16, 30)), Day(date(2026, 12, 22), time(9, 30), time(13, 30))]
    booking = book(a_session(a_course("Complex neglect"), days=days))
    message = the_confirmation(booking)
    text = message.revealed_text()
    assert message.subject == "You are booked: Complex neglect, Mon 21 Dec 2026"
    assert message.to_name == booking.name
    assert "Monday 21 December 2026, 9:30am to 4:30pm\nTuesday 22 December 2026, 9:30am to 1:30pm" in text
    assert "Town Hall, Northbridge" in text
    assert "Free to cancel until 9:30am, Thursday 17 December" in text
    assert "may cost your agency £75" in text
    assert "http://coursebook.test/bookings" in text
    assert "{" not in text


def test_where_nothing_is_charged_the_confirmation_names_no_charge(app: Flask) -> None:
    a_policy()
    booking = book(a_session(a_course(strand=Strand.LUNCHTIME), hours=(time(12, 30), time(13, 30))))
    assert "£" not in the_confirmation(booking).revealed_text()
    assert "free until" not in the_confirmation(booking).revealed_text()


def test_the_joining_link_is_in_the_confirmation_alone(app: Flask, visitor: Visitor) -> None:
    session = a_session(delivery=Delivery.VIRTUAL, joining_link="https://meet.example/neglect")
    delegate = a_delegate()
    booking = hold_place(session, delegate, at=NOW)
    assert "meet.example" not in mail_to(delegate.email)[0].revealed_text()
    confirm_by_code(booking, code=code_in(mail_to(delegate.email)[0]), at=NOW)
    assert "https://meet.example/neglect" in the_confirmation(booking).revealed_text()
    assert "meet.example" not in visitor.open_page(f"/sessions/{session.id}").response.get_data(as_text=True)
    withdraw(booking, by=booking.practitioner, at=NOW)
    [goodbye] = mail_to(delegate.email, "withdrawn")
    assert "meet.example" not in goodbye.revealed_text()
    assert "meet.example" not in str(events_of(goodbye)[0].to_ical())  # gone on cancellation


def test_the_pre_course_link_rides_in_the_confirmation_and_opens_the_questionnaire(
    app: Flask, visitor: Visitor
) -> None:
    booking = book(a_session())
    link = link_in(the_confirmation(booking), "/questionnaires/before/")
    issue_questionnaires(at=NOW)
    assert visitor.open_page(link).h1.startswith(PRE_COURSE_SELF_EVALUATION)


def test_lunchtime_and_learning_week_confirmations_ask_nothing_before(app: Flask) -> None:
    week = a_learning_week(date(2026, 12, 21))
    lunchtime = a_session(a_course(strand=Strand.LUNCHTIME))
    for session in (lunchtime, a_session(learning_week_id=week.id)):
        assert "/questionnaires/" not in the_confirmation(book(session)).revealed_text()


def test_the_calendar_entry_is_in_utc_on_both_sides_of_a_clock_change(app: Flask) -> None:
    """The clocks go forward on Sunday 28 March 2027."""
    days = [Day(date(2027, 3, 25), time(9, 30), time(16, 30)), Day(date(2027, 4, 1), time(9, 30), time(16, 30))]
    booking = book(a_session(a_course("Complex neglect"), days=days))
    [first] = events_of(the_confirmation(booking))  # one entry a request: many programs take no more
    [of_the_second_day] = mail_to(booking.practitioner.email, "calendar-day")
    [second] = events_of(of_the_second_day)
    assert of_the_second_day.subject == "For your calendar: Complex neglect, day 2, Thu 1 Apr 2027"
    assert "Thursday 1 April 2027, 9:30am to 4:30pm" in of_the_second_day.text
    assert [first["dtstart"].to_ical(), first["dtend"].to_ical()] == [b"20270325T093000Z", b"20270325T163000Z"]
    assert [second["dtstart"].to_ical(), second["dtend"].to_ical()] == [b"20270401T083000Z", b"20270401T153000Z"]
    assert [event["summary"] for event in (first, second)] == [
        "Complex neglect (day 1 of 2)",
        "Complex neglect (day 2 of 2)",
    ]
    assert first["uid"] != second["uid"]


def test_the_cancellation_takes_the_same_entry_out_of_the_calendar(app: Flask) -> None:
    booking = book(a_session())
    withdraw(booking, by=booking.practitioner, at=NOW + timedelta(days=1))
    [invited] = events_of(the_confirmation(booking))
    [message] = mail_to(booking.practitioner.email, "withdrawn")
    [cancelled] = events_of(message)
    assert message.calendar_method == "CANCEL"
    assert cancelled["uid"] == invited["uid"]
    assert cancelled["sequence"] > invited["sequence"]
    assert cancelled["dtstart"].dt == invited["dtstart"].dt == booking.session.starts_at
    assert cancelled["status"] == "CANCELLED"
    assert invited["attendee"] == f"mailto:{booking.practitioner.email}"
    assert message.subject.startswith("You have withdrawn: ")


def test_booking_again_after_withdrawing_is_a_new_entry(app: Flask) -> None:
    session, user = a_session(), a_user()
    withdraw(book(session, user), by=user, at=NOW)
    book(session, user)
    uids = [str(events_of(message)[0]["uid"]) for message in mail_to(user.email, "confirmed")]
    assert len(set(uids)) == 2


def test_the_organiser_of_the_entry_is_a_bare_address(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "MAIL_DEFAULT_SENDER", "Training team <training@example.org>")
    [event] = events_of(the_confirmation(book(a_session())))
    assert event["organizer"] == "mailto:training@example.org"


def test_a_confirmation_still_waiting_is_not_sent_after_a_withdrawal(app: Flask) -> None:
    booking = book(a_session())
    waiting = the_confirmation(booking)
    withdraw(booking, by=booking.practitioner, at=NOW)
    assert waiting.state is MessageState.WITHDRAWN
    [goodbye] = mail_to(booking.practitioner.email, "withdrawn")
    assert goodbye.state is MessageState.QUEUED
    assert claim(owner="test", at=NOW) == [goodbye.id]


def test_a_confirmation_that_went_out_stays_sent(app: Flask) -> None:
    booking = book(a_session())
    message = the_confirmation(booking)
    note_sent(message.id, at=NOW)
    withdraw(booking, by=booking.practitioner, at=NOW)
    assert message.state is MessageState.SENT


def test_every_step_of_a_booking_writes_one_message(app: Flask) -> None:
    delegate = a_delegate()
    booking = hold_place(a_session(), delegate, at=NOW)
    confirm_by_code(booking, code=code_in(mail_to(delegate.email)[0]), at=NOW)
    withdraw(booking, by=booking.practitioner, at=NOW)
    assert [message.kind for message in mail_to(delegate.email)] == ["confirm-address", "confirmed", "withdrawn"]


def test_names_and_titles_with_markup_are_written_as_they_are(app: Flask) -> None:
    booking = book(a_session(a_course("Q&A <neglect>")), a_user(name="Siân O’Neill & Co"))
    message = the_confirmation(booking)
    assert message.subject.startswith("You are booked: Q&A <neglect>, ")
    assert message.text.startswith("Hello Siân O’Neill & Co,")


def test_a_course_that_began_before_mail_was_up_again_is_not_confirmed_late(app: Flask) -> None:
    booking = book(a_session())
    assert the_confirmation(booking).stale_at == booking.session.ends_at


def test_no_letter_promises_free_cancelling_until_a_time_that_has_passed(app: Flask) -> None:
    a_policy()
    session, person = a_session(on=NOW.date() + timedelta(days=1)), a_user()
    book_place(session, delegate_of(person), by=person, at=NOW)
    [letter] = mail_to(person.email, "confirmed")
    assert "too late to cancel free of charge" in letter.text
    assert "free until" not in letter.text


def test_the_entry_says_where_both_ways_and_what_its_reader_needs_to_know(app: Flask) -> None:
    a_policy()
    notes = {"joining_notes": "Sign in at reception.", "parking": "Behind it."}
    place = a_venue("Town Hall", address="High Street", postcode="", access="", **notes)
    session = a_session(
        delivery=Delivery.HYBRID, venue="Town Hall", venue_id=place.id, joining_link="https://meet.example.org/neglect"
    )
    booking = book(session)
    [event] = events_of(the_confirmation(booking))
    assert event["location"] == "Town Hall and online: High Street; https://meet.example.org/neglect"
    assert event["description"].split("\n\n") == [
        " ".join(booking.costs.in_words(NOW)),
        "When you arrive: Sign in at reception.",
        "Parking and how to get there: Behind it.",
        "See it, withdraw, or check in on the day:",
        f"http://coursebook.test/bookings/{booking.id}",
    ]
    assert "Free to cancel until 9:30am, Thursday 17 December" in event["description"]


def test_a_new_sender_leaves_old_entries_with_the_one_they_came_from(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A calendar takes an update or a cancellation from the first organiser alone."""
    old, session = book(a_session()), a_session()
    monkeypatch.setitem(app.config, "MAIL_DEFAULT_SENDER", "other@example.org")
    new = book(session)
    for booking, organizer in ((old, "training@example.org"), (new, "other@example.org")):
        withdraw(booking, by=booking.practitioner, at=NOW)
        [goodbye] = mail_to(booking.practitioner.email, "withdrawn")
        [event] = events_of(goodbye)
        assert event["organizer"] == f"mailto:{organizer}"


@pytest.mark.parametrize(("days", "is_told"), [(0, True), (6, True), (8, False)])
def test_whoever_books_so_late_that_no_joining_details_follow_hears_all_at_once(
    app: Flask, days: int, is_told: bool
) -> None:
    online = {"delivery": Delivery.VIRTUAL, "joining_link": "https://m.example"}
    session = a_session(on=NOW.date() + timedelta(days=days), hours=(time(14), time(16)), **online)
    text = the_confirmation(book(session)).revealed_text()
    assert "https://m.example" in text
    assert ("http://coursebook.test/check-in/mine/" in text) is is_told
