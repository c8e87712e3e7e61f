"""Booking a place, confirming it, "My bookings" and withdrawing, as a person sees it."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from bs4 import Tag
from flask import Flask

from app.accounts.models import User
from app.accounts.people import queries as people
from app.accounts.refusals import TooManyTries
from app.accounts.signing_in.refusals import WrongCode
from app.booking.claims.services_delegates import delegate_of
from app.booking.models import Booking
from app.booking.places.services import book_place
from app.booking.refusals import AlreadyBooked, NotBooked, NotOpenForBooking, SessionFull, SessionStarted
from app.booking.states import BookingState, Channel, Outcome
from app.core import clock
from app.core.database import db
from app.core.links import Secret, token
from app.core.roles import Role
from app.programme.models import Strand
from app.programme.models_sessions import Delivery, SessionState, TrainingSession
from tests.builders import (
    a_booking,
    a_course,
    a_delegate,
    a_learning_week,
    a_past_session,
    a_policy,
    a_session,
    a_user,
    an_agency,
    code_in,
    link_in,
    mail_to,
)
from tests.conftest import NOW, clock_at
from tests.page import Page, Visitor
from tests.words import (
    ACCEPT_THE_TERMS,
    BOOK_MY_PLACE,
    CONFIRM_MY_PLACE,
    CONFIRM_YOUR_ADDRESS,
    ENTER_AN_EMAIL_ADDRESS,
    ENTER_YOUR_EMAIL_ADDRESS,
    ENTER_YOUR_NAME,
    ENTER_YOUR_ROLE,
    FORM_IS_OUT_OF_DATE,
    JOIN_THE_WAITING_LIST,
    NO_SESSION_TO_COME,
    SEE_YOUR_BOOKING,
    SEND_ME_A_NEW_CODE,
    TOO_MANY_CODES,
    YOU_ARE_BOOKED,
    YOU_HAVE_A_PLACE,
    YOU_HAVE_WITHDRAWN,
    YOUR_HOLD_HAS_LAPSED,
    YOUR_PLACE_IS_CONFIRMED,
)


@pytest.fixture(autouse=True)
def agency(app: Flask) -> str:
    return str(an_agency("Northbridge Council").name)


GOOD: dict[str, Any] = {
    "name": "Ann Jones",
    "email": "ann.jones@example.org",
    "agency": "northbridge  council",
    "job_role": "Health visitor",
    "manager_name": "Mo Manager",
    "manager_email": "mo@example.org",
    "access_needs": "A hearing loop",
    "accepts_terms": "y",
}
ANN = "ann.jones@example.org"


def fill_in(visitor: Visitor, session: TrainingSession, **typed: Any) -> Page:
    return visitor.open_page(f"/sessions/{session.id}/book").press("Continue", **(GOOD | typed))


def the_booking() -> Booking:
    return db.session.query(Booking).one()


def tag(page: Page, field: str) -> Tag:
    found = page.soup.find(id=field)
    assert isinstance(found, Tag), f"no field {field}"
    return found


# From the form to the booking


def test_a_practitioner_books_by_one_form_and_a_code_and_is_signed_in(visitor: Visitor) -> None:
    session = a_session(a_course("Complex neglect"))
    page = visitor.open_page(f"/sessions/{session.id}").click("Book a place")
    assert page.h1 == "Book a place: Complex neglect"
    page = page.press("Continue", **(GOOD | {"email": " Ann.Jones@Example.ORG"}))
    assert page.h1 == CONFIRM_YOUR_ADDRESS
    assert "until 10:30am" in page.words
    assert ANN in page.words
    assert "19 of 20 left" in visitor.open_page(f"/sessions/{session.id}").words

    page = page.press(CONFIRM_MY_PLACE, code=code_in(mail_to(ANN)[0]))
    assert page.h1 == "You are booked: Complex neglect"
    assert "Signed in as Ann Jones" in page.soup.footer.get_text()
    assert "own device?" in page.words
    booking = the_booking()
    assert booking.is_booked
    assert (booking.name, booking.agency_name, booking.access_needs) == (
        "Ann Jones",
        "Northbridge Council",
        "A hearing loop",
    )


def test_the_link_confirms_on_another_device_and_signs_in_there(app: Flask, visitor: Visitor) -> None:
    waiting = fill_in(visitor, a_session(a_course("Complex neglect")))
    telephone = Visitor(app)
    page = telephone.open_page(link_in(mail_to(ANN)[0]))
    assert page.h1 == "Confirm your place on Complex neglect"
    assert not the_booking().is_booked
    page = page.press(CONFIRM_MY_PLACE)
    assert page.h1 == "You are booked: Complex neglect"
    assert telephone.open_page("/bookings").h1 == "My bookings"
    page = visitor.open_page(waiting.address)  # the device that waits for the code
    assert page.h1 == YOUR_PLACE_IS_CONFIRMED
    assert visitor.open_page("/bookings").h1 == "Sign in"


def test_opening_the_mailed_link_confirms_nothing(app: Flask, visitor: Visitor) -> None:
    fill_in(visitor, a_session())
    scanner = Visitor(app)
    for _ in range(3):
        assert scanner.open_page(link_in(mail_to(ANN)[0])).status == 200
    assert the_booking().state is BookingState.HELD
    assert scanner.open_page("/bookings").h1 == "Sign in"


def test_the_mailed_link_pressed_again_says_that_the_place_is_confirmed(visitor: Visitor) -> None:
    fill_in(visitor, a_session())
    link = link_in(mail_to(ANN)[0])
    first, second = visitor.open_page(link), visitor.open_page(link)
    first.press(CONFIRM_MY_PLACE)
    assert "confirmed already" in visitor.open_page(link).words
    assert visitor.open_page(link).click(SEE_YOUR_BOOKING).h1.startswith(YOU_ARE_BOOKED)
    assert second.soup.find("button", string=CONFIRM_MY_PLACE)


def test_an_earlier_link_says_that_there_is_a_newer_one(visitor: Visitor) -> None:
    page = fill_in(visitor, a_session())
    page = page.press(SEND_ME_A_NEW_CODE)
    assert page.notice == f"We have sent a new code to {ANN}. The earlier one no longer works."
    old, new = mail_to(ANN, "confirm-address")
    page = visitor.open_page(link_in(old)).press(CONFIRM_MY_PLACE)
    assert "We have sent you a newer link since." in page.words
    assert not the_booking().is_booked
    page = visitor.open_page(link_in(new)).press(CONFIRM_MY_PLACE)
    assert page.h1.startswith(YOU_ARE_BOOKED)


def test_a_wrong_code_is_refused_beside_the_field(visitor: Visitor) -> None:
    page = fill_in(visitor, a_session())
    page = page.press(CONFIRM_MY_PLACE, code="000000")
    assert page.refuses(WrongCode)
    assert page.error_beside("code") == page.problems[0]
    page = page.press(CONFIRM_MY_PLACE, code="")
    assert page.error_beside("code") == "Enter the six-digit code from the e-mail"
    for _ in range(4):
        page = page.press(CONFIRM_MY_PLACE, code="000000")
    page = page.press(CONFIRM_MY_PLACE, code=code_in(mail_to(ANN)[0]))
    assert page.error_beside("code") == TooManyTries.message
    page = page.press(SEND_ME_A_NEW_CODE)
    page = page.press(CONFIRM_MY_PLACE, code=code_in(mail_to(ANN, "confirm-address")[1]))
    assert page.h1.startswith(YOU_ARE_BOOKED)


def test_a_hold_that_lapsed_says_so_wherever_it_is_met(visitor: Visitor) -> None:
    waiting = fill_in(visitor, a_session(a_course("Complex neglect")))
    link = link_in(mail_to(ANN)[0])
    opened_in_time = visitor.open_page(link)
    with clock_at(NOW + timedelta(minutes=30)):
        page = waiting.press(CONFIRM_MY_PLACE, code=code_in(mail_to(ANN)[0]))
        assert page.h1 == YOUR_HOLD_HAS_LAPSED
        assert page.has_link("Book again")
        assert "it has lapsed" in visitor.open_page(link).words
        assert "it has lapsed" in opened_in_time.press(CONFIRM_MY_PLACE).words
        refused = waiting.press(SEND_ME_A_NEW_CODE)
        assert (refused.status, refused.h1) == (200, YOUR_HOLD_HAS_LAPSED)
        assert page.click("Book again").h1.startswith("Complex neglect")
    assert not the_booking().is_booked


def test_the_sixth_code_in_an_hour_is_refused_in_words(visitor: Visitor) -> None:
    session = a_session()
    for _ in range(5):
        fill_in(visitor, session)
    page = fill_in(visitor, session)
    assert page.status == 200
    assert len(page.problems) == 1
    assert TOO_MANY_CODES in page.problems[0]
    assert tag(page, "name")["value"] == "Ann Jones"
    assert db.session.query(Booking).filter_by(state=BookingState.HELD).count() == 1


def test_staff_who_confirm_are_signed_in_for_this_browser_session_alone(visitor: Visitor) -> None:
    manager = a_user(Role.TRAINING_MANAGER)
    page = fill_in(visitor, a_session(), email=manager.email)
    page.press(CONFIRM_MY_PLACE, code=code_in(mail_to(manager.email)[0]))
    assert "own device?" not in visitor.open_page("/bookings").words
    assert visitor.open_page("/today").h1.startswith("Today")


# Bad input


@pytest.mark.parametrize(
    ("changed", "field", "complaint"),
    [
        ({"name": ""}, "name", ENTER_YOUR_NAME),
        ({"name": "   "}, "name", ENTER_YOUR_NAME),
        ({"name": "\u0000\u0001"}, "name", ENTER_YOUR_NAME),
        ({"name": "x" * 201}, "name", "Your name must be 200 characters or fewer"),
        ({"email": ""}, "email", ENTER_YOUR_EMAIL_ADDRESS),
        ({"email": "ann"}, "email", ENTER_AN_EMAIL_ADDRESS),
        (
            {"email": "ann@example.org, bob@example.org"},
            "email",
            ENTER_AN_EMAIL_ADDRESS,
        ),
        ({"agency": ""}, "agency", "Choose your agency from the list, or tick “My agency is not listed”"),
        ({"agency": "Northbrige"}, "agency", "Choose your agency from the list, or tick “My agency is not listed”"),
        ({"agency": "%"}, "agency", "Choose your agency from the list, or tick “My agency is not listed”"),
        ({"agency_not_listed": "y"}, "agency_other", "Enter the name of your agency"),
        ({"agency_not_listed": "y", "agency_other": " "}, "agency_other", "Enter the name of your agency"),
        ({"job_role": ""}, "job_role", ENTER_YOUR_ROLE),
        (
            {"manager_name": ""},
            "manager_name",
            "Enter your line manager’s name, or tick “I have no line manager”",
        ),
        (
            {"manager_email": ""},
            "manager_email",
            "Enter your line manager’s e-mail address, or tick “I have no line manager”",
        ),
        ({"manager_email": "mo@"}, "manager_email", ENTER_AN_EMAIL_ADDRESS),
        ({"access_needs": "x" * 1001}, "access_needs", "Access needs (optional) must be 1,000 characters or fewer"),
        ({"accepts_terms": None}, "accepts_terms", ACCEPT_THE_TERMS),
    ],
)
def test_a_bad_booking_is_refused_beside_the_field_and_what_was_typed_is_kept(
    visitor: Visitor, changed: dict[str, str | None], field: str, complaint: str
) -> None:
    page = fill_in(visitor, a_session(), **changed)
    assert (page.status, page.problems) == (200, [complaint])
    assert page.error_beside(field) == complaint
    assert page.soup.select_one(".govuk-error-summary__list a")["href"].startswith(f"#{field}")
    for name in ("name", "email", "agency", "job_role", "manager_name", "manager_email"):
        typed = changed.get(name, GOOD[name]) or ""
        assert tag(page, name)["value"] == " ".join(typed.replace("\0", "").replace("\1", "").split()), name
    if field != "access_needs":
        assert tag(page, "access_needs").get_text().strip() == "A hearing loop"
    assert db.session.query(Booking).count() == 0
    assert db.session.query(User).filter_by(email=ANN).count() == 0


def test_an_empty_form_names_all_that_is_missing_in_the_order_of_the_page(visitor: Visitor) -> None:
    page = visitor.open_page(f"/sessions/{a_session().id}/book").press("Continue")
    assert page.problems == [
        ENTER_YOUR_NAME,
        ENTER_YOUR_EMAIL_ADDRESS,
        "Choose your agency from the list, or tick “My agency is not listed”",
        ENTER_YOUR_ROLE,
        "Enter your line manager’s name, or tick “I have no line manager”",
        "Enter your line manager’s e-mail address, or tick “I have no line manager”",
        ACCEPT_THE_TERMS,
    ]


def test_a_name_that_comes_near_an_agency_is_answered_with_it(visitor: Visitor) -> None:
    an_agency("Northbridge School")
    page = fill_in(visitor, a_session(), agency="Nortbridge School")
    assert page.error_beside("agency") == (
        "Choose your agency from the list, or tick “My agency is not listed”. Did you mean Northbridge School?"
    )


def test_more_agencies_than_a_list_is_good_for_are_found_by_their_name_alone(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_agency("Northbridge School")
    form = f"/sessions/{a_session().id}/book"
    assert "Northbridge School" in [
        option["value"] for option in visitor.open_page(form).soup.select("datalist#agencies option")
    ]
    monkeypatch.setattr(people, "SUGGESTED", 0)
    assert visitor.open_page(form).soup.select("datalist#agencies option") == []


def test_an_agency_that_is_not_listed_can_be_named(visitor: Visitor) -> None:
    fill_in(visitor, a_session(), agency="", agency_not_listed="y", agency_other="Little Acorns Nursery")
    booking = the_booking()
    assert booking.agency_name == "Little Acorns Nursery"
    offered = [option["value"] for option in visitor.open_page(f"/sessions/{booking.session_id}/book").soup("option")]
    assert offered == ["Northbridge Council"]


def test_somebody_without_a_line_manager_says_so(visitor: Visitor) -> None:
    fill_in(visitor, a_session(), manager_name="", manager_email="", has_no_manager="y")
    booking = the_booking()
    assert (booking.has_no_manager, booking.manager_name, booking.manager_email) == (True, "", "")


def test_a_manager_typed_beside_that_tick_is_not_kept(visitor: Visitor) -> None:
    fill_in(visitor, a_session(), has_no_manager="y")
    assert the_booking().manager_email == ""


def test_a_name_is_one_line_and_keeps_its_accents(visitor: Visitor) -> None:
    fill_in(visitor, a_session(), name=" Siân\r\nBcc: all@example.org  O’Neill 🙂 ")
    assert the_booking().name == "Siân Bcc: all@example.org O’Neill 🙂"


def test_a_long_name_of_an_agency_in_any_letters_is_kept(visitor: Visitor) -> None:
    """In lower case some letters are two."""
    page = fill_in(visitor, a_session(), agency="", agency_not_listed="y", agency_other="ß" * 200)
    assert page.h1 == CONFIRM_YOUR_ADDRESS
    assert the_booking().agency_name == "ß" * 200


def test_words_that_look_like_markup_stay_words(visitor: Visitor) -> None:
    fill_in(visitor, a_session(), name="<script>Alert(1)</script>", access_needs="{{ 7 * 7 }} <b>loop</b>")
    booking = the_booking()
    page = Visitor(visitor.client.application).sign_in(a_user(Role.TRAINING_MANAGER))
    booking.state = BookingState.BOOKED
    db.session.commit()
    words = page.open_page(f"/registers/{booking.session_id}").words
    assert "<script>Alert(1)</script>" in words
    assert "{{ 7 * 7 }} <b>loop</b>" in words


# What can't be booked


def test_a_full_session_says_so_instead_of_offering_a_form(visitor: Visitor) -> None:
    session = a_session(places=1)
    waiting = visitor.open_page(f"/sessions/{session.id}/book")
    a_booking(session)
    page = waiting.press("Continue", **GOOD)
    assert page.refuses(SessionFull)
    assert tag(page, "name")["value"] == "Ann Jones"
    page = visitor.open_page(f"/sessions/{session.id}/book")
    assert SessionFull.message in page.words
    assert not page.soup.find(id="name")


def test_a_session_that_filled_meanwhile_offers_the_waiting_list_with_what_was_typed(visitor: Visitor) -> None:
    session = a_session(places=1)
    waiting = visitor.open_page(f"/sessions/{session.id}/book")
    a_booking(session)
    page = waiting.press("Continue", **GOOD)
    assert page.h1 == f"Join the waiting list: {session.title}"
    assert "The last place went while you were booking. What you typed is kept" in page.words
    page = page.press("Continue")
    assert page.h1 == CONFIRM_YOUR_ADDRESS
    page = page.press(JOIN_THE_WAITING_LIST, code=code_in(mail_to(ANN)[0]))
    assert page.h1 == f"You are on the waiting list: {session.title}"


def test_with_one_button_too_and_with_what_we_know_of_them(visitor: Visitor) -> None:
    visitor.sign_in(a_user())
    session = a_session(places=1)
    waiting = visitor.open_page(f"/sessions/{session.id}")
    a_booking(session)
    page = waiting.press(BOOK_MY_PLACE).press(JOIN_THE_WAITING_LIST, accepts_terms="y")
    assert page.h1 == f"You are on the waiting list: {session.title}"


def test_back_after_booking_says_that_you_have_a_place(visitor: Visitor) -> None:
    visitor.sign_in(a_user())
    session = a_session()
    form = visitor.open_page(f"/sessions/{session.id}/book")
    assert form.response.headers["Cache-Control"] == "no-store"
    form.press(BOOK_MY_PLACE, accepts_terms="y")
    page = visitor.open_page(f"/sessions/{session.id}/book")
    assert page.h1 == f"You have a place: {session.title}"
    assert not page.soup.find(id="name")
    assert page.click(SEE_YOUR_BOOKING).h1 == f"You are booked: {session.title}"


def test_a_started_session_says_so(visitor: Visitor) -> None:
    session = a_session(on=date(2026, 11, 23), hours=(time(11), time(12)))
    waiting = visitor.open_page(f"/sessions/{session.id}/book")
    with clock_at(session.starts_at):
        page = waiting.press("Continue", **GOOD)
        assert page.refuses(SessionStarted)
        assert "has started, so it can’t be booked" in visitor.open_page(f"/sessions/{session.id}/book").words


@pytest.mark.parametrize(
    "more", [{"is_open": True}, {"state": SessionState.CANCELLED}], ids=["open to all", "cancelled"]
)
def test_what_takes_no_bookings_says_so(visitor: Visitor, more: dict[str, Any]) -> None:
    page = visitor.open_page(f"/sessions/{a_session(**more).id}/book")
    assert page.status == 200
    assert NotOpenForBooking.message in page.words
    assert not page.soup.find(id="name")


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_draft_and_a_bespoke_session_have_no_booking_page(visitor: Visitor, signed_in: bool) -> None:
    """A bespoke session is run for one agency: like its own page, its form isn't for the public."""
    if signed_in:
        visitor.sign_in(a_user())
    for session in (a_session(state=SessionState.DRAFT), a_session(a_course(strand=Strand.BESPOKE))):
        assert visitor.open_page(f"/sessions/{session.id}").status == 404
        assert visitor.open_page(f"/sessions/{session.id}/book").status == 404


