"""Who hasn't answered: what the office sees of them and of their mail, and sending the letter again."""

from datetime import date, timedelta

import pytest
from flask import Flask

from app.accounts.models import User
from app.booking.claims.services_delegates import delegate_of
from app.booking.models import Booking
from app.booking.places.services import book_place
from app.booking.states import Outcome
from app.core.database import db
from app.evaluation.answering.services import open_in_the_room
from app.evaluation.issuing import queries_unanswered
from app.evaluation.issuing.refusals import AskedJustNow
from app.evaluation.issuing.services import issue_questionnaires
from app.evaluation.issuing.services_reminding import ask_again
from app.evaluation.models_issued import Issued
from app.evaluation.stages import Stage
from app.notifications.models import Message, MessageState
from app.notifications.queries import latest_messages
from app.programme.models_sessions import TrainingSession
from tests.builders import (
    a_booking,
    a_course,
    a_manager,
    a_manager_request,
    a_message,
    a_past_session,
    a_session,
    a_user,
    an_issued,
    entries_about,
    mail_to,
    queries_counted,
)
from tests.conftest import NOW, clock_at
from tests.evaluation.answers import attended
from tests.page import Page, Visitor

A_MINUTE, A_SECOND = timedelta(minutes=1), timedelta(seconds=1)


@pytest.fixture
def office(app: Flask) -> User:
    return a_manager()


@pytest.fixture
def desk(visitor: Visitor, office: User) -> Visitor:
    return visitor.sign_in(office)


@pytest.fixture
def session(app: Flask) -> TrainingSession:
    return a_past_session(a_course("Complex Neglect"))


def unanswered(session: TrainingSession, name: str = "Ann", **letter: object) -> Issued:
    """Somebody who was there and hasn't answered; with the letter that asked, if it is described."""
    issued = an_issued(a_booking(session, a_user(name=name), Outcome.ATTENDED), Stage.POST_COURSE)
    if letter:
        issued.asked_at = letter.get("created_at")  # type: ignore[assignment]
        a_message(subject_key=issued.about, to_email=issued.booking.practitioner.email, **letter)
    return issued


def people_page(desk: Visitor, session: TrainingSession, stage: Stage = Stage.POST_COURSE) -> Page:
    return desk.open_page(f"/evaluation/unanswered/sessions/{session.id}/{stage}")


def lines(page: Page) -> list[str]:
    return [" ".join(line.get_text(" ").split()) for line in page.soup.select("main .cb-people li, main .cb-todo li")]


# The lists


def test_what_is_open_stands_by_session_and_stage_the_soonest_to_close_first(
    desk: Visitor, session: TrainingSession
) -> None:
    unanswered(session, "Ann")
    unanswered(session, "Bo", state=MessageState.FAILED)
    an_issued(a_booking(session, outcome=Outcome.ATTENDED), Stage.POST_COURSE, answers={"Knowledge": 7})
    soon = a_session(a_course("Trio"), on=date(2026, 11, 26))
    an_issued(a_booking(soon), Stage.PRE_COURSE)
    a_manager_request(attended(), attended())
    page = desk.open_page("/evaluation").click("Who hasn’t answered")
    assert lines(page) == [
        "1 Trio Pre-course self-evaluation · Thu 26 Nov 2026 · closes 9:30am, Thursday 26 November",
        "2 Complex Neglect Post-course evaluation · Sun 22 Nov 2026 · closes 10am, Monday 21 December "
        "Mail doesn’t reach 1 of them",
        "1 Line managers One letter a manager · the first closes 10am, Monday 21 December",
    ]
    assert page.click("Complex Neglect").h1 == "Who hasn’t answered: Complex Neglect"


def test_when_everybody_has_answered_the_page_says_so(desk: Visitor) -> None:
    an_issued(attended(), Stage.POST_COURSE, answers={"Knowledge": 7})
    page = desk.open_page("/evaluation/unanswered")
    assert "Everybody who was asked has answered" in page.words
    assert lines(page) == []


