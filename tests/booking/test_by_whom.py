"""Who is told by whom: a place that somebody else booked, gave away or withdrew, and one that came free."""

from dataclasses import replace
from datetime import date, time

import pytest
from flask import Flask

from app.accounts.models import User
from app.booking.leaving.services import withdraw
from app.booking.leaving.services_substitution import substitute
from app.booking.office.services import change_session
from app.booking.places.services import book_place, book_several
from app.booking.reminding.emails import joining_details, reminder
from app.booking.states import BookingState, Channel
from app.booking.transferring.services import transfer
from app.booking.waiting_list.services import pass_on_places
from app.core.roles import Role
from app.programme.models_sessions import Day
from app.programme.sessions.services import as_it_stands
from tests.builders import a_booking, a_course, a_delegate, a_manager, a_session, a_user, an_agency, mail_to
from tests.conftest import NOW
from tests.page import Visitor

ANN = "ann@example.org"


@pytest.fixture
def lead(app: Flask) -> User:
    return a_user(Role.AGENCY_LEAD, name="Fern Hollow", agency=an_agency("Millford Schools"))


def letter(email: str = ANN) -> tuple[str, str]:
    """Subject and text of the latest."""
    message = mail_to(email)[-1]
    return message.subject, message.revealed_text()


def test_who_is_booked_by_another_is_told_by_whom(lead: User) -> None:
    session = a_session(a_course("Neglect"))
    book_place(session, a_delegate(email=ANN), by=lead, at=NOW)
    assert letter()[0] == "Booked for you: Neglect, Mon 21 Dec 2026"
    assert "It was booked for you by Fern Hollow of Millford Schools." in letter()[1]
    book_place(a_session(), a_delegate(email=ANN), by=a_manager(), at=NOW)
    assert "It was booked for you by the training team." in letter()[1]


def test_later_letters_of_the_booking_and_its_page_say_by_whom_too(lead: User, visitor: Visitor) -> None:
    course = a_course("Neglect")
    session, another = a_session(course, on=date(2026, 12, 10)), a_session(course, on=date(2026, 12, 17))
    booking = book_place(session, a_delegate(email=ANN), by=lead, at=NOW)
    for day in (11, 10):  # there and back before anything left: the confirmation is written anew
        details = replace(as_it_stands(session), days=[Day(date(2026, 12, day), time(9, 30), time(13, 30))])
        change_session(session, details, by=a_manager(), at=NOW)
        assert "booked for you by Fern Hollow of Millford Schools." in letter()[1]
    assert letter()[0] == "Booked for you: Neglect, Thu 10 Dec 2026"
    for told in (joining_details(booking, at=NOW), reminder(booking, at=NOW)):
        assert "Your place was booked for you by Fern Hollow of Millford Schools." in told.plain
    page = visitor.sign_in(booking.practitioner).open_page(f"/bookings/{booking.id}")
    assert "Booked by Fern Hollow" in page.words
    taken = transfer(booking, another, by=a_manager(), at=NOW)
    assert "Your place was moved for you by the training team." in mail_to(ANN, "transferred")[0].revealed_text()
    itself = transfer(taken, session, by=taken.practitioner, at=NOW)
    assert itself.booked_by is None
    assert "for you by" not in joining_details(itself, at=NOW).plain


def test_who_books_for_themselves_is_not_told_by_whom(app: Flask) -> None:
    book_place(a_session(a_course("Neglect")), a_delegate(email=ANN), by=a_user(email=ANN), at=NOW)
    assert letter()[0] == "You are booked: Neglect, Mon 21 Dec 2026"
    assert "booked for you" not in letter()[1]


def test_several_booked_by_another_say_by_whom_too(lead: User) -> None:
    book_several([a_session(), a_session()], a_delegate(email=ANN), by=lead, at=NOW)
    assert letter()[0].startswith("You are booked on 2 sessions, from ")
    assert "Booked for you by Fern Hollow of Millford Schools." in letter()[1]


def test_a_place_from_the_waiting_list_says_that_one_came_free(app: Flask) -> None:
    session = a_session(a_course("Neglect"))
    a_booking(session, a_user(email=ANN), state=BookingState.WAITING, waiting_since=NOW)
    pass_on_places(session, at=NOW)
    assert letter()[0] == "A place came free: Neglect, Mon 21 Dec 2026"
    assert "A place came free on Neglect, and it is yours." in letter()[1]


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        (Channel.WEBSITE, "was withdrawn by the training team."),
        (Channel.PHONE, "was withdrawn by the training team, after a telephone call."),
        (Channel.EMAIL, "was withdrawn by the training team, after an e-mail."),
        (Channel.MANAGER, "was withdrawn by the training team, as your line manager asked."),
    ],
)
def test_who_is_withdrawn_by_another_is_told_by_whom_and_why(app: Flask, channel: Channel, words: str) -> None:
    booking = a_booking(a_session(a_course("Neglect")), a_user(email=ANN))
    withdraw(booking, by=a_manager(), at=NOW, channel=channel, reason="Court that day")
    assert letter()[0] == "Your booking was withdrawn: Neglect, Mon 21 Dec 2026"
    assert words in letter()[1]
    assert "The reason we have: Court that day" in letter()[1]


def test_a_lead_who_gives_a_place_to_a_colleague_is_named_to_both(lead: User) -> None:
    booking = a_booking(a_session(), a_user(email=ANN))
    substitute(booking, a_delegate(email="ben@example.org"), by=lead, at=NOW)
    assert "It was changed by Fern Hollow of Millford Schools." in letter()[1]
    assert "It was booked for you by Fern Hollow of Millford Schools." in letter("ben@example.org")[1]