def test_who_has_a_place_is_told_so_once_the_address_is_theirs(visitor: Visitor) -> None:
    session = a_session()
    booking = a_booking(session, a_user(email=ANN))
    page = fill_in(visitor, session)
    assert page.h1 == CONFIRM_YOUR_ADDRESS
    page = page.press(CONFIRM_MY_PLACE, code=code_in(mail_to(ANN)[0]))
    assert page.address == f"/bookings/{booking.id}"
    assert "Nothing has changed" in page.notice


def test_an_unknown_session_is_page_not_found(visitor: Visitor) -> None:
    for number in ("0", "424242", "9" * 30):
        assert visitor.open_page(f"/sessions/{number}/book").status == 404


# Signed in


def test_someone_known_books_with_one_button(visitor: Visitor) -> None:
    user = a_user()
    visitor.sign_in(user)
    session = a_session(a_course("Complex neglect"))
    a_policy()
    page = visitor.open_page(f"/sessions/{session.id}")
    assert f"Books as {user.name}" in page.words
    page = page.press(BOOK_MY_PLACE)
    assert page.h1 == "You are booked: Complex neglect"
    booking = the_booking()
    assert (booking.agency, booking.manager_email, booking.terms_accepted_at) == (user.agency, user.manager_email, NOW)
    assert booking.policy is not None
    page = visitor.open_page(f"/sessions/{session.id}")
    assert YOU_HAVE_A_PLACE in page.words
    assert page.click(SEE_YOUR_BOOKING).address == f"/bookings/{booking.id}"