def test_people_stand_with_their_agency_and_what_became_of_the_letter_failures_first(
    desk: Visitor, session: TrainingSession
) -> None:
    unanswered(session, "Ann", state=MessageState.SENT, sent_at=NOW)
    unanswered(session, "Bo", state=MessageState.RETRYING, last_error="451 try again later")
    unanswered(session, "Cy", state=MessageState.FAILED, last_error="550 no such person")
    unanswered(session, "Di", state=MessageState.QUEUED)
    unanswered(session, "Ed", state=MessageState.WITHDRAWN)
    unanswered(session, "Flo")
    page = people_page(desk, session)
    agencies = {booking.name: booking.agency_name for booking in db.session.query(Booking)}
    expected = {
        "Cy": "Failed",
        "Bo": "Being tried again",
        "Ann": "Sent on Mon 23 Nov 2026",
        "Di": "Queued",
        "Ed": "Withdrawn",
        "Flo": "No letter yet",
    }
    for line, (name, state) in zip(lines(page), expected.items(), strict=True):
        assert line.startswith(f"{name} {agencies[name]} {state}")
    assert lines(page)[0].endswith("550 no such person")
    assert lines(page)[1].endswith("451 try again later")


def test_the_latest_letter_counts(app: Flask, session: TrainingSession) -> None:
    issued = unanswered(session, state=MessageState.FAILED)
    a_message(subject_key=issued.about, state=MessageState.SENT, sent_at=NOW)
    [person] = queries_unanswered.unanswered_at(session, Stage.POST_COURSE, at=NOW)
    assert not person.is_not_arriving


def test_the_link_of_before_rides_in_the_letters_about_the_booking_until_a_reminder(desk: Visitor) -> None:
    session, person = a_session(), a_user()
    booking = book_place(session, delegate_of(person), by=person, at=NOW)
    issue_questionnaires(at=NOW)
    [issued] = db.session.query(Issued).all()
    db.session.query(Message).filter_by(to_email=person.email).update({"state": MessageState.FAILED})
    db.session.commit()
    assert booking.is_booked
    [line] = lines(people_page(desk, session, Stage.PRE_COURSE))
    assert "Failed" in line
    assert "The latest letter about the booking" in line
    a_message(subject_key=issued.about, state=MessageState.SENT, sent_at=NOW)
    [line] = lines(people_page(desk, session, Stage.PRE_COURSE))
    assert "Failed" not in line
    assert "The latest letter" not in line


def test_what_was_missed_is_counted_and_explained(desk: Visitor, session: TrainingSession) -> None:
    assert "missed" not in desk.open_page("/evaluation/unanswered").words
    for _ in range(2):
        booking = a_booking(session, outcome=Outcome.ATTENDED)
        an_issued(booking, Stage.POST_COURSE, is_missed=True, mailed_at=None)
    page = desk.open_page("/evaluation/unanswered")
    assert "2 questionnaires were missed. Each should have gone out while Coursebook was down" in page.words
    assert lines(page) == []


def test_the_lists_ask_the_database_as_often_for_many_as_for_one(app: Flask, session: TrainingSession) -> None:
    counts = []
    for _ in range(2):
        for _ in range(5):
            unanswered(session, state=MessageState.SENT, sent_at=NOW)
        db.session.expire_all()
        with queries_counted() as statements:
            assert queries_unanswered.unanswered_by_session(at=NOW).items[0].people[0].asked.booking.agency_name
            queries_unanswered.unanswered_at(session, Stage.POST_COURSE, at=NOW)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_latest_messages_are_those_written_last_about_each(app: Flask) -> None:
    a_message(subject_key="issued-1")
    last, other = a_message(subject_key="issued-1"), a_message(subject_key="issued-2")
    a_message(subject_key="issued-11")
    assert latest_messages(["issued-1", "issued-2", "issued-3"]) == {"issued-1": last, "issued-2": other}


# Sending it again


