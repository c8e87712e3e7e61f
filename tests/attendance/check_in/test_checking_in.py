"""Checking in oneself: once, in time, and nobody else."""

import threading
from datetime import date, time, timedelta

import pytest
from flask import Flask

from app.accounts.models import User
from app.attendance.check_in.refusals import (
    CheckInNotOpen,
    MarkedOtherwise,
    NotOnThisSession,
    TooManyWrongCodes,
    WrongRoomCode,
)
from app.attendance.check_in.rules import Room
from app.attendance.check_in.services import check_in, check_in_by_code, find_room, room_code
from app.attendance.registers.queries import sheet_of
from app.attendance.registers.refusals import RegisterClosed
from app.attendance.registers.services import mark
from app.audit.models import AuditEntry
from app.booking.models import Booking
from app.booking.office.services import cancel_session
from app.booking.reminding.emails import joining_details, reminder, week_day
from app.booking.states import BookingState, Outcome
from app.core import links
from app.core.database import db
from app.core.links import Secret
from app.core.roles import Role
from app.programme.models_sessions import CancelReason, Day, Delivery, TrainingSession
from tests.builders import (
    a_booking,
    a_closed_register,
    a_course,
    a_learning_week,
    a_manager,
    a_session,
    a_trainer,
    a_user,
    link_in,
    mail_to,
)
from tests.conftest import NOW, clock_at
from tests.page import Page, Visitor
from tests.words import ENTER_SIX_DIGITS, SEND_ME_A_CODE, SESSION_IS_CANCELLED, WITH_YOUR_OWN_LINK

A_SECOND = timedelta(seconds=1)
TODAY = date(2026, 11, 23)


def running(**more: object) -> TrainingSession:
    """It started half an hour ago and runs until noon."""
    return a_session(on=TODAY, hours=(time(9, 30), time(12)), **more)  # type: ignore[arg-type]


def room_of(session: TrainingSession, number: int = 1) -> Room:
    return Room(session, number)


def qr(session: TrainingSession, number: int = 1) -> str:
    """Where the picture leads."""
    return Secret("room", session.id, number).path()


def own_link(booking: Booking) -> str:
    return booking.link("check-in").path()


def spaced(code: str) -> str:
    return f"{code[:3]} {code[3:]}"