def test_one_button_is_refused_in_words_too(visitor: Visitor) -> None:
    user = a_user()
    visitor.sign_in(user)
    session = a_session(places=1)
    waiting = visitor.open_page(f"/sessions/{session.id}")
    a_booking(session)
    page = waiting.press(BOOK_MY_PLACE)
    assert page.refuses(SessionFull)
    assert page.status == 200


def test_pressing_the_button_twice_books_once(visitor: Visitor) -> None:
    visitor.sign_in(a_user())
    waiting = visitor.open_page(f"/sessions/{a_session().id}")
    waiting.press(BOOK_MY_PLACE)
    page = waiting.press(BOOK_MY_PLACE)
    assert page.refuses(AlreadyBooked)
    assert the_booking().is_booked


def test_someone_signed_in_whose_particulars_are_not_known_fills_in_the_form_once(visitor: Visitor) -> None:
    user = a_user(Role.PRACTITIONER, agency=None, job_role="", manager_email="", manager_name="")
    visitor.sign_in(user)
    page = visitor.open_page(f"/sessions/{a_session().id}").click("Book a place")
    assert not page.soup.find(id="email")
    assert tag(page, "name")["value"] == user.name
    page = page.press(BOOK_MY_PLACE, **{name: value for name, value in GOOD.items() if name != "email"})
    assert page.h1.startswith(YOU_ARE_BOOKED)
    assert the_booking().practitioner is user
    assert visitor.open_page(f"/sessions/{a_session().id}").soup.find("button", string=BOOK_MY_PLACE)


