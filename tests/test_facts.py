"""Facts have tables: what was sent and who did what can be purged, and nothing is decided otherwise."""

from dataclasses import replace
from datetime import date, time, timedelta

import icalendar
import pytest
from flask import Flask
from sqlalchemy import select

from app.attendance.check_in.refusals import TooManyWrongCodes, WrongRoomCode
from app.attendance.check_in.rules import Room
from app.attendance.check_in.services import find_room, room_code
from app.attendance.outstanding.services import remind_of_registers
from app.attendance.registers.models import BulkMark
from app.audit.models import AuditEntry
from app.booking.claims.services_delegates import delegate_of
from app.booking.models import Booking
from app.booking.office import services as office_services
from app.booking.places import services as places_services
from app.booking.reminding import services as reminding_services
from app.booking.states import Outcome
from app.charging.decisions import services as decisions_services
from app.charging.models import ChargeState, WaiverReason
from app.charging.reasons import services as reasons_services
from app.core.database import db
from app.demo.models import DemoLoading
from app.evaluation.issuing.refusals import AskedJustNow
from app.evaluation.issuing.services import issue_questionnaires
from app.evaluation.issuing.services_reminding import ask_again
from app.evaluation.models_issued import Issued
from app.notifications.models import Message
from app.programme.models import Series
from app.programme.models_sessions import CancelReason, Day, Delivery, TrainingSession
from app.programme.sessions.services import SessionDetails
from app.programme.subscriptions.rules import series_topic
from app.programme.subscriptions.services import send_lunchtime_invitations, tell_of_new_dates
from app.records.certificates.services import issue_certificates
from tests.builders import (
    a_booking,
    a_certificate,
    a_closed_register,
    a_course,
    a_learning_week,
    a_manager,
    a_past_session,
    a_session,
    a_subscription,
    a_user,
    letters_have_left,
    mail_to,
)
from tests.charging.cases import AFTER_THE_DEADLINE, a_no_show, asked, proposed
from tests.conftest import NOW
from tests.page import Visitor

A_MINUTE = timedelta(minutes=1)
AN_HOUR = timedelta(hours=1)
LUNCH = (time(12, 30), time(13, 30))


def purge() -> None:
    """Whatever was sent, and who did what."""
    db.session.rollback()
    for model in (Message, AuditEntry):
        db.session.query(model).delete()
    db.session.commit()


def booked(session: TrainingSession, person: object = None) -> Booking:
    person = person or a_user()
    return places_services.book_place(session, delegate_of(person), by=person, at=NOW)  # type: ignore[arg-type]


def moved(session: TrainingSession, to: date) -> SessionDetails:
    day = session.days[0]
    return SessionDetails([Day(to, day.starts, day.ends)], session.places, session.delivery, venue=session.venue)


# Registers


def test_everyone_is_here_can_be_undone_when_the_log_is_gone(visitor: Visitor) -> None:
    session = a_past_session()
    marked = a_booking(session)
    page = visitor.sign_in(a_manager()).open_page(f"/registers/{session.id}").press("Everyone is here")
    purge()
    assert page.press("Undo that everyone is here").notice.startswith("1 person is to be marked again.")
    assert marked.outcome is None
    assert db.session.scalars(select(BulkMark.taken_back_at)).all() == [NOW]


def test_after_five_wrong_codes_one_waits_when_the_log_is_gone(app: Flask) -> None:
    room = Room(a_session(on=NOW.date(), hours=(time(9, 30), time(12))), 1)
    person, wrong = a_booking(room.session).practitioner, f"{(int(room_code(room)) + 1) % 1_000_000:06d}"
    for _ in range(4):
        with pytest.raises(WrongRoomCode):
            find_room(wrong, person, at=NOW, client_address="192.0.2.1")
    purge()
    for code in (wrong, room_code(room)):
        with pytest.raises(TooManyWrongCodes):
            find_room(code, person, at=NOW + A_MINUTE)
    assert find_room(room_code(room), person, at=NOW + timedelta(minutes=11)) == room


def test_an_officer_is_reminded_of_registers_once_when_the_letter_is_gone(app: Flask) -> None:
    a_manager()
    a_session(on=date(2026, 11, 16))
    assert remind_of_registers(at=NOW) == 1
    purge()
    assert remind_of_registers(at=NOW + timedelta(days=1)) == 0


# Subscriptions


