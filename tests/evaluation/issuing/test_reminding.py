"""Reminders: at their days, until the answer, and never in a pile."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.booking.leaving.services import withdraw
from app.booking.models import Booking
from app.booking.office.services import change_session
from app.booking.states import Outcome
from app.core.database import db
from app.core.links import Secret, token
from app.evaluation.answering.services import answer, answer_as_manager
from app.evaluation.issuing.jobs import remind_those_who_have_not_answered
from app.evaluation.issuing.queries_reminding import to_remind
from app.evaluation.issuing.services import issue_questionnaires
from app.evaluation.issuing.services_reminding import remind
from app.evaluation.models_issued import Issued
from app.evaluation.stages import Stage
from app.evaluation.timing.rules import Timings
from app.notifications.delivery.services import claim
from app.notifications.models import Message, MessageState
from app.programme.models_sessions import Day
from app.programme.sessions.services import SessionDetails
from tests.builders import (
    HALF_DAY,
    a_booking,
    a_manager,
    a_manager_request,
    a_past_session,
    a_session,
    a_user,
    an_issued,
    link_in,
    mail_to,
)
from tests.conftest import NOW, clock_at
from tests.page import Visitor
from tests.words import QUESTIONNAIRE_HAS_CLOSED

A_SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def attended(**more: object) -> Booking:
    return a_booking(a_past_session(), a_user(**more), Outcome.ATTENDED)  # type: ignore[arg-type]


def run_jobs(at: datetime) -> None:
    issue_questionnaires(at=at)
    remind(at=at)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite has one writer at a time
def test_who_is_answering_just_now_is_not_reminded(app: Flask) -> None:
    """The answer would find no letter to take back yet."""
    issued = an_issued(attended(), Stage.POST_COURSE)
    row = select(Issued.id).where(Issued.id == issued.id).with_for_update()
    with db.engine.connect() as answering, answering.begin():
        answering.execute(row)
        assert to_remind(Stage.POST_COURSE, Timings(), [issued.id], at=NOW + 3 * DAY) == []
        db.session.rollback()
    assert remind(at=NOW + 3 * DAY) == 1


# Before the course


def test_a_reminder_goes_out_two_days_before_the_start(app: Flask) -> None:
    session = a_session()
    booking = a_booking(session)
    an_issued(booking, Stage.PRE_COURSE)
    assert remind(at=session.starts_at - 2 * DAY - A_SECOND) == 0
    assert remind(at=session.starts_at - 2 * DAY) == 1
    assert remind(at=session.starts_at - A_SECOND) == 0  # one is enough
    [message] = mail_to(booking.practitioner.email)
    assert message.subject == f"Before {session.title}: a few questions"
    assert link_in(message).startswith("/questionnaires/before/")
    assert message.stale_at == session.starts_at


def test_after_the_start_nobody_is_reminded_of_what_came_before(app: Flask) -> None:
    session = a_session()
    an_issued(a_booking(session), Stage.PRE_COURSE)
    assert remind(at=session.starts_at) == 0


def test_somebody_who_booked_within_four_days_of_the_start_is_not_reminded(app: Flask) -> None:
    session = a_session()
    early, late = a_booking(session), a_booking(session)
    an_issued(early, Stage.PRE_COURSE, at=session.starts_at - 4 * DAY)
    an_issued(late, Stage.PRE_COURSE, at=session.starts_at - 4 * DAY + A_SECOND)
    assert remind(at=session.starts_at - DAY) == 1
    assert mail_to(late.practitioner.email) == []


def test_somebody_who_withdrew_is_not_reminded(app: Flask) -> None:
    booking = a_booking()
    an_issued(booking, Stage.PRE_COURSE)
    withdraw(booking, by=booking.practitioner, at=NOW)
    assert remind(at=booking.session.starts_at - DAY) == 0


def test_a_reminder_still_waiting_is_not_sent_to_somebody_who_withdrew(app: Flask) -> None:
    """Mail was down for a day; meanwhile the person withdrew."""
    booking = a_booking()
    an_issued(booking, Stage.PRE_COURSE)
    remind(at=booking.session.starts_at - 2 * DAY)
    withdraw(booking, by=booking.practitioner, at=booking.session.starts_at - DAY)
    run_jobs(booking.session.starts_at - DAY)
    [message] = mail_to(booking.practitioner.email, "before-questionnaire")
    assert message.state is MessageState.WITHDRAWN


# After, and weeks later


@pytest.mark.parametrize(("stage", "days"), [(Stage.POST_COURSE, (3, 7)), (Stage.IMPACT, (7, 14))])
def test_two_reminders_at_their_days(app: Flask, stage: Stage, days: tuple[int, int]) -> None:
    booking = attended()
    questionnaire = an_issued(booking, stage)
    for number, day in enumerate(days, start=1):
        assert remind(at=NOW + day * DAY - A_SECOND) == 0
        assert remind(at=NOW + day * DAY) == 1
        assert remind(at=NOW + day * DAY) == 0
        assert questionnaire.reminders_sent == number
    assert remind(at=NOW + 27 * DAY) == 0
    messages = mail_to(booking.practitioner.email)
    assert [message.key.rpartition(":")[2] for message in messages] == ["reminder-1", "reminder-2"]
    assert all(message.subject.startswith("A reminder: ") for message in messages)
    assert link_in(messages[0]) == link_in(messages[1])  # the same personal link


@pytest.mark.parametrize("stage", [Stage.PRE_COURSE, Stage.POST_COURSE, Stage.IMPACT])
def test_reminders_stop_at_the_answer_and_take_what_waits_with_them(app: Flask, stage: Stage) -> None:
    booking = a_booking() if stage is Stage.PRE_COURSE else attended()
    questionnaire = an_issued(booking, stage)
    first = booking.session.starts_at - 2 * DAY if stage is Stage.PRE_COURSE else NOW + 7 * DAY
    assert remind(at=first) == 1
    answer(questionnaire, {}, at=first + A_SECOND)
    [waiting] = mail_to(booking.practitioner.email)
    assert waiting.state is MessageState.WITHDRAWN
    for day in range(1, 28):
        assert remind(at=first + day * DAY) == 0


def test_nobody_is_reminded_once_the_questionnaire_closed(app: Flask) -> None:
    an_issued(attended(), Stage.POST_COURSE)
    assert remind(at=NOW + 28 * DAY) == 0


def test_reminders_missed_in_an_outage_are_not_sent_in_a_pile(app: Flask) -> None:
    booking = attended()
    an_issued(booking, Stage.POST_COURSE)
    with clock_at(NOW + 20 * DAY):
        assert remind_those_who_have_not_answered().startswith("1 reminder")
        assert remind_those_who_have_not_answered() == ""
    [message] = mail_to(booking.practitioner.email)
    assert message.key.endswith("reminder-2")


def test_while_mail_is_down_a_reminder_takes_the_place_of_what_still_waits(app: Flask) -> None:
    """Otherwise the question and both reminders would all go out together when it is up again."""
    booking = attended()
    an_issued(booking, Stage.POST_COURSE)
    for day in (3, 7):
        remind(at=NOW + day * DAY)
    waiting = [message for message in mail_to(booking.practitioner.email) if message.state is MessageState.QUEUED]
    assert [message.key.rpartition(":")[2] for message in waiting] == ["reminder-2"]
    assert claim(owner="test", at=NOW + 8 * DAY) == [waiting[0].id]


def test_somebody_found_to_have_been_absent_is_not_reminded(app: Flask) -> None:
    """Marked present with everybody, then corrected on the register."""
    booking = attended()
    an_issued(booking, Stage.POST_COURSE)
    booking.outcome = Outcome.NO_SHOW
    db.session.commit()
    assert remind(at=NOW + 3 * DAY) == 0


def test_a_thank_you_still_waiting_is_not_sent_to_somebody_found_absent(app: Flask) -> None:
    """Everyone attended, says the register, and a minute later the exceptions are marked."""
    booking = attended()
    issue_questionnaires(at=NOW)
    booking.outcome = Outcome.EXCUSED
    db.session.commit()
    run_jobs(NOW + timedelta(minutes=1))
    assert [message.state for message in mail_to(booking.practitioner.email)] == [MessageState.WITHDRAWN]


# Managers


def test_a_manager_is_reminded_after_a_week_and_after_two_until_the_answer(app: Flask) -> None:
    booking, other = attended(manager_email="mo@example.org"), attended(manager_email="mo@example.org")
    request = a_manager_request(booking, other)
    assert remind(at=NOW + 7 * DAY - A_SECOND) == 0
    assert remind(at=NOW + 7 * DAY) == 1
    [first] = mail_to("mo@example.org")
    assert first.subject == "A reminder: has training changed anything in your team?"
    assert booking.name in first.text
    assert other.name in first.text
    answers = {issued.id: {} for issued in request.issued}
    answer_as_manager(request, answers, for_all={}, at=NOW + 8 * DAY)  # type: ignore[arg-type]
    assert first.state is MessageState.WITHDRAWN
    assert remind(at=NOW + 14 * DAY) == 0


def test_a_manager_who_was_not_reached_in_an_outage_gets_one_reminder(app: Flask) -> None:
    a_manager_request(attended(manager_email="mo@example.org"))
    assert remind(at=NOW + 20 * DAY) == 1
    assert remind(at=NOW + 21 * DAY) == 0
    assert remind(at=NOW + 28 * DAY) == 0
    assert db.session.query(Message).count() == 1


def test_the_pre_course_questionnaire_follows_a_session_that_is_moved(visitor: Visitor) -> None:
    """Later or earlier: it closes as the session starts now, and is reminded of before the new date too."""
    session, manager = a_session(), a_manager()
    booking = a_booking(session)
    issue_questionnaires(at=NOW)
    first_start = session.starts_at
    remind(at=first_start - 2 * DAY)
    assert len(mail_to(booking.practitioner.email, "before-questionnaire")) == 1
    moved = first_start - 2 * DAY + HOUR
    for weeks in (3, 1):
        day = Day(first_start.date() + timedelta(weeks=weeks), *HALF_DAY)
        details = SessionDetails([day], places=20, delivery=session.delivery, venue=session.venue)
        change_session(session, details, by=manager, at=moved)
        address = f"/questionnaires/before/{token(Secret('before', booking.id))}"
        with clock_at(session.starts_at - HOUR):
            assert QUESTIONNAIRE_HAS_CLOSED not in visitor.open_page(address).words
        with clock_at(session.starts_at):
            assert QUESTIONNAIRE_HAS_CLOSED in visitor.open_page(address).words
        issue_questionnaires(at=moved)
        [issued] = db.session.query(Issued).filter_by(stage=Stage.PRE_COURSE)
        assert (issued.closes_at, issued.reminders_sent) == (session.starts_at, 0)
        remind(at=session.starts_at - 2 * DAY)
        remind(at=session.starts_at - DAY)
    assert len(mail_to(booking.practitioner.email, "before-questionnaire")) == 3