def test_the_form_of_someone_known_is_filled_in_and_keeps_an_unlisted_agency(visitor: Visitor) -> None:
    user = a_user(agency=an_agency("Little Acorns", is_listed=False))
    page = visitor.sign_in(user).open_page(f"/sessions/{a_session().id}/book")
    assert tag(page, "agency_other")["value"] == "Little Acorns"
    assert page.soup.find(id="agency_not_listed").has_attr("checked")
    assert tag(page, "manager_email")["value"] == "line-manager@example.org"
    page.press(BOOK_MY_PLACE, accepts_terms="y")
    assert the_booking().agency is user.agency


def test_my_bookings_needs_somebody_signed_in(visitor: Visitor) -> None:
    booking = a_booking()
    for address in ("/bookings", f"/bookings/{booking.id}", f"/bookings/{booking.id}/withdraw"):
        assert visitor.open_page(address).h1 == "Sign in"


# My bookings


def test_without_bookings_the_page_says_what_to_do(visitor: Visitor) -> None:
    page = visitor.sign_in(a_user()).open_page("/bookings")
    assert NO_SESSION_TO_COME in page.words
    assert page.click("Find one in the programme").address == "/"


def test_my_bookings_show_what_is_to_come_and_what_was(visitor: Visitor) -> None:
    user = a_user()
    a_booking(a_session(a_course("Coming")), user)
    a_booking(a_past_session(a_course("Over")), user, Outcome.ATTENDED)
    a_booking(a_session(a_course("Given up")), user, Outcome.CANCELLED, state=BookingState.CANCELLED, cancelled_at=NOW)
    a_booking(a_session(a_course("Somebody else’s")))
    a_booking(a_session(a_course("Only held")), user, state=BookingState.HELD, held_until=NOW + timedelta(minutes=9))
    page = visitor.sign_in(user).open_page("/bookings")
    coming, past = page.words.split("Past and withdrawn")
    assert "You are booked on 1 session." in coming
    assert "Coming" in coming
    assert "Withdraw" in coming
    assert "Over" in past
    assert "Given up" in past
    assert "Withdrawn" in past
    assert "Somebody else’s" not in page.words
    assert "Only held" not in page.words


