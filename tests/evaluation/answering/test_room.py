"""Answering together in the room, as a session ends: the code on its screen, and where it leads."""

from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask

from app.accounts.models import User
from app.attendance.registers.services import mark
from app.attendance.walk_ins.services import add_walk_in
from app.booking.models import Booking
from app.booking.services import record_outcome
from app.booking.states import Outcome
from app.core.database import db
from app.core.links import Secret, token
from app.core.roles import Role
from app.evaluation.answering.refusals import NobodyIsAsked, NotNearItsEnd, NotPresent
from app.evaluation.answering.services import open_in_the_room
from app.evaluation.issuing.services import issue_questionnaires
from app.evaluation.models_issued import Issued
from app.evaluation.refusals import AlreadyAnswered, QuestionnaireClosed
from app.evaluation.stages import Shape, Stage
from app.programme.models import Strand
from app.programme.models_sessions import Day, TrainingSession
from tests.builders import (
    HALF_DAY,
    a_booking,
    a_course,
    a_learning_week,
    a_manager,
    a_session,
    a_timing,
    a_trainer,
    a_user,
    an_issued,
    mail_to,
)
from tests.conftest import NOW, clock_at
from tests.evaluation.answers import SCALE, field_of
from tests.page import Page, Visitor
from tests.words import HOW_USEFUL, HOW_WELL_DID_THE_TRAINERS, OPEN_MY_QUESTIONNAIRE, SEND_MY_ANSWERS

A_SECOND = timedelta(seconds=1)
OPEN_IT = OPEN_MY_QUESTIONNAIRE


@pytest.fixture
def session(app: Flask) -> TrainingSession:
    """From half past nine to half past ten today, so its last hour has come."""
    return a_session(a_course("Complex Neglect"), on=date(2026, 11, 23), hours=(time(9, 30), time(10, 30)))


def somebody_here(session: TrainingSession, outcome: Outcome | None = Outcome.ATTENDED) -> Booking:
    return a_booking(session, outcome=outcome)


def address(session: TrainingSession) -> str:
    return f"/questionnaires/room/{token(Secret('evaluation-room', session.id))}"


def in_the_room(visitor: Visitor, session: TrainingSession, person: User) -> Page:
    return visitor.sign_in(person).open_page(address(session))


def issued_so_far() -> int:
    return db.session.query(Issued).filter_by(stage=Stage.POST_COURSE).count()


def letters(booking: Booking) -> int:
    return len(mail_to(booking.practitioner.email, "after-questionnaire"))


def all_answers(issued: Issued) -> dict[str, int]:
    answers = {field_of(issued, measure): 7 for measure in SCALE}
    answers[field_of(issued, HOW_USEFUL)] = 4
    return answers | {field_of(issued, HOW_WELL_DID_THE_TRAINERS): 9}


# Who may answer, and when


def test_signed_out_the_page_says_how_to_sign_in_and_comes_back(visitor: Visitor, session: TrainingSession) -> None:
    booking = somebody_here(session)
    page = visitor.open_page(address(session))
    assert page.h1 == "Post-course evaluation: Complex Neglect"
    assert "We need to know who you are" in page.words
    assert booking.name not in page.words
    assert page.click("Sign in to answer").response.request.args["next"] == address(session)


def test_opening_the_page_issues_nothing_and_the_button_opens_ones_own_questionnaire(
    visitor: Visitor, session: TrainingSession
) -> None:
    booking = somebody_here(session)
    page = in_the_room(visitor, session, booking.practitioner)
    assert issued_so_far() == 0
    assert booking.name in page.words
    page = page.press(OPEN_IT)
    assert page.soup.find("button", string=SEND_MY_ANSWERS)
    [issued] = db.session.query(Issued).all()
    assert (issued.booking, issued.stage, issued.mailed_at) == (booking, Stage.POST_COURSE, None)
    assert (issued.issued_at, issued.closes_at) == (NOW, session.ends_at + timedelta(days=28))
    assert in_the_room(visitor, session, booking.practitioner).press(OPEN_IT).address == page.address
    assert issued_so_far() == 1