def a_lunch(on: date) -> TrainingSession:
    course = a_course(strand="lunchtime", series=Series.HOW_TO)  # type: ignore[arg-type]
    details = {"is_open": True, "delivery": Delivery.VIRTUAL, "venue": "", "joining_link": "https://meet.example.org/1"}
    return a_session(course, on=on, hours=LUNCH, **details)


def test_nobody_is_invited_twice_to_a_month_when_the_invitation_is_gone(app: Flask) -> None:
    a_lunch(date(2026, 12, 3))
    a_subscription(series_topic(Series.HOW_TO))
    assert send_lunchtime_invitations(at=NOW) == 1
    letters_have_left()
    purge()
    assert send_lunchtime_invitations(at=NOW + AN_HOUR) == 0


def test_a_cancellation_reaches_the_calendars_that_have_the_session_when_the_invitation_is_gone(app: Flask) -> None:
    session = a_lunch(date(2026, 12, 3))
    a_subscription(series_topic(Series.HOW_TO), "ann@example.org")
    send_lunchtime_invitations(at=NOW)
    letters_have_left()
    purge()
    office_services.cancel_session(session, CancelReason.OTHER, by=a_manager(), at=NOW)
    a_subscription(series_topic(Series.HOW_TO), "late@example.org")
    assert send_lunchtime_invitations(at=NOW + AN_HOUR) == 1
    [letter] = mail_to("ann@example.org")
    [entry] = icalendar.Calendar.from_ical(letter.calendar or "").walk("VEVENT")
    assert (str(entry["status"]), entry["sequence"]) == ("CANCELLED", 1)
    assert letter.subject.startswith("Updated: ")


def test_new_dates_are_told_once_when_the_letter_is_gone(app: Flask) -> None:
    course = a_course()
    a_subscription(course.topic, "ann@example.org")
    a_session(course, published_at=NOW + A_MINUTE)
    assert tell_of_new_dates(at=NOW + A_MINUTE) == 1
    letters_have_left()
    purge()
    second = a_session(course, published_at=NOW + AN_HOUR)
    assert tell_of_new_dates(at=NOW + AN_HOUR) == 1
    [letter] = mail_to("ann@example.org")
    assert letter.revealed_text().count("Book here:") == 1
    assert f"/sessions/{second.id}\n" in letter.text


# Bookings


def test_a_move_that_people_heard_of_frees_them_when_the_letter_is_gone(app: Flask) -> None:
    session = a_session(on=date(2026, 12, 10))
    theirs = booked(session)
    office_services.change_session(session, moved(session, date(2026, 12, 11)), by=a_manager(), at=NOW)
    letters_have_left()
    purge()
    for day in (14, 11):
        office_services.change_session(session, moved(session, date(2026, 12, day)), by=a_manager(), at=NOW)
    assert theirs.free_until == session.starts_at
    assert theirs.was_told_of_a_change


def test_who_was_told_of_a_place_is_not_told_again_when_the_confirmation_is_gone(app: Flask) -> None:
    session = a_session(on=date(2026, 12, 10))
    theirs = booked(session)
    letters_have_left()
    purge()
    for day in (11, 10):
        office_services.change_session(session, moved(session, date(2026, 12, day)), by=a_manager(), at=NOW)
    assert [letter.kind for letter in mail_to(theirs.practitioner.email)] == ["changed"]
    assert theirs.moved_at is None


def test_who_booked_several_at_once_is_not_told_again_of_one_moved_and_moved_back(app: Flask) -> None:
    """The letter about all of them says where and when still."""
    person, sessions = a_user(), [a_session(on=date(2026, 12, day)) for day in (10, 17)]
    places_services.book_several(sessions, delegate_of(person), by=person, at=NOW)
    for day in (11, 10):
        office_services.change_session(sessions[0], moved(sessions[0], date(2026, 12, day)), by=a_manager(), at=NOW)
    assert [letter.kind for letter in mail_to(person.email)] == ["confirmed-together", "changed"]


def test_a_day_of_a_learning_week_is_written_about_once_when_the_letter_is_gone(app: Flask) -> None:
    week = a_learning_week(date(2026, 12, 7))
    session = a_session(on=date(2026, 12, 8), hours=LUNCH, learning_week_id=week.id)
    theirs, at = booked(session), session.starts_at.replace(hour=15) - timedelta(days=1)
    assert reminding_services.send_week_days(at=at) == 1
    purge()
    assert reminding_services.send_week_days(at=at + A_MINUTE) == 0
    details = replace(moved(session, date(2026, 12, 8)), venue="Library", learning_week_id=week.id)
    office_services.change_session(session, details, by=a_manager(), at=at)
    assert reminding_services.send_week_days(at=at + A_MINUTE) == 0, (
        "it had left; the change is told by a letter of its own"
    )
    assert [letter.kind for letter in mail_to(theirs.practitioner.email)] == ["changed"]