@pytest.mark.parametrize("action", ["", "/withdraw"])
def test_a_booking_of_somebody_else_is_page_not_found(visitor: Visitor, action: str) -> None:
    booking = a_booking()
    for role in (Role.PRACTITIONER, Role.TRAINING_MANAGER):
        assert visitor.sign_in(a_user(role)).open_page(f"/bookings/{booking.id}{action}").status == 404
    for number in ("0", "424242", "9" * 30):
        assert visitor.open_page(f"/bookings/{number}{action}").status == 404


def test_somebody_elses_booking_cannot_be_withdrawn(visitor: Visitor) -> None:
    mine, theirs = a_booking(practitioner=(me := a_user())), a_booking()
    page = visitor.sign_in(me).open_page(f"/bookings/{mine.id}/withdraw")
    field = page.soup.find(attrs={"name": "csrf_token"})
    refused = visitor.open_page(
        f"/bookings/{theirs.id}/withdraw", method="POST", data={"csrf_token": field["value"], "reason": ""}
    )
    assert refused.status == 404
    assert theirs.is_booked


def test_a_booking_shows_what_happens_next(visitor: Visitor) -> None:
    a_policy()
    user = a_user()
    session = a_session(delivery=Delivery.VIRTUAL, joining_link="https://meet.example/1")
    booking = book_place(session, delegate_of(user), by=user, at=NOW)
    page = visitor.sign_in(user).open_page(f"/bookings/{booking.id}")
    assert page.has_link("Answer a few questions before the course")
    assert page.soup.find("a", href="https://meet.example/1").get_text() == "Join online"
    assert "Free to cancel until 9:30am, Thursday 17 December" in page.words
    assert "£25" in page.words
    assert page.has_link("Withdraw from this session")


