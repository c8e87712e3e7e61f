"""On what an answer was given: as the browser declares of itself, or paper; shown by stage in the results."""

import pytest
from flask import Flask

from app.booking.states import Outcome
from app.evaluation.answering.services import answer, answer_as_manager, take_back_paper, type_in
from app.evaluation.models_issued import AnswerMode, CannotSay
from app.evaluation.results.queries_returns import counts_of_scope
from app.evaluation.rules_mode import mode_declared
from app.evaluation.scope import Scope
from app.evaluation.stages import Stage
from tests.builders import a_booking, a_manager, a_manager_request, a_past_session, an_issued
from tests.conftest import NOW
from tests.evaluation.answers import attended, for_all, open_link, open_request
from tests.page import Visitor
from tests.words import SEND_MY_ANSWERS

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148"
ANDROID = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
TABLET = "Mozilla/5.0 (Android 15; Tablet; rv:140.0) Gecko/140.0 Firefox/140.0"
COMPUTER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("is_mobile", "agent", "mode"),
    [
        ("?1", COMPUTER, AnswerMode.PHONE),
        ("?0", ANDROID, AnswerMode.DESKTOP),
        (None, IPHONE, AnswerMode.PHONE),
        (None, ANDROID, AnswerMode.PHONE),
        (None, TABLET, AnswerMode.DESKTOP),
        (None, COMPUTER, AnswerMode.DESKTOP),
        ("yes", IPHONE, AnswerMode.PHONE),
        (None, None, None),
        (None, "", None),
    ],
)
def test_the_mode_is_what_the_browser_declares(
    is_mobile: str | None, agent: str | None, mode: AnswerMode | None
) -> None:
    assert mode_declared(is_mobile, agent) is mode


@pytest.mark.parametrize(
    ("declared", "mode"),
    [({"HTTP_SEC_CH_UA_MOBILE": "?1"}, AnswerMode.PHONE), ({"HTTP_USER_AGENT": COMPUTER}, AnswerMode.DESKTOP)],
)
def test_a_person_and_a_manager_answer_on_what_they_have(
    visitor: Visitor, declared: dict[str, str], mode: AnswerMode
) -> None:
    visitor.client.environ_base.update(declared)
    issued = an_issued(attended(), Stage.POST_COURSE)
    assert issued.mode is None
    page = open_link(visitor, issued)
    required = [question for question in issued.questionnaire.asked if not question.kind.is_text]
    given = {f"question_{question.id}": next(iter(question.choices)) for question in required}
    assert page.press(SEND_MY_ANSWERS, **given).h1 == "Thank you"
    assert issued.mode is mode
    request = a_manager_request(attended())
    page = open_request(visitor, request.id)
    [whose] = request.issued
    said = {f"about_{whose.id}_cannot_say": [CannotSay.NOT_SEEN.value], for_all(request): "They ask."}
    assert page.press(SEND_MY_ANSWERS, **said).h1 == "Thank you"
    assert whose.mode is mode


def test_a_manager_who_cannot_say_has_a_mode_too(app: Flask) -> None:
    request = a_manager_request(attended(), attended())
    first, second = request.issued
    said = {first.id: CannotSay.NOT_SEEN, second.id: {}}
    answer_as_manager(request, said, for_all={}, at=NOW, mode=AnswerMode.PHONE)
    assert (first.mode, second.mode) == (AnswerMode.PHONE, AnswerMode.PHONE)


def test_what_is_typed_in_is_paper_until_it_is_taken_back(app: Flask) -> None:
    booking, manager = a_booking(a_past_session(), outcome=Outcome.ATTENDED), a_manager()
    issued = an_issued(booking, Stage.POST_COURSE)
    answers = {issued.questionnaire.asked[0].id: 4}
    type_in(booking, Stage.POST_COURSE, answers, completed_on=NOW.date(), by=manager, at=NOW)
    assert issued.mode is AnswerMode.PAPER
    take_back_paper(issued, by=manager, at=NOW)
    assert issued.mode is None


def test_results_say_who_answered_on_what(visitor: Visitor) -> None:
    session = a_past_session()
    for mode in (AnswerMode.PHONE, AnswerMode.PHONE, AnswerMode.PAPER, None):
        issued = an_issued(a_booking(session, outcome=Outcome.ATTENDED), Stage.POST_COURSE)
        answer(issued, {issued.questionnaire.asked[0].id: 4}, at=NOW, mode=mode)
    an_issued(a_booking(session, outcome=Outcome.ATTENDED), Stage.POST_COURSE)
    [modes] = counts_of_scope(Scope(NOW.date().replace(month=1), NOW.date()), at=NOW).modes.values()
    assert modes.counts == {AnswerMode.PHONE: 2, AnswerMode.PAPER: 1, None: 1}
    page = visitor.sign_in(a_manager()).open_page(f"/evaluation/courses/{session.course_id}")
    table = page.soup.find(attrs={"aria-label": "On what they answered"})
    assert [cell.get_text() for cell in table.select("tbody tr *")] == [
        "Post-course evaluation",
        "2",
        "0",
        "1",
        "1",
        "4",
    ]
