"""Answering by a personal link, without signing in."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.booking.leaving.services import withdraw
from app.core.database import db
from app.core.links import Secret, token
from app.evaluation.answering.models import Answer
from app.evaluation.answering.services import answer, answer_as_manager
from app.evaluation.models_issued import Issued
from app.evaluation.refusals import AlreadyAnswered, QuestionnaireClosed
from app.evaluation.stages import Stage
from tests.builders import (
    a_booking,
    a_course,
    a_manager_request,
    a_session,
    an_issued,
)
from tests.conftest import NOW, clock_at
from tests.evaluation.answers import SCALE, attended, field_of, for_all, kept, open_link, open_request, ticks
from tests.evaluation.together import at_once
from tests.page import Visitor
from tests.words import (
    FORM_IS_OUT_OF_DATE,
    HAVE_YOU_CHANGED_ANYTHING,
    HOW_OFTEN_USED,
    HOW_USEFUL,
    HOW_WELL_DID_THE_TRAINERS,
    NAME_NOBODY,
    QUESTIONNAIRE_HAS_CLOSED,
    SEND_MY_ANSWERS,
    WHAT_WILL_YOU_DO,
)


def test_the_pre_course_questionnaire_is_answered_from_its_link(visitor: Visitor) -> None:
    issued = an_issued(a_booking(a_session(a_course("Complex neglect"))), Stage.PRE_COURSE)
    page = open_link(visitor, issued)
    assert page.h1 == "Pre-course self-evaluation: Complex neglect"
    answers = {field_of(issued, measure): number for number, measure in enumerate(SCALE, start=4)}
    page = page.press(SEND_MY_ANSWERS, **answers)
    assert page.h1 == "Thank you"
    assert kept(issued) == {"Knowledge": 4, "Confidence to practise": 5, "Professional challenge": 6}
    assert issued.answered_at == NOW
    assert visitor.open_page("/bookings").h1 == "Sign in"  # answering signs nobody in


def test_the_post_course_questionnaire_takes_numbers_choices_and_words(visitor: Visitor) -> None:
    issued = an_issued(attended(), Stage.POST_COURSE)
    answers: dict[str, Any] = {field_of(issued, measure): 10 for measure in SCALE}
    answers[field_of(issued, HOW_USEFUL)] = 4
    answers[field_of(issued, HOW_WELL_DID_THE_TRAINERS)] = 1
    answers[field_of(issued, WHAT_WILL_YOU_DO)] = "Ask first.\nThen listen – “always”."
    assert open_link(visitor, issued).press(SEND_MY_ANSWERS, **answers).h1 == "Thank you"
    assert kept(issued)[WHAT_WILL_YOU_DO] == "Ask first.\nThen listen – “always”."
    assert kept(issued)[HOW_USEFUL] == 4


def test_an_answer_of_no_is_an_answer_and_words_may_be_left_out(visitor: Visitor) -> None:
    issued = an_issued(attended(), Stage.IMPACT)
    changed = HAVE_YOU_CHANGED_ANYTHING
    answers = {field_of(issued, measure): 1 for measure in SCALE} | {field_of(issued, changed): 0}
    answers[field_of(issued, HOW_OFTEN_USED)] = 0
    assert open_link(visitor, issued).press(SEND_MY_ANSWERS, **answers).h1 == "Thank you"
    assert kept(issued) == dict.fromkeys(SCALE, 1) | {changed: 0, HOW_OFTEN_USED: 0}


@pytest.mark.parametrize("stage", [Stage.PRE_COURSE, Stage.POST_COURSE, Stage.IMPACT])
def test_opening_a_link_answers_nothing(visitor: Visitor, stage: Stage) -> None:
    issued = an_issued(a_booking() if stage is Stage.PRE_COURSE else attended(), stage)
    for _ in range(3):
        assert open_link(visitor, issued).status == 200
    db.session.expire_all()
    assert issued.answered_at is None
    assert db.session.query(Answer).count() == 0


def test_a_second_answer_is_refused_politely_and_the_first_stays(visitor: Visitor) -> None:
    issued = an_issued(a_booking(), Stage.PRE_COURSE)
    waiting = open_link(visitor, issued)
    answers = {field_of(issued, measure): 3 for measure in SCALE}
    waiting.press(SEND_MY_ANSWERS, **answers)
    again = dict.fromkeys(answers, 9)
    for page in (waiting.press(SEND_MY_ANSWERS, **again), open_link(visitor, issued)):
        assert page.status == 200
        assert "You have already answered this questionnaire. Thank you" in page.words
    assert set(kept(issued).values()) == {3}


def test_of_answers_at_once_one_is_kept_and_the_others_are_refused(app: Flask) -> None:
    issued = an_issued(a_booking(), Stage.PRE_COURSE)
    number, question = issued.id, issued.questionnaire.questions[0].id

    def send() -> str:
        try:
            answer(db.session.get_one(Issued, number), {question: 3}, at=NOW)
        except AlreadyAnswered:
            return "refused"
        return "kept"

    assert sorted(at_once(app, send, people=4)) == ["kept", "refused", "refused", "refused"]
    assert kept(db.session.get_one(Issued, number)) == {"Knowledge": 3}


def test_the_pre_course_questionnaire_closes_as_the_course_starts(visitor: Visitor) -> None:
    issued = an_issued(a_booking(), Stage.PRE_COURSE)
    with clock_at(issued.booking.session.starts_at - timedelta(seconds=1)):
        waiting = open_link(visitor, issued)
        assert waiting.soup.find("button", string=SEND_MY_ANSWERS)
    with clock_at(issued.booking.session.starts_at):
        late = waiting.press(SEND_MY_ANSWERS, **{field_of(issued, measure): 3 for measure in SCALE})
        assert QUESTIONNAIRE_HAS_CLOSED in late.words
        assert QUESTIONNAIRE_HAS_CLOSED in open_link(visitor, issued).words
    with pytest.raises(QuestionnaireClosed):
        answer(issued, {}, at=issued.booking.session.starts_at)
    assert kept(issued) == {}


def test_the_pre_course_questionnaire_of_somebody_who_withdrew_is_closed(visitor: Visitor) -> None:
    booking = a_booking()
    issued = an_issued(booking, Stage.PRE_COURSE)
    withdraw(booking, by=booking.practitioner, at=NOW)
    page = open_link(visitor, issued)
    assert QUESTIONNAIRE_HAS_CLOSED in page.words
    assert not page.soup.find("button", string=SEND_MY_ANSWERS)


def test_a_link_opened_before_the_questionnaire_is_issued_says_to_try_again(visitor: Visitor) -> None:
    booking = a_booking()
    page = visitor.open_page(f"/questionnaires/before/{token(Secret('before', booking.id))}")
    assert page.status == 200
    assert "isn’t ready yet" in page.words


@pytest.mark.parametrize("typed", ["0", "11", "-1", "5.5", "ten", "", "99999999999999999999", "1 or 1=1"])
def test_a_number_off_the_scale_is_refused_beside_the_question_and_the_rest_is_kept(
    visitor: Visitor, typed: str
) -> None:
    issued = an_issued(a_booking(), Stage.PRE_COURSE)
    knowledge, confidence, challenge = (field_of(issued, measure) for measure in SCALE)
    page = open_link(visitor, issued).press(SEND_MY_ANSWERS, **{knowledge: typed, confidence: 7, challenge: 8})
    assert page.status == 200
    assert page.problems == ["Answer “How much do you know about this subject?”"]
    assert page.error_beside(knowledge) == page.problems[0]
    assert page.soup.select_one(".govuk-error-summary__list a")["href"].startswith(f"#{knowledge}")
    assert page.soup.find("input", attrs={"name": confidence, "checked": True})["value"] == "7"
    assert issued.answered_at is None


def test_every_question_left_out_is_named(visitor: Visitor) -> None:
    issued = an_issued(attended(), Stage.POST_COURSE)
    comment = field_of(issued, WHAT_WILL_YOU_DO)
    page = open_link(visitor, issued).press(SEND_MY_ANSWERS, **{comment: "I will listen."})
    assert len(page.problems) == 5
    assert page.soup.find(id=comment).get_text().strip() == "I will listen."


def test_too_long_a_comment_is_refused_and_kept(visitor: Visitor) -> None:
    issued = an_issued(attended(), Stage.POST_COURSE)
    comment = field_of(issued, WHAT_WILL_YOU_DO)
    page = open_link(visitor, issued).press(SEND_MY_ANSWERS, **{comment: "x" * 4001})
    assert page.error_beside(comment).endswith("must be 4,000 characters or fewer")
    assert page.soup.find(id=comment).get_text().strip() == "x" * 4001


def test_the_page_warns_against_naming_a_child(visitor: Visitor) -> None:
    page = open_link(visitor, an_issued(attended(), Stage.POST_COURSE))
    assert NAME_NOBODY in page.words


# Managers


def test_a_manager_answers_about_each_person_on_one_page_with_one_comment(visitor: Visitor) -> None:
    ann, bob = attended(name="Ann"), attended(name="Bob")
    request = a_manager_request(ann, bob)
    page = open_request(visitor, request.id)
    assert [heading.get_text(strip=True) for heading in page.soup.select("main h2")] == [
        "Ann",
        "Bob",
        "For all of them",
    ]
    fields = ticks(page)
    assert len(fields) == 4
    page = page.press(
        SEND_MY_ANSWERS, **dict(zip(fields, (3, 0, 1, 2), strict=True)), **{for_all(request): "Ann leads now."}
    )
    assert page.h1 == "Thank you"
    db.session.expire_all()
    assert [list(kept(issued).values()) for issued in request.issued] == [[3, 0], [1, 2]]
    assert [given.words for given in db.session.query(Answer).filter_by(manager_request_id=request.id)] == [
        "Ann leads now."
    ]
    assert request.is_answered


def test_a_manager_never_sees_what_their_people_answered(visitor: Visitor) -> None:
    booking = attended(name="Ann")
    an_issued(booking, Stage.POST_COURSE, answers={WHAT_WILL_YOU_DO: "Tell my manager nothing"})
    an_issued(booking, Stage.IMPACT, answers={"What got in the way?": "My manager"})
    page = open_request(visitor, a_manager_request(booking).id)
    assert "Ann" in page.words
    assert "Tell my manager nothing" not in page.words
    assert "My manager" not in page.words


def test_opening_a_managers_link_answers_nothing(visitor: Visitor) -> None:
    request = a_manager_request(attended())
    for _ in range(3):
        open_request(visitor, request.id)
    assert not request.is_answered
    assert db.session.query(Answer).count() == 0


def test_a_manager_who_leaves_somebody_out_is_told_whom(visitor: Visitor) -> None:
    request = a_manager_request(attended(name="Ann"), attended(name="Bob"))
    page = open_request(visitor, request.id)
    first, second, *_ = ticks(page)
    page = page.press(SEND_MY_ANSWERS, **{first: 1, second: 1, for_all(request): "A comment"})
    assert len(page.problems) == 2
    assert all("Bob" in problem for problem in page.problems)
    assert page.error_beside(ticks(page)[2]) == page.problems[0]
    assert page.soup.find(id=for_all(request)).get_text().strip() == "A comment"
    assert not request.is_answered


def test_a_managers_second_answer_and_late_answer_are_refused_politely(visitor: Visitor) -> None:
    answered, late = a_manager_request(attended()), a_manager_request(attended())
    waiting = open_request(visitor, answered.id)
    fields = dict.fromkeys(ticks(waiting), 1)
    waiting.press(SEND_MY_ANSWERS, **fields)
    for page in (waiting.press(SEND_MY_ANSWERS, **fields), open_request(visitor, answered.id)):
        assert "You have already answered this questionnaire." in page.words
    with clock_at(late.closes_at):
        assert QUESTIONNAIRE_HAS_CLOSED in open_request(visitor, late.id).words
    with pytest.raises(AlreadyAnswered):
        answer_as_manager(answered, {issued.id: {} for issued in answered.issued}, for_all={}, at=NOW)


def test_an_answer_without_the_forms_token_is_refused(visitor: Visitor) -> None:
    issued = an_issued(a_booking(), Stage.PRE_COURSE)
    address = open_link(visitor, issued).address
    refused = visitor.open_page(address, method="POST", data={field_of(issued, measure): "5" for measure in SCALE})
    assert (refused.status, refused.h1) == (400, FORM_IS_OUT_OF_DATE)
    assert issued.answered_at is None
