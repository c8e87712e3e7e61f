"""Questions that depend on others, can be declined or don't apply: on screen, in drafts, on paper."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from app.booking.states import Outcome
from app.core.database import db
from app.evaluation.answering.models import Answer
from app.evaluation.answering.rules_people import in_words
from app.evaluation.answering.services import answer, answer_as_manager
from app.evaluation.kinds import Instead, QuestionKind
from app.evaluation.models import Question, Questionnaire
from app.evaluation.models_issued import Issued, ManagerRequest
from app.evaluation.questionnaires.services import make_the_defaults
from app.evaluation.stages import Stage
from tests.builders import a_booking, a_manager, a_manager_request, a_past_session, an_issued
from tests.conftest import NOW
from tests.evaluation.answers import attended, field_of, open_link, open_request
from tests.page import Page, Visitor
from tests.words import HAVE_YOU_CHANGED_ANYTHING, HOW_OFTEN_USED, SAVE_THESE_ANSWERS, SEND_MY_ANSWERS

USED, WHICH, HOW, COURSE, WHY = "Did you use it?", "Which tools?", "How did it go?", "Course to come?", "Why not?"
KEEP, DECLINED, NOT_APPLICABLE = "Keep them for now", "-2", "-1"


def a_branching_questionnaire(stage: Stage = Stage.IMPACT, course_id: int | None = None) -> Questionnaire:
    """Whether it was used; if so, which tools, and how the first of them went; if not, why."""
    used = Question(position=1, kind=QuestionKind.YES_NO, words=USED, is_required=True, can_be_declined=True)
    tools = ["A chronology", "A genogram"]
    which = Question(position=2, kind=QuestionKind.SEVERAL_OF, words=WHICH, options=tools, is_required=True)
    how = Question(position=3, kind=QuestionKind.SHORT_TEXT, words=HOW, is_required=True, can_be_declined=True)
    why = Question(position=4, kind=QuestionKind.TEXT, words=WHY)
    agree = Question(position=5, kind=QuestionKind.AGREE, words=COURSE, offers_not_applicable=True)
    which.shown_if, which.shown_if_numbers = used, [1]
    how.shown_if, how.shown_if_numbers = which, [1]
    why.shown_if, why.shown_if_numbers = used, [0]
    questionnaire = Questionnaire(stage=stage, is_brief=False, course_id=course_id, version=7, published_at=NOW)
    questionnaire.questions = [used, which, how, why, agree]
    db.session.add(questionnaire)
    db.session.commit()
    return questionnaire


@pytest.fixture
def issued(app: Flask) -> Issued:
    return an_issued(attended(), Stage.IMPACT, questionnaire=a_branching_questionnaire())


def fields(issued: Issued, *words: str) -> list[str]:
    return [field_of(issued, each) for each in words]


def told(issued: Issued) -> dict[str, Any]:
    """In words, by question."""
    answers = db.session.query(Answer).filter_by(issued_id=issued.id).order_by(Answer.question_id)
    return {given.question.words: in_words(given) for given in answers}


def test_what_depends_on_an_answer_is_asked_only_after_it(visitor: Visitor, issued: Issued) -> None:
    used, which, how, why = fields(issued, USED, WHICH, HOW, WHY)
    page = open_link(visitor, issued)
    page = page.press(SEND_MY_ANSWERS, **{used: 1, which: [2], how: "Not asked", why: "Not asked either"})
    assert page.h1 == "Thank you"
    assert told(issued) == {USED: "Yes", WHICH: ["A genogram"]}


def test_what_is_asked_after_an_answer_must_be_answered_and_what_is_not_asked_need_not(
    visitor: Visitor, issued: Issued
) -> None:
    used, which, how = fields(issued, USED, WHICH, HOW)
    page = open_link(visitor, issued).press(SEND_MY_ANSWERS, **{used: 1})
    assert page.problems == [f"Answer “{WHICH}”"]
    page = page.press(SEND_MY_ANSWERS, **{used: 1, which: [1, 2]})
    assert page.problems == [f"Answer “{HOW}”"]
    assert page.press(SEND_MY_ANSWERS, **{used: 0, how: "x" * 500}).h1 == "Thank you"
    assert told(issued) == {USED: "No"}


def test_without_has_the_page_says_after_which_answer_a_question_is_asked(visitor: Visitor, issued: Issued) -> None:
    page = open_link(visitor, issued)
    assert f"Only if you answered “Yes” to “{USED}”." in page.words
    assert f"Only if you answered “A chronology” to “{WHICH}”." in page.words
    styles = " ".join(style.get_text() for style in page.soup.main.find_all("style"))  # type: ignore[union-attr]
    used, which, how = fields(issued, USED, WHICH, HOW)
    for earlier in (used, which):  # it goes with what it depends on, and with what that depends on
        assert f'.cb-asks-of:not(:has([name="{earlier}"]:is([value="1"]):checked)) [data-question="{how}"]' in styles


def test_a_draft_holds_nothing_that_is_not_asked(visitor: Visitor, issued: Issued) -> None:
    used, which, why = fields(issued, USED, WHICH, WHY)
    open_link(visitor, issued).press(KEEP, **{used: 0, which: [1], why: "No case yet"})
    assert issued.draft == {used: 0, why: "No case yet"}
    open_link(visitor, issued).press(KEEP, **{used: 1, which: [1]})
    assert issued.draft == {used: 1, which: [1]}


def test_declining_is_kept_apart_from_not_answering_and_from_not_applicable(visitor: Visitor, issued: Issued) -> None:
    used, course = fields(issued, USED, COURSE)
    page = open_link(visitor, issued).press(SEND_MY_ANSWERS, **{used: DECLINED, course: NOT_APPLICABLE})
    assert page.h1 == "Thank you"
    assert told(issued) == {USED: "I’d rather not say", COURSE: "Not applicable"}
    given = db.session.query(Answer).filter_by(issued_id=issued.id).order_by(Answer.question_id)
    assert [(each.instead, each.number, each.choices, each.words) for each in given] == [
        (Instead.DECLINED, None, None, ""),
        (Instead.NOT_APPLICABLE, None, None, ""),
    ]


def test_words_that_must_be_given_can_be_declined_and_not_both(visitor: Visitor, issued: Issued) -> None:
    used, which, how = fields(issued, USED, WHICH, HOW)
    answers = {used: 1, which: [1], f"{how}_instead": [DECLINED]}
    page = open_link(visitor, issued).press(SEND_MY_ANSWERS, **answers, **{how: "Well"})
    assert page.problems == ["Answer, or tick one of the lines below instead, but not both"]
    assert page.press(SEND_MY_ANSWERS, **{how: ""}).h1 == "Thank you"
    assert told(issued)[HOW] == "I’d rather not say"


@pytest.mark.parametrize("sent", ["-2", "-4", "6", "0", "nought"])
def test_only_what_is_offered_can_be_ticked_instead(visitor: Visitor, issued: Issued, sent: str) -> None:
    used, course = fields(issued, USED, COURSE)
    open_link(visitor, issued).press(SEND_MY_ANSWERS, **{used: 0, course: sent})
    assert COURSE not in told(issued)


def test_the_command_keeps_nothing_that_is_not_asked(app: Flask, issued: Issued) -> None:
    numbers = {each.words: each.id for each in issued.questionnaire.questions}
    answer(issued, {numbers[USED]: 0, numbers[WHICH]: [1], numbers[HOW]: "Well", numbers[WHY]: "No case"}, at=NOW)
    assert told(issued) == {USED: "No", WHY: "No case"}


def test_a_manager_is_asked_of_each_person_by_what_they_said_of_that_person(visitor: Visitor) -> None:
    request = a_manager_request(attended(name="Ann"), attended(name="Bo"))
    seen, often, _ = request.questionnaire.questions
    often.shown_if, often.shown_if_numbers, often.can_be_declined = seen, [1, 3], True
    db.session.commit()
    page = open_request(visitor, request.id)
    ann, bo = (f"about_{each.id}_question_" for each in request.issued)
    answers = {f"{ann}{seen.id}": 3, f"{ann}{often.id}": DECLINED, f"{bo}{seen.id}": 2, f"{bo}{often.id}": 4}
    assert page.press(SEND_MY_ANSWERS, **answers).h1 == "Thank you"
    anns, bos = (told(each) for each in request.issued)
    assert list(anns.values()) == ["Better", "I’d rather not say"]
    assert list(bos.values()) == ["No change"]


def test_a_managers_command_keeps_nothing_that_is_not_asked(app: Flask) -> None:
    request: ManagerRequest = a_manager_request(attended())
    seen, often, _ = request.questionnaire.questions
    often.shown_if, often.shown_if_numbers = seen, [3]
    db.session.commit()
    [one] = request.issued
    answer_as_manager(request, {one.id: {seen.id: 1, often.id: 4}}, for_all={}, at=NOW)
    assert told(one) == {seen.words: "Worse"}


def test_the_ready_impact_questionnaire_asks_what_changed_of_those_who_changed_something(visitor: Visitor) -> None:
    issued = an_issued(attended(), Stage.IMPACT)
    what, came = fields(issued, "What did you change?", "What came of it for children and families?")
    measured = fields(issued, "Knowledge", "Confidence to practise", "Professional challenge")
    changed, used = fields(issued, HAVE_YOU_CHANGED_ANYTHING, HOW_OFTEN_USED)
    answers: dict[str, Any] = {**dict.fromkeys(measured, 5), changed: 0, used: 3, what: "Much", came: "More"}
    assert open_link(visitor, issued).press(SEND_MY_ANSWERS, **answers).h1 == "Thank you"
    assert {"What did you change?", "What came of it for children and families?"}.isdisjoint(told(issued))


# On paper, and in the preview


def on_paper(visitor: Visitor) -> tuple[Page, Issued]:
    """The page on which the office types in a paper of a branching questionnaire."""
    make_the_defaults(at=NOW)
    session = a_past_session()
    booking = a_booking(session, outcome=Outcome.ATTENDED)
    questionnaire = a_branching_questionnaire(Stage.POST_COURSE, session.course_id)
    issued = an_issued(booking, Stage.POST_COURSE, questionnaire=questionnaire)
    visitor.sign_in(a_manager())
    return visitor.open_page(f"/evaluation/bookings/{booking.id}/after/paper"), issued


def test_a_paper_is_typed_in_by_the_same_rules(visitor: Visitor) -> None:
    page, issued = on_paper(visitor)
    used, which, why, course = fields(issued, USED, WHICH, WHY, COURSE)
    answers = {used: 0, which: [1], why: "No case", course: NOT_APPLICABLE, "completed_on": "2026-11-22"}
    page.press(SAVE_THESE_ANSWERS, **answers)
    assert told(issued) == {USED: "No", WHY: "No case", COURSE: "Not applicable"}


def test_a_printed_form_says_what_is_asked_of_whom_and_what_may_be_ticked_instead(visitor: Visitor) -> None:
    page, issued = on_paper(visitor)
    session_id = issued.booking.session_id
    form = page.visitor.open_page(f"/evaluation/sessions/{session_id}/after.pdf")
    sheets = PdfReader(BytesIO(form.response.get_data())).pages
    words = " ".join(" ".join(sheet.extract_text() for sheet in sheets).replace("\uf003", " ").split())
    assert f"Only if you answered “Yes” to “{USED}”. {WHICH}" in words
    assert "Yes No I’d rather not say" in words
    assert "Strongly agree Not applicable" in words


def test_the_preview_shows_the_conditions(visitor: Visitor) -> None:
    questionnaire = a_branching_questionnaire()
    visitor.sign_in(a_manager())
    page = visitor.open_page(f"/evaluation/questionnaires/{questionnaire.id}/preview")
    assert f"Only if you answered “No” to “{USED}”." in page.words
    assert page.soup.select('[data-question] input[value="-2"]')