# Questionnaires


def asked_after_the_session() -> Issued:
    session = a_session(on=NOW.date(), hours=(time(8), time(9)))
    a_booking(session, outcome=Outcome.ATTENDED)
    issue_questionnaires(at=NOW)
    return db.session.query(Issued).filter_by(stage="after").one()


def test_a_questionnaire_is_mailed_once_when_the_letter_is_gone(app: Flask) -> None:
    issued = asked_after_the_session()
    letters_have_left()
    purge()
    for outcome in (Outcome.NO_SHOW, Outcome.ATTENDED):  # a slip on the register
        issued.booking.outcome = outcome
        db.session.commit()
        issue_questionnaires(at=NOW + A_MINUTE)
    assert mail_to(issued.booking.practitioner.email, "after-questionnaire") == []


def test_who_was_asked_just_now_is_not_asked_again_when_the_letter_is_gone(app: Flask) -> None:
    issued, office = asked_after_the_session(), a_manager()
    purge()
    with pytest.raises(AskedJustNow):
        ask_again([issued], by=office, at=NOW + timedelta(seconds=59))
    assert ask_again([issued], by=office, at=NOW + A_MINUTE) == 1


# Charges


def test_time_runs_for_whom_the_letter_reached_when_the_letter_is_gone(app: Flask) -> None:
    reached, other = asked(), asked()
    email = other.booking.practitioner.email
    letters_have_left()
    db.session.query(Message).filter_by(to_email=email).update({"state": "queued"})
    db.session.commit()
    reasons_services.pass_deadlines(at=NOW + AN_HOUR)  # the job looks at what has left
    purge()
    assert reasons_services.pass_deadlines(at=AFTER_THE_DEADLINE) == 1
    assert [charge.state for charge in (reached, other)] == [ChargeState.UNEXPLAINED, ChargeState.ASKED]
    assert len(mail_to(email, "reason")) == 1, "asked again, and with time anew"


def test_a_letter_refused_for_good_is_waited_for_by_nobody(app: Flask) -> None:
    charge = asked()
    db.session.query(Message).update({"state": "failed"})
    db.session.commit()
    assert reasons_services.pass_deadlines(at=AFTER_THE_DEADLINE) == 1
    assert charge.state is ChargeState.UNEXPLAINED


def test_a_manager_is_written_to_anew_only_where_the_letter_about_several_had_not_left(app: Flask) -> None:
    boss = "boss@example.org"
    for has_left in (False, True):
        first, second = (proposed(a_no_show(a_user(manager_email=boss))) for _ in "ab")
        reasons_services.ask_for_reasons(at=NOW)
        if has_left:
            letters_have_left()
            purge()
        before = len(mail_to(boss))
        decisions_services.waive(first, why=WaiverReason.COURT, words="Court.", by=a_manager(), at=NOW)
        assert len(mail_to(boss)) == before + (not has_left)
        assert second.manager_letter
        assert (second.manager_letter is first.manager_letter) is has_left


# Certificates


def test_who_heard_of_a_withdrawal_hears_that_it_is_mended_when_the_letter_is_gone(app: Flask) -> None:
    certificate = a_certificate(session := a_past_session())
    a_closed_register(session)
    for outcome, days in ((Outcome.NO_SHOW, 0), (Outcome.ATTENDED, 1)):
        purge()
        certificate.booking.outcome = outcome
        db.session.commit()
        issue_certificates(at=NOW + timedelta(days=days))
        letters_have_left()
    [letter] = mail_to(certificate.booking.practitioner.email)
    assert "it is valid again" in letter.text


# The demo


def test_each_page_says_that_this_is_the_demo_when_the_log_is_gone(visitor: Visitor) -> None:
    assert "This is the demo" not in visitor.open_page("/").soup.get_text()
    db.session.add(DemoLoading(loaded_at=NOW))
    db.session.commit()
    purge()
    assert "This is the demo" in visitor.open_page("/").soup.get_text()
