"""Who is issued what and when, at each stage."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.attendance.registers.services import mark
from app.attendance.walk_ins.services import add_walk_in
from app.booking.leaving.services import withdraw
from app.booking.models import Booking
from app.booking.places.services import hold_place
from app.booking.places.services_confirming import confirm_by_code
from app.booking.services import record_outcome
from app.booking.states import BookingState, Outcome
from app.core import clock
from app.core.database import db
from app.core.links import six_digit_code
from app.evaluation.answering.models import Answer
from app.evaluation.issuing.jobs import issue_what_is_missing
from app.evaluation.issuing.rules import SECOND_THOUGHTS
from app.evaluation.issuing.services import issue_questionnaires
from app.evaluation.kinds import QuestionKind
from app.evaluation.models import Questionnaire
from app.evaluation.models_issued import Issued, ManagerRequest
from app.evaluation.questionnaires.rules_ready import DEFAULT_QUESTIONS
from app.evaluation.stages import Stage
from app.evaluation.timing.models import StageTiming
from app.notifications.models import Message, MessageState
from app.programme.models import Course, Strand
from app.programme.models_sessions import Day, SessionState, TrainingSession
from app.programme.models_weeks import LearningWeek
from app.settings import queries as settings
from app.settings.rules_partnership import PartnershipDetails
from tests.builders import (
    a_booking,
    a_course,
    a_course_asked_after,
    a_delegate,
    a_learning_week,
    a_manager,
    a_past_session,
    a_session,
    a_user,
    an_agency,
    an_issued,
    link_in,
    mail_to,
    queries_counted,
)
from tests.conftest import NOW, clock_at

A_SECOND = timedelta(seconds=1)


def issued(stage: Stage) -> list[Issued]:
    return db.session.query(Issued).filter_by(stage=stage).order_by(Issued.id).all()


def asked(stage: Stage, at: datetime) -> list[Booking]:
    """Those asked at a stage after a run of the job at this time."""
    issue_questionnaires(at=at)
    return [questionnaire.booking for questionnaire in issued(stage)]


# Before


def test_everyone_with_a_confirmed_place_is_asked_before_however_they_got_it(app: Flask) -> None:
    session = a_session()
    held, confirmed = (hold_place(session, a_delegate(), at=NOW) for _ in range(2))
    assert confirmed.proof_id
    confirm_by_code(confirmed, code=six_digit_code(confirmed.proof_id), at=NOW)
    by_the_office = a_booking(session)  # whatever wrote the row
    a_booking(session, state=BookingState.LAPSED)
    assert asked(Stage.PRE_COURSE, NOW) == [confirmed, by_the_office]
    assert held.state is BookingState.HELD


def test_the_pre_course_questionnaire_closes_as_the_session_starts_and_is_not_mailed_by_itself(app: Flask) -> None:
    booking = a_booking()
    issue_questionnaires(at=NOW)
    [questionnaire] = issued(Stage.PRE_COURSE)
    assert (questionnaire.issued_at, questionnaire.closes_at) == (NOW, booking.session.starts_at)
    assert db.session.query(Message).count() == 0


def test_some_sessions_ask_nothing_before(app: Flask) -> None:
    for session in (
        a_session(a_course(strand=Strand.LUNCHTIME)),
        a_session(learning_week_id=a_learning_week().id),
        a_session(is_imported=True),
        a_session(state=SessionState.CANCELLED),
    ):
        a_booking(session)
    assert asked(Stage.PRE_COURSE, NOW) == []


def test_nobody_is_asked_before_once_it_has_started(app: Flask) -> None:
    session = a_session()
    a_booking(session)
    assert asked(Stage.PRE_COURSE, session.starts_at) == []
    assert len(asked(Stage.PRE_COURSE, session.starts_at - A_SECOND)) == 1


def test_running_again_asks_those_who_came_in_between_alone(app: Flask) -> None:
    session = a_session()
    first = a_booking(session)
    assert issue_what_is_missing().startswith("1 questionnaire")
    assert issue_what_is_missing() == ""
    second = a_booking(session)
    assert issue_what_is_missing().startswith("1 questionnaire")
    assert [questionnaire.booking for questionnaire in issued(Stage.PRE_COURSE)] == [first, second]


def test_the_database_refuses_the_same_questionnaire_twice_and_one_that_closes_before_it_opens(app: Flask) -> None:
    booking = a_booking()
    an_issued(booking, Stage.PRE_COURSE)
    with pytest.raises(IntegrityError):
        an_issued(booking, Stage.PRE_COURSE)
    db.session.rollback()
    questionnaire = db.session.query(Issued).one()
    questionnaire.closes_at = questionnaire.issued_at
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


def test_the_database_refuses_an_answer_twice_and_one_beyond_ten(app: Flask) -> None:
    given = an_issued(a_booking(), Stage.PRE_COURSE, answers={"Knowledge": 5})
    question = given.questionnaire.questions[1]
    for wrong in (
        {"question_id": given.questionnaire.questions[0].id, "number": 5},
        {"question_id": question.id, "number": 11},
    ):
        db.session.add(Answer(issued_id=given.id, words="", **wrong))
        with pytest.raises(IntegrityError):
            db.session.commit()
        db.session.rollback()


# After


def running() -> TrainingSession:
    """From half past nine to noon today."""
    return a_session(on=date(2026, 11, 23), hours=(time(9, 30), time(12)))


def test_those_already_marked_present_are_asked_as_it_ends(app: Flask) -> None:
    session, manager = running(), a_manager()
    booking = a_booking(session)
    mark(booking, Outcome.ATTENDED, by=manager, at=NOW)
    assert asked(Stage.POST_COURSE, session.ends_at - A_SECOND) == []
    assert asked(Stage.POST_COURSE, session.ends_at) == [booking]
    [questionnaire] = issued(Stage.POST_COURSE)
    assert questionnaire.closes_at == session.ends_at + timedelta(days=28)


def test_the_others_are_asked_when_they_are_marked(app: Flask) -> None:
    session, manager = a_past_session(), a_manager()
    booking = a_booking(session)
    assert asked(Stage.POST_COURSE, NOW) == []
    mark(booking, Outcome.ATTENDED, by=manager, at=NOW)
    assert asked(Stage.POST_COURSE, NOW) == [booking]


@pytest.mark.parametrize(
    ("outcome", "is_asked"),
    [
        (Outcome.ATTENDED, True),
        (Outcome.LEFT_EARLY, True),
        (Outcome.LATE_REFUSED, False),
        (Outcome.NO_SHOW, False),
        (Outcome.EXCUSED, False),
        (None, False),
    ],
)
def test_who_was_there_wholly_or_in_part_is_asked_after(app: Flask, outcome: Outcome | None, is_asked: bool) -> None:
    booking = a_booking(a_past_session(), outcome=outcome)
    assert asked(Stage.POST_COURSE, NOW) == ([booking] if is_asked else [])


def test_walk_ins_are_asked_after(app: Flask) -> None:
    session = a_past_session()
    walk_in = add_walk_in(session, name="Wyn", email="wyn@example.org", agency=an_agency(), by=a_manager(), at=NOW)
    add_walk_in(session, name="Who gave no address", email="", agency=an_agency(), by=a_manager(), at=NOW)
    assert asked(Stage.POST_COURSE, NOW) == [walk_in]


def test_the_post_course_questionnaire_is_mailed_once_with_its_personal_link(app: Flask) -> None:
    booking = a_booking(a_past_session(a_course("Complex neglect")), outcome=Outcome.ATTENDED)
    for _ in range(3):
        issue_questionnaires(at=NOW)
    [message] = mail_to(booking.practitioner.email)
    assert message.subject == "Your feedback on Complex neglect"
    assert "Thank you for coming to Complex neglect on Sunday 22 November 2026." in message.revealed_text()
    assert "It works until 10am on Monday 21 December 2026." in message.revealed_text()
    assert link_in(message).startswith("/questionnaires/after/")
    assert message.stale_at == NOW + timedelta(days=28)


def test_mail_after_a_mark_waits_for_second_thoughts(app: Flask) -> None:
    """Everyone is marked present first, then the exceptions: those found absent get no mail."""
    booking = a_booking(running())
    marked_at = booking.session.ends_at + timedelta(minutes=1)
    record_outcome(booking, Outcome.ATTENDED, by=a_manager(), at=marked_at)
    issue_questionnaires(at=marked_at)
    [message] = mail_to(booking.practitioner.email)
    assert message.next_attempt_at == marked_at + SECOND_THOUGHTS
    record_outcome(booking, Outcome.NO_SHOW, by=a_manager(), at=marked_at)
    issue_questionnaires(at=marked_at)
    db.session.refresh(message)
    assert message.state is MessageState.WITHDRAWN


def test_a_course_of_two_days_asks_after_the_second(app: Flask) -> None:
    days = [Day(date(2026, 11, 16), time(9, 30), time(16)), Day(date(2026, 11, 23), time(9, 30), time(16))]
    booking = a_booking(session := a_session(days=days), outcome=Outcome.ATTENDED)
    assert asked(Stage.POST_COURSE, NOW) == []
    assert asked(Stage.POST_COURSE, session.ends_at) == [booking]


def test_a_long_outage_or_a_very_late_mark_asks_nobody_after_four_weeks(app: Flask) -> None:
    session = a_session(on=date(2026, 10, 26), hours=(time(9), time(10)))
    booking = a_booking(session, outcome=Outcome.ATTENDED)
    assert asked(Stage.POST_COURSE, session.ends_at + timedelta(days=28)) == []
    assert asked(Stage.POST_COURSE, session.ends_at + timedelta(days=28) - A_SECOND) == [booking]


def test_imported_history_is_never_asked_at_any_stage(app: Flask) -> None:
    for days_ago in (1, 85):
        a_booking(a_past_session(days_ago=days_ago, is_imported=True), outcome=Outcome.ATTENDED)
    assert issue_questionnaires(at=NOW) == 0


def test_lunchtime_asks_once_and_briefly(app: Flask) -> None:
    session = a_past_session(a_course(strand=Strand.LUNCHTIME))
    a_booking(session, outcome=Outcome.ATTENDED)
    issue_questionnaires(at=NOW)
    [questionnaire] = issued(Stage.POST_COURSE)
    assert questionnaire.questionnaire.is_brief
    assert [question.kind for question in questionnaire.questionnaire.questions] == [
        QuestionKind.BALANCED_USEFULNESS,
        QuestionKind.TEXT,
    ]
    issue_questionnaires(at=NOW + timedelta(weeks=7))
    assert issued(Stage.IMPACT) == issued(Stage.MANAGER) == []


# Learning Week: one questionnaire a person for the whole of it


def last_week() -> LearningWeek:
    """Monday 16 to Friday 20 November."""
    return a_learning_week(date(2026, 11, 16))


def in_week(week: LearningWeek, day: int, person: User, outcome: Outcome = Outcome.ATTENDED, **more: Any) -> Booking:
    return a_booking(a_session(on=date(2026, 11, day), learning_week_id=week.id, **more), person, outcome)


def test_a_learning_week_asks_once_for_all_of_it_when_it_is_over(app: Flask) -> None:
    week, ann, bob = last_week(), a_user(), a_user()
    first = in_week(week, 16, ann)
    in_week(week, 18, ann)
    in_week(week, 20, ann, course=a_course(strand=Strand.LUNCHTIME))
    of_bob = in_week(week, 20, bob)
    in_week(week, 16, bob, Outcome.NO_SHOW)
    midnight = clock.from_london(date(2026, 11, 21), time())
    assert asked(Stage.POST_COURSE, midnight - A_SECOND) == []
    assert asked(Stage.POST_COURSE, midnight) == [first, of_bob]
    assert all(questionnaire.questionnaire.is_brief for questionnaire in issued(Stage.POST_COURSE))
    assert len(mail_to(ann.email)) == len(mail_to(bob.email)) == 1


def test_a_session_of_the_week_marked_later_asks_nobody_again(app: Flask) -> None:
    week, ann = last_week(), a_user()
    in_week(week, 18, ann)
    late = a_booking(a_session(on=date(2026, 11, 16), learning_week_id=week.id), ann)
    assert len(asked(Stage.POST_COURSE, NOW)) == 1
    mark(late, Outcome.ATTENDED, by=a_manager(), at=NOW)
    assert issue_questionnaires(at=NOW) == 0


def test_another_learning_week_and_an_ordinary_course_ask_for_themselves(app: Flask) -> None:
    ann = a_user()
    week, earlier = last_week(), a_learning_week(date(2026, 11, 2))
    bookings = [in_week(earlier, 3, ann), in_week(week, 17, ann), a_booking(a_past_session(), ann, Outcome.ATTENDED)]
    assert asked(Stage.POST_COURSE, NOW) == bookings


# Impact


SIX_WEEKS_AGO = date(2026, 10, 12)
"""A Monday in summer time, six weeks before NOW."""
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def six_weeks_ago(course: Course | None = None, on: date = SIX_WEEKS_AGO) -> TrainingSession:
    return a_session(course or a_course_asked_after(6), on=on)


def test_impact_is_asked_exactly_so_many_weeks_later_at_nine_in_london(app: Flask) -> None:
    booking = a_booking(six_weeks_ago(), outcome=Outcome.ATTENDED)
    an_issued(booking, Stage.POST_COURSE, at=booking.session.ends_at)
    assert asked(Stage.IMPACT, NINE - A_SECOND) == []
    assert asked(Stage.IMPACT, NINE) == [booking]
    [questionnaire] = issued(Stage.IMPACT)
    assert (questionnaire.issued_at, questionnaire.closes_at) == (NINE, NINE + timedelta(days=28))
    [message] = mail_to(booking.practitioner.email, "later-questionnaire")
    assert message.subject.startswith("What has changed since ")
    assert link_in(message).startswith("/questionnaires/later/")


def test_twelve_weeks_unless_set(app: Flask) -> None:
    twelve = a_booking(a_session(on=date(2026, 8, 31)), outcome=Outcome.ATTENDED)
    a_booking(a_session(on=date(2026, 9, 1)), outcome=Outcome.ATTENDED)  # a day too young
    assert asked(Stage.IMPACT, NINE) == [twelve]


@pytest.mark.parametrize(
    ("outcome", "is_asked"),
    [
        (Outcome.ATTENDED, True),
        (Outcome.LEFT_EARLY, False),
        (Outcome.NO_SHOW, False),
        (Outcome.EXCUSED, False),
        (Outcome.LATE_REFUSED, False),
    ],
)
def test_attendees_alone_are_asked_about_impact(app: Flask, outcome: Outcome, is_asked: bool) -> None:
    booking = a_booking(six_weeks_ago(), outcome=outcome)
    assert asked(Stage.IMPACT, NINE) == ([booking] if is_asked else [])


def test_walk_ins_are_asked_about_impact(app: Flask) -> None:
    walk_in = a_booking(six_weeks_ago(), outcome=Outcome.WALK_IN, state=BookingState.WALKED_IN, manager_email="")
    assert asked(Stage.IMPACT, NINE) == [walk_in]
    assert issued(Stage.MANAGER) == []


def test_after_an_outage_impact_is_asked_up_to_four_weeks_late_and_then_not(app: Flask) -> None:
    session = six_weeks_ago()
    booking = a_booking(session, outcome=Outcome.ATTENDED)
    assert asked(Stage.IMPACT, NINE + timedelta(days=29)) == []
    assert asked(Stage.IMPACT, NINE + timedelta(days=28)) == [booking]


def test_nothing_is_issued_twice_when_the_jobs_run_again(app: Flask) -> None:
    booking = a_booking(six_weeks_ago(), outcome=Outcome.ATTENDED)
    a_booking()
    a_booking(a_past_session(), outcome=Outcome.ATTENDED)
    total = issue_questionnaires(at=NINE)
    assert total == 4  # before, after, later, and the manager of the third
    messages = db.session.query(Message).count()
    for hours in (0, 1, 24, 24 * 27):
        assert issue_questionnaires(at=NINE + timedelta(hours=hours)) == 0
    assert db.session.query(Message).count() == messages == 3
    assert booking.outcome is Outcome.ATTENDED


def test_weeks_changed_later_ask_nobody_a_second_time(app: Flask) -> None:
    course = a_course_asked_after(6)
    a_booking(six_weeks_ago(course), outcome=Outcome.ATTENDED)
    issue_questionnaires(at=NINE)
    for timing in db.session.query(StageTiming):
        timing.weeks_after = 8
    db.session.commit()
    issue_questionnaires(at=NINE + timedelta(weeks=2))
    assert len(issued(Stage.IMPACT)) == 1


# Line managers


def attended(manager_email: str, on: date = SIX_WEEKS_AGO, **more: Any) -> Booking:
    person = a_user(manager_email=manager_email, manager_name="Mo", **more)
    return a_booking(six_weeks_ago(on=on), person, Outcome.ATTENDED)


def test_a_manager_gets_one_message_about_all_of_their_people(app: Flask) -> None:
    ann, bob = attended("mo@example.org", name="Ann"), attended("mo@example.org", name="Bob")
    attended("other@example.org", name="Cyd")
    issue_questionnaires(at=NINE)
    [message] = mail_to("mo@example.org")
    text = message.revealed_text()
    assert message.subject == "Has training changed anything in your team?"
    assert text.startswith("Hello Mo,")
    assert f"- Ann: {ann.session.title}, Monday 12 October 2026" in text
    assert "- Bob: " in text
    assert "Cyd" not in text
    assert text.count("/questionnaires/manager/") == 1
    request = db.session.query(ManagerRequest).filter_by(manager_email="mo@example.org").one()
    assert [questionnaire.booking for questionnaire in request.issued] == [ann, bob]
    assert request.closes_at == NINE + timedelta(days=28)
    assert len(mail_to("other@example.org")) == 1


def test_a_manager_of_people_on_two_courses_of_one_day_gets_one_message(app: Flask) -> None:
    """A course ends at noon and another at half past four: both fall due at nine, six weeks later."""
    for hours in ((time(9, 30), time(12)), (time(13), time(16, 30))):
        session = a_session(a_course_asked_after(6), on=SIX_WEEKS_AGO, hours=hours)
        a_booking(session, a_user(manager_email="mo@example.org"), Outcome.ATTENDED)
    issue_questionnaires(at=NINE)
    assert len(mail_to("mo@example.org")) == 1


def test_people_who_fall_due_on_another_day_are_another_message(app: Flask) -> None:
    attended("mo@example.org")
    attended("mo@example.org", on=SIX_WEEKS_AGO + timedelta(days=1))
    issue_questionnaires(at=NINE)
    issue_questionnaires(at=NINE + timedelta(days=1))
    numbers = [request.number for request in db.session.query(ManagerRequest).order_by(ManagerRequest.id)]
    assert numbers == [1, 2]
    assert len(mail_to("mo@example.org")) == 2


@pytest.mark.parametrize(
    "more", [{"manager_email": ""}, {"manager_email": "own@example.org", "email": "own@example.org"}]
)
def test_nobody_is_asked_about_themself_or_where_there_is_no_manager(app: Flask, more: dict[str, str]) -> None:
    booking = a_booking(six_weeks_ago(), a_user(**more), Outcome.ATTENDED)
    assert asked(Stage.IMPACT, NINE) == [booking]
    assert issued(Stage.MANAGER) == []
    assert db.session.query(ManagerRequest).count() == 0


def test_the_manager_named_on_the_booking_is_asked_wherever_the_person_works_now(app: Flask) -> None:
    booking = attended("then@example.org")
    booking.practitioner.manager_email = "now@example.org"
    db.session.commit()
    issue_questionnaires(at=NINE)
    assert len(mail_to("then@example.org")) == 1
    assert mail_to("now@example.org") == []


def test_managers_of_those_who_left_early_are_not_asked(app: Flask) -> None:
    a_booking(six_weeks_ago(), outcome=Outcome.LEFT_EARLY)
    issue_questionnaires(at=NINE)
    assert issued(Stage.MANAGER) == []


def test_a_questionnaire_in_use_is_made_once_of_the_ready_set(app: Flask) -> None:
    for _ in range(2):
        a_booking()
        issue_questionnaires(at=NOW)
    made = db.session.query(Questionnaire).order_by(Questionnaire.id).all()
    assert {(each.stage, each.is_brief) for each in made} == set(DEFAULT_QUESTIONS)
    assert [each.version for each in made] == [1] * len(DEFAULT_QUESTIONS)
    [questionnaire] = [each for each in made if each.stage is Stage.PRE_COURSE]
    assert [question.position for question in questionnaire.questions] == [1, 2, 3]


def test_withdrawing_before_the_job_ran_asks_nothing(app: Flask) -> None:
    booking = a_booking()
    withdraw(booking, by=booking.practitioner, at=NOW)
    with clock_at(NOW + A_SECOND):
        assert issue_what_is_missing() == ""


@pytest.mark.parametrize("in_a_week", [True, False])
def test_one_run_asks_the_database_as_often_for_many_as_for_few(app: Flask, in_a_week: bool) -> None:
    issue_questionnaires(at=NOW)  # the first run of all makes the ready sets
    settings.current(PartnershipDetails)  # and letters read the settings once
    counts = []
    for how_many in (3, 40):
        week_id = a_learning_week(date(2026, 11, 16)).id if in_a_week else None
        sessions = [a_session(on=date(2026, 11, day), learning_week_id=week_id) for day in (17, 18)]
        for number in range(how_many):
            a_booking(sessions[number % 2], outcome=Outcome.ATTENDED)
        db.session.expunge_all()
        with queries_counted() as statements:
            assert issue_questionnaires(at=NOW) == how_many
        counts.append(len(statements))
    assert counts[0] == counts[1] < 60