def another(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


# Services


def test_checking_in_marks_the_person_as_attended_by_themself(app: Flask) -> None:
    booking = a_booking(running())
    check_in(room_of(booking.session), booking.practitioner, at=NOW)
    assert (booking.outcome, booking.marked_at) == (Outcome.ATTENDED, NOW)
    entry = db.session.query(AuditEntry).filter_by(verb="marked a booking", record_id=booking.id).one()
    assert entry.actor_id == booking.practitioner_id


def test_a_second_time_changes_nothing(app: Flask) -> None:
    booking = a_booking(running())
    for minutes in (0, 5):
        check_in(room_of(booking.session), booking.practitioner, at=NOW + timedelta(minutes=minutes))
    assert booking.marked_at == NOW
    assert db.session.query(AuditEntry).filter_by(record_type="Booking", record_id=booking.id).count() == 1


def test_it_opens_exactly_an_hour_before_the_days_start_and_ends_with_its_end(app: Flask) -> None:
    session = a_session()
    booking, room = a_booking(session), room_of(session)
    opens, ends = session.starts_at - timedelta(hours=1), session.ends_at
    for at in (opens - A_SECOND, ends):
        with pytest.raises(CheckInNotOpen):
            check_in(room, booking.practitioner, at=at)
    assert booking.outcome is None
    check_in(room, booking.practitioner, at=opens)
    other = a_booking(session)
    check_in(room, other.practitioner, at=ends - A_SECOND)
    assert (booking.outcome, other.outcome) == (Outcome.ATTENDED, Outcome.ATTENDED)


def test_each_day_has_a_code_and_hours_of_its_own(app: Flask) -> None:
    session = a_session(days=[Day(TODAY, time(9, 30), time(12)), Day(TODAY + timedelta(days=1), time(9, 30), time(12))])
    booking, second = a_booking(session), room_of(session, 2)
    assert room_code(room_of(session)) != room_code(second)
    with pytest.raises(CheckInNotOpen, match="Checking in opens at 8:30am on Tuesday 24 November 2026."):
        check_in(second, booking.practitioner, at=NOW)
    with pytest.raises(WrongRoomCode):
        check_in_by_code(booking, room_code(second), at=NOW)
    check_in_by_code(booking, room_code(second), at=second.day.starts_at)
    assert [sheet_of(session, number, at=NOW).lines[0].mark for number in (1, 2)] == [None, Outcome.ATTENDED]
    assert booking.outcome is None
    check_in(room_of(session), booking.practitioner, at=NOW)
    assert booking.outcome is Outcome.ATTENDED


def test_somebody_without_a_place_is_sent_to_the_trainer(app: Flask) -> None:
    session = running()
    a_booking(session)
    stranger, waiting = a_user(), a_booking(session, state=BookingState.WAITING, waiting_since=NOW)
    gone = a_booking(session, outcome=Outcome.CANCELLED, state=BookingState.CANCELLED)
    for person in (stranger, waiting.practitioner, gone.practitioner):
        with pytest.raises(NotOnThisSession):
            check_in(room_of(session), person, at=NOW)
    assert db.session.query(Booking).filter_by(outcome=Outcome.ATTENDED).count() == 0


@pytest.mark.parametrize("outcome", [Outcome.NO_SHOW, Outcome.LATE_REFUSED, Outcome.LEFT_EARLY, Outcome.EXCUSED])
def test_what_the_trainer_has_said_stands(app: Flask, outcome: Outcome) -> None:
    booking = a_booking(running(), outcome=outcome)
    with pytest.raises(MarkedOtherwise):
        check_in(room_of(booking.session), booking.practitioner, at=NOW)
    with pytest.raises(MarkedOtherwise):
        check_in_by_code(booking, room_code(room_of(booking.session)), at=NOW)
    assert booking.outcome is outcome


def test_the_trainer_may_change_what_somebody_said_of_themself(app: Flask) -> None:
    booking = a_booking(running())
    check_in(room_of(booking.session), booking.practitioner, at=NOW)
    mark(booking, Outcome.LATE_REFUSED, by=a_manager(), at=NOW)
    with pytest.raises(MarkedOtherwise):
        check_in(room_of(booking.session), booking.practitioner, at=NOW)
    assert booking.outcome is Outcome.LATE_REFUSED


def test_closed_registers_and_cancelled_sessions_refuse(app: Flask) -> None:
    closed, cancelled = a_booking(running()), a_booking(a_session(on=TODAY, hours=(time(10, 30), time(12))))
    a_closed_register(closed.session)
    cancel_session(cancelled.session, reason=CancelReason.WEATHER, words="Snow.", by=a_manager(), at=NOW)
    with pytest.raises(RegisterClosed):
        check_in(room_of(closed.session), closed.practitioner, at=NOW)
    with pytest.raises(CheckInNotOpen, match=SESSION_IS_CANCELLED):
        check_in(room_of(cancelled.session), cancelled.practitioner, at=NOW)
    with pytest.raises(WrongRoomCode):
        find_room(room_code(room_of(cancelled.session)), cancelled.practitioner, at=NOW)
    assert closed.outcome is None


def test_a_code_leads_to_the_room_that_is_open_now(app: Flask) -> None:
    session, person = running(), a_user()
    running()
    later = a_session(on=TODAY, hours=(time(14), time(15)))
    assert find_room(spaced(room_code(room_of(session))), person, at=NOW) == room_of(session)
    with pytest.raises(WrongRoomCode):
        find_room(room_code(room_of(later)), person, at=NOW)
    with pytest.raises(WrongRoomCode):
        find_room(room_code(room_of(session)), person, at=session.ends_at)


def test_of_two_rooms_with_one_code_it_is_the_one_where_the_person_has_a_place(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "six_digit_codes", lambda *record, **more: ["123456"])
    one, two = running(), running()
    for session in (one, two):
        booking = a_booking(session)
        assert find_room("123456", booking.practitioner, at=NOW) == room_of(session)


def test_after_five_wrong_codes_in_ten_minutes_one_waits(app: Flask) -> None:
    booking, other = a_booking(running()), a_booking(running())
    person, right = booking.practitioner, room_code(room_of(booking.session))
    for second in range(4):
        with pytest.raises(WrongRoomCode):
            find_room(another(right), person, at=NOW + timedelta(seconds=second))
    with pytest.raises(TooManyWrongCodes):
        find_room(another(right), person, at=NOW + timedelta(seconds=4))
    for at in (NOW + timedelta(seconds=5), NOW + timedelta(minutes=10) - A_SECOND):
        with pytest.raises(TooManyWrongCodes):
            find_room(right, person, at=at)
    assert find_room(right, other.practitioner, at=NOW) == room_of(booking.session)
    assert find_room(right, person, at=NOW + timedelta(minutes=10)) == room_of(booking.session)


def test_a_personal_link_has_its_own_five_tries(app: Flask) -> None:
    booking = a_booking(running())
    right = room_code(room_of(booking.session))
    for _ in range(4):
        with pytest.raises(WrongRoomCode):
            check_in_by_code(booking, another(right), at=NOW)
    with pytest.raises(TooManyWrongCodes):
        check_in_by_code(booking, another(right), at=NOW)
    with pytest.raises(TooManyWrongCodes):
        check_in_by_code(booking, right, at=NOW)
    assert booking.outcome is None
    check_in_by_code(booking, right, at=NOW + timedelta(minutes=10))
    assert booking.outcome is Outcome.ATTENDED


def test_of_two_presses_at_once_one_mark_comes(app: Flask) -> None:
    booking_id = a_booking(running()).id
    together, said = threading.Barrier(2), []

    def press() -> None:
        with app.app_context():
            booking = db.session.get_one(Booking, booking_id)
            room, person = room_of(booking.session), booking.practitioner
            together.wait()
            check_in(room, person, at=NOW)
            said.append("in")

    presses = [threading.Thread(target=press) for _ in range(2)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()
    assert said == ["in", "in"]
    db.session.rollback()
    assert db.session.query(AuditEntry).filter_by(verb="marked a booking", record_id=booking_id).count() == 1


def test_the_code_of_another_installation_is_another(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    room = room_of(running())
    ours = room_code(room)
    monkeypatch.setitem(app.config, "SECRET_KEY", "another key")
    assert room_code(room) != ours


# Pages


def signed_in(visitor: Visitor, person: User) -> Visitor:
    return visitor.sign_in(person)


def test_somebody_signed_in_follows_the_picture_and_presses_one_button(visitor: Visitor) -> None:
    booking = a_booking(running(course=a_course("Complex Neglect")))
    page = signed_in(visitor, booking.practitioner).open_page(qr(booking.session))
    assert page.h1 == "Check in to Complex Neglect"
    assert f"You are {booking.name} ({booking.practitioner.email})" in page.words
    assert booking.outcome is None  # opening it changed nothing
    page = page.press("Check me in")
    assert booking.outcome is Outcome.ATTENDED
    assert page.notice == "You are checked in to Complex Neglect. There is nothing more to do."
    assert (page.h1, "You are checked in already, since 10am." in page.words) == ("You are checked in", True)
    assert not page.soup.select("main form")


def test_somebody_signed_in_types_the_code(visitor: Visitor) -> None:
    booking = a_booking(running(course=a_course("Complex Neglect")))
    page = signed_in(visitor, booking.practitioner).open_page("/check-in")
    page = page.press("Continue", code=spaced(room_code(room_of(booking.session))))
    assert page.h1 == "Check in to Complex Neglect"
    assert booking.outcome is None
    page.press("Check me in")
    assert booking.outcome is Outcome.ATTENDED


def test_somebody_with_their_own_link_types_the_code_without_signing_in(visitor: Visitor) -> None:
    booking = a_booking(running(course=a_course("Complex Neglect")))
    page = visitor.open_page(own_link(booking))
    assert f"You are {booking.name}." in page.words
    page = page.press("Check me in", code=room_code(room_of(booking.session)))
    assert (page.h1, booking.outcome) == ("You are checked in", Outcome.ATTENDED)


def test_anybody_else_is_told_both_ways_and_comes_back_from_signing_in(visitor: Visitor) -> None:
    booking = a_booking(running(course=a_course("Complex Neglect")))
    page = visitor.open_page(qr(booking.session))
    assert spaced(room_code(room_of(booking.session))) in page.words
    assert WITH_YOUR_OWN_LINK in page.words
    asks = page.click("Sign in to check in")
    assert asks.response.request.args["next"] == qr(booking.session)
    asks.press(SEND_ME_A_CODE, email=booking.practitioner.email)
    link = link_in(mail_to(booking.practitioner.email)[-1])
    token = visitor.open_page(link).soup.find(attrs={"name": "csrf_token"})["value"]
    page = visitor.open_page(
        link, query_string={"next": qr(booking.session)}, method="POST", data={"csrf_token": token}
    )
    assert (page.address, page.h1) == (qr(booking.session), "Check in to Complex Neglect")
    assert "Sign in to check in" in Visitor(visitor.app).open_page("/check-in").words


def test_a_button_pressed_after_signing_out_checks_nobody_in(visitor: Visitor) -> None:
    booking = a_booking(running())
    page = signed_in(visitor, booking.practitioner).open_page(qr(booking.session))
    with visitor.client.session_transaction() as session:
        session.pop("_user_id")
    assert WITH_YOUR_OWN_LINK in page.press("Check me in").words
    assert booking.outcome is None


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("", "Enter the six-digit code that is shown in the room or the call"),
        ("12345", ENTER_SIX_DIGITS),
        ("١٢٣٤٥٦", ENTER_SIX_DIGITS),
        ("wrong", ENTER_SIX_DIGITS),
        ("9" * 4000, "Six-digit code must be 20 characters or fewer"),
    ],
)
def test_a_slip_of_the_finger_is_told_beside_the_field_and_costs_no_try(
    visitor: Visitor, typed: str, complaint: str
) -> None:
    booking = a_booking(running())
    for page in (
        visitor.open_page(own_link(booking)).press("Check me in", code=typed),
        signed_in(visitor, booking.practitioner).open_page("/check-in").press("Continue", code=typed),
    ):
        assert page.error_beside("code") == complaint
    assert db.session.query(AuditEntry).count() == 0


def test_a_wrong_code_is_told_beside_the_field(visitor: Visitor) -> None:
    booking = a_booking(running())
    wrong = another(room_code(room_of(booking.session)))
    page = visitor.open_page(own_link(booking))
    for _ in range(4):
        assert page.press("Check me in", code=wrong).error_beside("code").startswith("That isn’t the code")
    assert page.press("Check me in", code=wrong).error_beside("code").startswith("That was the fifth wrong code")
    page = page.press("Check me in", code=room_code(room_of(booking.session)))
    assert page.error_beside("code").startswith("That was the fifth wrong code in ten minutes.")


def refusals(visitor: Visitor, booking: Booking) -> list[str]:
    """What the picture and the own link say to the same person."""
    own = Visitor(visitor.app).open_page(own_link(booking))
    pages = [signed_in(visitor, booking.practitioner).open_page(qr(booking.session)), own]
    assert not any(page.soup.select("main form") for page in pages)
    return [str(page.soup.select_one("[role=alert]").get_text(strip=True)) for page in pages]


def test_who_cannot_check_in_is_told_why_and_finds_no_button(visitor: Visitor) -> None:
    to_come = a_booking(a_session())
    assert refusals(visitor, to_come) == ["Checking in opens at 8:30am on Monday 21 December 2026."] * 2
    cancelled = a_booking(running(), outcome=Outcome.CANCELLED, state=BookingState.CANCELLED)
    assert "You have no place on this session. Please speak to the trainer" in refusals(visitor, cancelled)[0]
    late = a_booking(running(), outcome=Outcome.LATE_REFUSED)
    assert refusals(visitor, late)[0] == refusals(visitor, late)[1] == MarkedOtherwise.message
    with clock_at(to_come.session.ends_at):
        assert "This session is over" in refusals(visitor, to_come)[0]


def test_a_page_gone_stale_says_what_has_changed(visitor: Visitor) -> None:
    booking = a_booking(running())
    page = signed_in(visitor, booking.practitioner).open_page(qr(booking.session))
    mark(booking, Outcome.NO_SHOW, by=a_manager(), at=NOW)
    page = page.press("Check me in")
    assert (page.status, MarkedOtherwise.message in page.words) == (200, True)
    assert booking.outcome is Outcome.NO_SHOW


def test_a_link_to_a_day_that_there_is_not_is_page_not_found(visitor: Visitor) -> None:
    session = running()
    for number in (0, 2, 10**9):
        assert visitor.open_page(qr(session, number)).status == 404


# The screen


def screen(visitor: Visitor, session: TrainingSession, asked: str = "") -> Page:
    return visitor.open_page(f"/registers/{session.id}/code{asked}")


def test_the_screen_shows_code_picture_address_and_how_many_are_here(visitor: Visitor) -> None:
    session = running()
    bookings = [a_booking(session) for _ in range(3)]
    a_booking(session, outcome=Outcome.WALK_IN, state=BookingState.WALKED_IN)
    check_in(room_of(session), bookings[0].practitioner, at=NOW)
    page = screen(visitor.sign_in(a_manager()), session)
    assert spaced(room_code(room_of(session))) in page.words
    assert "or go to coursebook.test/check-in and type" in page.words
    assert "1 of 3 booked are here." in page.words
    assert page.soup.select_one("main img")["src"].startswith("data:image/svg+xml")
    assert "Refresh" not in page.response.headers
    assert page.click("Count every 30 seconds").response.headers["Refresh"] == "30"


def test_the_screen_says_when_its_code_works(visitor: Visitor) -> None:
    visitor.sign_in(a_manager())
    to_come, over, closed = a_session(), a_session(on=TODAY - timedelta(days=1)), running()
    a_closed_register(closed)
    assert "The code works from 8:30am that day until the end, 1:30pm." in screen(visitor, to_come).words
    assert "the code has stopped working" in screen(visitor, over).words
    assert "The register is closed" in screen(visitor, closed).words
    assert "cb-note" not in str(screen(visitor, running()).soup.main)


def test_the_screen_shows_the_day_that_matters_unless_asked_for_another(visitor: Visitor) -> None:
    session = a_session(days=[Day(TODAY + timedelta(days=number), time(9, 30), time(12)) for number in (-1, 0, 1)])
    visitor.sign_in(a_manager())
    assert "Day 2 of 3" in screen(visitor, session).words
    assert "Day 1 of 3" in screen(visitor, session, "?day=1").words
    for nonsense in ("0", "4", "-1", "x", "", "٢", "9" * 4000):
        assert screen(visitor, session, f"?day={nonsense}").status == 404


def test_a_trainer_shows_the_code_of_their_own_sessions_alone(visitor: Visitor) -> None:
    trainer = a_user(Role.TRAINER)
    own = running(trainers=[a_trainer(email=trainer.email)])
    visitor.sign_in(trainer)
    assert screen(visitor, own).status == 200
    assert screen(visitor, running()).status == 404


# Mail


@pytest.mark.parametrize("delivery", list(Delivery))
def test_joining_details_and_reminder_carry_the_persons_own_link(app: Flask, delivery: Delivery) -> None:
    booking = a_booking(a_session(delivery=delivery, joining_link="https://meet.example.org/x"))
    for letter in (joining_details(booking, at=NOW), reminder(booking, at=NOW)):
        assert Secret("check-in", booking.id) in letter.secrets
        assert f"{{secret-{letter.secrets.index(Secret('check-in', booking.id))}}}" in letter.text


def test_a_weeks_letter_carries_a_link_for_each_session(app: Flask) -> None:
    week = a_learning_week(date(2027, 2, 8))
    bookings = [a_booking(a_session(on=date(2027, 2, 8), learning_week_id=week.id)) for _ in range(2)]
    letter = week_day([(booking, booking.session.days[0]) for booking in bookings])
    assert [secret for secret in letter.secrets if secret.purpose == "check-in"] == [
        Secret("check-in", booking.id) for booking in bookings
    ]
    assert all(f"{{secret-{number}}}" in letter.text for number in range(len(letter.secrets)))


def test_the_mailed_address_is_the_page_of_the_own_link(visitor: Visitor) -> None:
    booking = a_booking(running())
    assert Secret("check-in", booking.id).reveal() == f"http://coursebook.test{own_link(booking)}"
    assert visitor.open_page(own_link(booking)).status == 200