def test_the_letter_goes_again_to_those_alone_who_have_not_answered(
    desk: Visitor, office: User, session: TrainingSession
) -> None:
    ann, bo = unanswered(session, "Ann"), unanswered(session, "Bo")
    answered = an_issued(a_booking(session, outcome=Outcome.ATTENDED), Stage.POST_COURSE, answers={"Knowledge": 7})
    elsewhere = unanswered(a_past_session())
    page = people_page(desk, session).press("Send the letter again to these 2 people")
    assert page.notice == "The letter goes to 2 people again."
    for issued, how_many in ((ann, 1), (bo, 1), (answered, 0), (elsewhere, 0)):
        assert len(mail_to(issued.booking.practitioner.email)) == how_many
    assert "A reminder" in mail_to(ann.booking.practitioner.email)[0].subject
    assert [(entry.verb, entry.actor_id) for entry in entries_about(ann)] == [("asked for an answer again", office.id)]


def test_pressing_it_twice_within_a_minute_sends_one_letter_and_says_so(
    desk: Visitor, session: TrainingSession
) -> None:
    email = unanswered(session).booking.practitioner.email
    waiting = people_page(desk, session)
    waiting.press("Send the letter again to this person")
    with clock_at(NOW + A_MINUTE - A_SECOND):  # another minute by the clock on the wall
        page = waiting.press("Send the letter again to this person")
    assert page.refuses(AskedJustNow)
    assert [letter.state for letter in mail_to(email)] == [MessageState.QUEUED]  # nor was the first taken back
    with clock_at(NOW + A_MINUTE):
        page = waiting.press("Send the letter again to this person")
    assert page.notice == "The letter goes to 1 person again."
    assert [letter.state for letter in mail_to(email)] == [MessageState.WITHDRAWN, MessageState.QUEUED]


def test_who_was_written_to_just_now_is_left_out(app: Flask, office: User, session: TrainingSession) -> None:
    just_now = unanswered(session, "Ann", created_at=NOW)
    long_ago = unanswered(session, "Bo", created_at=NOW - A_MINUTE)
    assert ask_again([just_now, long_ago], by=office, at=NOW) == 1
    assert len(mail_to(just_now.booking.practitioner.email)) == 1


def test_who_answered_meanwhile_is_not_asked_again(desk: Visitor, session: TrainingSession) -> None:
    issued = unanswered(session)
    waiting = people_page(desk, session)
    issued.answered_at = NOW
    db.session.commit()
    assert waiting.press("Send the letter again to this person").notice == "Nobody is left to ask."
    assert mail_to(issued.booking.practitioner.email) == []


def test_who_was_asked_by_hand_before_the_first_letter_gets_no_second_one(app: Flask, office: User) -> None:
    session = a_session(on=NOW.date())
    booking = a_booking(session, outcome=Outcome.ATTENDED)
    issued = open_in_the_room(session, booking.practitioner, at=session.ends_at - A_MINUTE)
    assert ask_again([issued], by=office, at=session.ends_at - A_MINUTE) == 1
    issue_questionnaires(at=session.ends_at)
    assert len(mail_to(booking.practitioner.email, "after-questionnaire")) == 1


def test_managers_stand_by_request_and_get_their_letter_again(desk: Visitor) -> None:
    ann, bo = attended(manager_name="Kim Lee", manager_email="kim@example.org"), attended()
    request = a_manager_request(ann, bo)
    a_message(subject_key=request.about, state=MessageState.FAILED, last_error="550 unknown", created_at=NOW - A_MINUTE)
    page = desk.open_page("/evaluation/unanswered/managers")
    [line] = lines(page)
    assert "Kim Lee kim@example.org · asked about 2 people, closes Mon 21 Dec 2026" in line
    assert "550 unknown" in line
    page = page.press("Send the letter again to this manager")
    assert page.notice == "The letter goes to 1 manager again."
    assert len(mail_to("kim@example.org")) == 1
    assert page.press("Send the letter again to this manager").refuses(AskedJustNow)
    assert len(mail_to("kim@example.org")) == 1