@pytest.mark.parametrize("outcome", [None, Outcome.NO_SHOW, Outcome.EXCUSED, Outcome.LATE_REFUSED])
def test_who_is_not_marked_as_there_is_told_to_check_in_first(
    visitor: Visitor, session: TrainingSession, outcome: Outcome | None
) -> None:
    booking = somebody_here(session, outcome)
    page = in_the_room(visitor, session, booking.practitioner).press(OPEN_IT)
    assert page.refuses(NotPresent)
    assert issued_so_far() == 0


def test_somebody_without_a_booking_is_not_there_and_a_walk_in_is(visitor: Visitor, session: TrainingSession) -> None:
    assert in_the_room(visitor, session, a_user()).press(OPEN_IT).refuses(NotPresent)
    wyn = a_user()
    add_walk_in(session, name=wyn.name, email=wyn.email, agency=wyn.agency, by=a_manager(), at=NOW)
    page = in_the_room(visitor, session, wyn).press(OPEN_IT)
    assert page.soup.find("button", string=SEND_MY_ANSWERS)


def test_it_works_from_an_hour_before_the_end(app: Flask, visitor: Visitor, session: TrainingSession) -> None:
    booking = somebody_here(session)
    with clock_at(session.ends_at - timedelta(hours=1) - A_SECOND):
        page = in_the_room(visitor, session, booking.practitioner).press(OPEN_IT)
        assert page.refuses(NotNearItsEnd)
    assert open_in_the_room(session, booking.practitioner, at=session.ends_at - timedelta(hours=1))


def test_four_weeks_later_it_opens_what_was_issued_late_and_nothing_new(app: Flask, session: TrainingSession) -> None:
    early, late = somebody_here(session), somebody_here(session)
    closed = session.ends_at + timedelta(days=28)
    an_issued(late, Stage.POST_COURSE, at=closed - A_SECOND)
    assert open_in_the_room(session, late.practitioner, at=closed)
    with pytest.raises(QuestionnaireClosed):
        open_in_the_room(session, early.practitioner, at=closed)


def test_a_learning_week_asks_once_when_it_is_over(visitor: Visitor) -> None:
    week = a_learning_week(date(2026, 11, 23))
    session = a_session(on=date(2026, 11, 23), hours=(time(9), time(10)), learning_week_id=week.id)
    page = in_the_room(visitor, session, somebody_here(session).practitioner).press(OPEN_IT)
    assert page.problems[0].startswith("A Learning Week asks once, about all of it.")
    assert issued_so_far() == 0


def test_a_session_that_asks_nothing_at_its_end_says_so(visitor: Visitor) -> None:
    a_timing(Shape.LUNCHTIME, Stage.POST_COURSE, is_on=False)
    session = a_session(a_course(strand=Strand.LUNCHTIME), on=date(2026, 11, 23), hours=(time(9), time(10)))
    page = in_the_room(visitor, session, somebody_here(session).practitioner).press(OPEN_IT)
    assert page.refuses(NobodyIsAsked)


def test_a_course_of_two_days_asks_on_the_second_those_who_were_there(app: Flask) -> None:
    session = a_session(days=[Day(date(2026, 11, day), *HALF_DAY) for day in (22, 23)])
    manager, booking = a_manager(), a_booking(session)
    first, second = (day.on for day in session.days)
    on_the_second = session.ends_at - timedelta(minutes=10)
    mark(booking, Outcome.ATTENDED, on=first, by=manager, at=on_the_second)
    with pytest.raises(NotPresent):  # here yesterday, and not marked today
        open_in_the_room(session, booking.practitioner, at=on_the_second)
    mark(booking, Outcome.ATTENDED, on=second, by=manager, at=on_the_second)
    assert open_in_the_room(session, booking.practitioner, at=on_the_second).booking is booking


def test_who_has_answered_already_is_told_so(visitor: Visitor, session: TrainingSession) -> None:
    booking = somebody_here(session)
    an_issued(booking, Stage.POST_COURSE, answers={"Knowledge": 7})
    page = in_the_room(visitor, session, booking.practitioner).press(OPEN_IT)
    assert page.refuses(AlreadyAnswered)


# The mail at the end