def test_a_booking_that_is_over_offers_nothing_more(visitor: Visitor) -> None:
    user = a_user()
    booking = a_booking(a_past_session(), user, Outcome.ATTENDED)
    page = visitor.sign_in(user).open_page(f"/bookings/{booking.id}")
    assert "This session is over." in page.words
    assert not page.has_link("Withdraw")


def test_who_is_late_still_finds_the_joining_link_until_the_end(visitor: Visitor) -> None:
    booking = a_booking(a_session(delivery=Delivery.VIRTUAL, joining_link="https://meet.example/1"))
    visitor.sign_in(booking.practitioner)
    for at, shown in ((booking.session.starts_at, True), (booking.session.ends_at, False)):
        with clock_at(at):
            assert visitor.open_page(f"/bookings/{booking.id}").has_link("Join online") is shown


@pytest.mark.parametrize("state", [BookingState.HELD, BookingState.LAPSED])
def test_a_hold_is_no_booking_and_shows_no_joining_link(visitor: Visitor, state: BookingState) -> None:
    user = a_user()
    session = a_session(delivery=Delivery.VIRTUAL, joining_link="https://meet.example/1")
    hold = a_booking(session, user, state=state, held_until=NOW + timedelta(minutes=9))
    page = visitor.sign_in(user).open_page(f"/bookings/{hold.id}")
    assert page.status == 404
    assert "meet.example" not in page.response.get_data(as_text=True)