def test_who_answered_in_the_room_gets_no_mail_at_the_end(visitor: Visitor, session: TrainingSession) -> None:
    booking = somebody_here(session)
    page = in_the_room(visitor, session, booking.practitioner).press(OPEN_IT)
    [issued] = db.session.query(Issued).all()
    assert page.press(SEND_MY_ANSWERS, **all_answers(issued)).h1 == "Thank you"
    for at in (session.ends_at, session.ends_at + timedelta(days=8)):
        issue_questionnaires(at=at)
    assert (letters(booking), issued_so_far()) == (0, 1)


def test_who_only_opened_it_gets_the_mail_as_usual(app: Flask, session: TrainingSession) -> None:
    booking = somebody_here(session)
    open_in_the_room(session, booking.practitioner, at=NOW)
    issue_questionnaires(at=session.ends_at - A_SECOND)
    assert letters(booking) == 0
    issue_questionnaires(at=session.ends_at)
    issue_questionnaires(at=session.ends_at)
    assert (letters(booking), issued_so_far()) == (1, 1)


def test_who_opened_it_and_turned_out_to_have_been_absent_gets_none(app: Flask, session: TrainingSession) -> None:
    booking = somebody_here(session)
    open_in_the_room(session, booking.practitioner, at=NOW)
    record_outcome(booking, Outcome.NO_SHOW, by=a_manager(), at=NOW)
    issue_questionnaires(at=session.ends_at)
    assert letters(booking) == 0


# The code on the screen


def shown(visitor: Visitor, session: TrainingSession, at: datetime = NOW) -> Page:
    with clock_at(at):
        return visitor.open_page(f"/evaluation/sessions/{session.id}/room")


def test_the_screen_shows_the_code_and_counts_and_names_nobody(visitor: Visitor, session: TrainingSession) -> None:
    people = [somebody_here(session) for _ in range(5)]
    somebody_here(session, Outcome.NO_SHOW)
    an_issued(people[0], Stage.POST_COURSE, answers={"Knowledge": 7})
    page = shown(visitor.sign_in(a_manager()), session)
    assert page.h1 == "Your feedback on Complex Neglect"
    assert page.soup.main.img["src"].startswith("data:image/svg+xml")
    assert "1 of 5 present has answered." in page.words
    assert "until 10:30am, Monday 21 December" in page.words
    assert not any(booking.name in page.words for booking in people)


def test_the_screen_counts_no_group_of_fewer_than_five_and_none_once_it_has_closed(
    visitor: Visitor, session: TrainingSession
) -> None:
    visitor.sign_in(a_manager())
    for _ in range(4):
        somebody_here(session)
    assert "have answered" not in shown(visitor, session).words
    somebody_here(session)
    assert "0 of 5 present have answered" in shown(visitor, session).words
    assert "have answered" not in shown(visitor, session, session.ends_at + timedelta(days=28)).words


def test_the_screen_says_when_it_works(visitor: Visitor, session: TrainingSession) -> None:
    visitor.sign_in(a_manager())
    early = shown(visitor, session, session.ends_at - timedelta(hours=2))
    assert "It works from 9:30am, Monday 23 November, an hour before the end." in early.words
    assert "It works from" not in shown(visitor, session).words
    assert "has closed" in shown(visitor, session, session.ends_at + timedelta(days=28)).words


def test_a_learning_week_has_no_code_to_show(visitor: Visitor) -> None:
    session = a_session(learning_week_id=a_learning_week().id)
    page = shown(visitor.sign_in(a_manager()), session)
    assert "A Learning Week asks once" in page.words
    assert page.soup.main.img is None


def test_a_trainer_shows_it_for_their_own_sessions_alone(visitor: Visitor, session: TrainingSession) -> None:
    trainer = a_user(Role.TRAINER)
    own = a_session(trainers=[a_trainer(email=trainer.email)])
    visitor.sign_in(trainer)
    assert shown(visitor, own).status == 200
    assert shown(visitor, session).status == 404


def test_the_register_leads_to_the_code(visitor: Visitor, session: TrainingSession) -> None:
    page = visitor.sign_in(a_manager()).open_page(f"/registers/{session.id}")
    assert page.click("Show the evaluation’s code").h1.startswith("Your feedback on ")