# Withdrawing

IN_TIME = clock.from_london(date(2026, 12, 17), time(9, 30))
"""Two working days before the default session, on Monday 21 December at 9:30."""


def withdraw_page(visitor: Visitor, at: datetime, **more: Any) -> tuple[Page, Booking]:
    user = a_user()
    session = a_session(**more)
    booking = book_place(session, delegate_of(user), by=user, at=NOW)
    with clock_at(at):
        return visitor.sign_in(user).open_page(f"/bookings/{booking.id}/withdraw"), booking


def test_in_time_the_page_says_that_withdrawing_is_free(visitor: Visitor) -> None:
    a_policy()
    page, _ = withdraw_page(visitor, IN_TIME)
    assert "Withdrawing now is free." in page.words
    assert "£" not in page.words


def test_a_second_later_the_page_says_what_it_may_cost_and_that_a_person_decides(visitor: Visitor) -> None:
    a_policy()
    page, _ = withdraw_page(visitor, IN_TIME + timedelta(seconds=1))
    assert "Your agency may be charged £25" in page.words
    assert "A person decides, and your reason counts." in page.words


def test_a_late_withdrawal_from_an_exempt_session_costs_nothing(visitor: Visitor) -> None:
    a_policy()
    week = a_learning_week(date(2026, 12, 21))
    page, _ = withdraw_page(visitor, IN_TIME + timedelta(seconds=1), learning_week_id=week.id)
    assert "This is a late withdrawal. Nothing is charged for it." in page.words


def test_a_longer_notice_in_the_terms_is_what_the_page_goes_by(visitor: Visitor) -> None:
    """Ten working days before Monday 21 December is Monday 7 December."""
    a_policy(notice=10)
    page, _ = withdraw_page(visitor, clock.from_london(date(2026, 12, 8), time(9, 30)))
    assert "may be charged £25" in page.words


def test_withdrawing_frees_the_place_keeps_the_reason_and_says_so(visitor: Visitor) -> None:
    page, booking = withdraw_page(visitor, IN_TIME)
    with clock_at(IN_TIME):
        page = page.press("Withdraw", reason="On leave\nuntil Monday")
    assert page.address == "/bookings"
    assert page.notice == f"You have withdrawn from {booking.session.title}. The place is free for someone else."
    db.session.expire_all()
    assert (booking.state, booking.outcome) == (BookingState.CANCELLED, Outcome.CANCELLED)
    assert (booking.cancel_reason, booking.cancel_channel) == ("On leave\nuntil Monday", Channel.WEBSITE)
    page = visitor.open_page(f"/bookings/{booking.id}")
    assert "This booking was withdrawn on Thursday 17 December 2026." in page.words
    assert "no longer active" in visitor.open_page(f"/bookings/{booking.id}/withdraw").words


def test_withdrawing_twice_or_after_the_start_is_refused_in_words(visitor: Visitor) -> None:
    page, booking = withdraw_page(visitor, NOW)
    with clock_at(booking.session.starts_at):
        refused = page.press("Withdraw")
        assert refused.problems == ["This session has started, so the booking can’t be withdrawn any more."]
        assert "the session has started" in visitor.open_page(f"/bookings/{booking.id}/withdraw").words
    page.press("Withdraw")
    assert page.press("Withdraw").refuses(NotBooked)


def test_too_long_a_reason_is_refused_beside_the_field(visitor: Visitor) -> None:
    page, booking = withdraw_page(visitor, NOW)
    page = page.press("Withdraw", reason="x" * 1001)
    assert page.error_beside("reason") == page.problems[0]
    assert booking.is_booked


def test_a_form_without_its_token_books_and_withdraws_nothing(visitor: Visitor) -> None:
    page, booking = withdraw_page(visitor, NOW)
    for address in (f"/bookings/{booking.id}/withdraw", f"/sessions/{a_session().id}/book-now"):
        refused = visitor.open_page(address, method="POST", data={})
        assert (refused.status, refused.h1) == (400, FORM_IS_OUT_OF_DATE)
    assert the_booking().is_booked
    assert page.status == 200


def test_a_hold_link_leads_to_its_own_booking_alone(visitor: Visitor) -> None:
    first = fill_in(visitor, a_session(a_course("First")))
    second = fill_in(visitor, a_session(a_course("Second")), email=a_delegate().email)
    assert "First" in visitor.open_page(first.address).words
    assert "Second" in visitor.open_page(second.address).words
    held = token(Secret("hold", 1, 1))
    assert visitor.open_page(f"/bookings/confirm/{held}").status == 404


def test_where_the_agency_may_be_charged_the_reason_is_asked(visitor: Visitor) -> None:
    booking = a_booking(a_session(), policy=a_policy())
    visitor.sign_in(booking.practitioner)
    with clock_at(booking.session.starts_at - timedelta(hours=20)):
        page = visitor.open_page(f"/bookings/{booking.id}/withdraw")
        assert "£25" in page.words
        page = page.press("Withdraw")
        assert page.error_beside("reason") == "Tell us why you can’t come: your reason counts"
        assert YOU_HAVE_WITHDRAWN in page.press("Withdraw", reason="Ill").notice
