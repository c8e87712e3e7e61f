"""A started answer is kept, so that a telephone call doesn't lose it; it counts as no answer."""

import contextvars
from datetime import timedelta

import pytest
from flask import Flask

from app.core.database import db
from app.core.links import Secret, token
from app.evaluation.answering.models import Answer
from app.evaluation.answering.services import keep_started, type_in
from app.evaluation.issuing.services_reminding import forget_what_was_started
from app.evaluation.models_issued import Issued
from app.evaluation.refusals import QuestionnaireClosed
from app.evaluation.stages import Stage
from tests.builders import a_booking, a_manager, a_manager_request, a_session, an_issued
from tests.conftest import NOW, clock_at
from tests.evaluation.answers import SCALE, attended, field_of, for_all, kept, open_link, open_request, ticks
from tests.page import Page, Visitor
from tests.words import (
    HAVE_YOU_CHANGED_ANYTHING,
    HOW_USEFUL,
    POST_COURSE_EVALUATION,
    PRE_COURSE_SELF_EVALUATION,
    QUESTIONNAIRE_HAS_CLOSED,
    SEND_MY_ANSWERS,
    WHAT_ELSE_DO_YOU_NEED,
    WHAT_WILL_YOU_DO,
)

KEEP = "Keep them for now"


@pytest.fixture
def issued(app: Flask) -> Issued:
    return an_issued(attended(), Stage.POST_COURSE)


def chosen(page: Page, field: str) -> str | None:
    choice = page.soup.find("input", attrs={"name": field, "checked": True})
    return choice and choice["value"]


def by_itself(visitor: Visitor, page: Page, **answers: str) -> int:
    """What the page's script sends while somebody answers; returns the status."""
    form_token = page.soup.find("input", attrs={"name": "csrf_token"})["value"]
    data = {"csrf_token": form_token, "keep": "by itself", **answers}
    status = contextvars.Context().run(visitor.client.post, page.address, data=data).status_code
    db.session.rollback()
    return status


def test_what_was_begun_stands_there_when_the_link_is_opened_again(visitor: Visitor, issued: Issued) -> None:
    knowledge, comment = field_of(issued, "Knowledge"), field_of(issued, WHAT_WILL_YOU_DO)
    page = open_link(visitor, issued).press(KEEP, **{knowledge: 7, comment: "Ask first.\nThen listen."})
    assert page.notice.startswith("We have kept what you have answered so far.")
    elsewhere = open_link(Visitor(visitor.app), issued)
    assert chosen(elsewhere, knowledge) == "7"
    assert elsewhere.soup.find(id=comment).get_text().strip() == "Ask first.\nThen listen."
    assert "You started this earlier" in elsewhere.words
    assert (issued.answered_at, db.session.query(Answer).count()) == (None, 0)


def test_it_is_kept_right_or_wrong_and_told_where_it_is_wrong_once_it_is_sent(visitor: Visitor, issued: Issued) -> None:
    comment = field_of(issued, WHAT_WILL_YOU_DO)
    page = open_link(visitor, issued).press(KEEP, **{comment: "x" * 4001})
    assert page.problems == []
    assert page.press(SEND_MY_ANSWERS).error_beside(comment).endswith("must be 4,000 characters or fewer")


def test_what_is_far_longer_than_its_field_takes_is_not_kept(visitor: Visitor, issued: Issued) -> None:
    question = next(question for question in issued.questionnaire.asked if question.kind.is_text)
    name = f"question_{question.id}"
    open_link(visitor, issued).press(KEEP, **{name: "x" * 100_000, field_of(issued, "Knowledge"): 7})
    assert list(issued.draft or {}) == [field_of(issued, "Knowledge")]


def test_the_page_keeps_it_by_itself_and_hears_nothing(visitor: Visitor, issued: Issued) -> None:
    page = open_link(visitor, issued)
    assert page.soup.find("form", attrs={"data-keeps": True})
    assert by_itself(visitor, page, **{field_of(issued, "Knowledge"): "7"}) == 204
    assert issued.draft == {field_of(issued, "Knowledge"): 7}


def test_keeping_needs_the_forms_token(visitor: Visitor, issued: Issued) -> None:
    page = open_link(visitor, issued)
    data = {"keep": "by itself", field_of(issued, "Knowledge"): "7"}
    assert visitor.open_page(page.address, method="POST", data=data).status == 400
    assert issued.draft is None


def test_a_no_of_two_choices_is_kept_too(visitor: Visitor) -> None:
    issued = an_issued(attended(), Stage.IMPACT)
    changed = field_of(issued, HAVE_YOU_CHANGED_ANYTHING)
    open_link(visitor, issued).press(KEEP, **{changed: 0})
    assert chosen(open_link(visitor, issued), changed) == "0"


def test_what_was_begun_elsewhere_answers_nothing_that_stood_empty_in_the_page_sent(
    visitor: Visitor, issued: Issued
) -> None:
    comment = field_of(issued, WHAT_ELSE_DO_YOU_NEED)
    useful = field_of(issued, HOW_USEFUL)
    opened_early = open_link(visitor, issued)
    open_link(Visitor(visitor.app), issued).press(KEEP, **{useful: 1, comment: "Everything"})
    page = opened_early.press(SEND_MY_ANSWERS, **{field_of(issued, measure): 5 for measure in SCALE})
    assert "Answer “How useful was it for your work?”" in page.problems
    assert issued.answered_at is None


def test_an_answer_forgets_what_was_begun(visitor: Visitor) -> None:
    issued = an_issued(a_booking(), Stage.PRE_COURSE)
    page = open_link(visitor, issued).press(KEEP, **{field_of(issued, "Knowledge"): 2})
    page.press(SEND_MY_ANSWERS, **{field_of(issued, measure): 5 for measure in SCALE})
    assert kept(issued) == dict.fromkeys(SCALE, 5)
    assert issued.draft is None


def test_a_paper_typed_in_forgets_what_was_begun_online(visitor: Visitor, issued: Issued) -> None:
    open_link(visitor, issued).press(KEEP, **{field_of(issued, "Knowledge"): 2})
    number = issued.questionnaire.asked[0].id
    type_in(issued.booking, Stage.POST_COURSE, {number: 9}, completed_on=NOW.date(), by=a_manager(), at=NOW)
    assert (issued.draft, kept(issued)) == (None, {"Knowledge": 9})


def test_after_closing_nothing_is_kept_any_more(visitor: Visitor, issued: Issued) -> None:
    page = open_link(visitor, issued)
    with clock_at(issued.closes_at):
        assert by_itself(visitor, page, **{field_of(issued, "Knowledge"): "7"}) == 200
        assert QUESTIONNAIRE_HAS_CLOSED in page.press(KEEP).words
    with pytest.raises(QuestionnaireClosed):
        keep_started(issued, {}, at=issued.closes_at)
    assert issued.draft is None


def test_what_was_begun_is_forgotten_once_it_has_closed(visitor: Visitor, issued: Issued) -> None:
    request = a_manager_request(attended())
    open_link(visitor, issued).press(KEEP, **{field_of(issued, "Knowledge"): 7})
    open_request(visitor, request.id).press(KEEP, **{for_all(request): "They ask."})
    forget_what_was_started(at=issued.closes_at - timedelta(seconds=1))
    assert issued.draft
    assert request.draft
    forget_what_was_started(at=issued.closes_at)
    assert (issued.draft, request.draft) == (None, None)


def test_a_managers_page_is_kept_and_forgotten_in_the_same_way(visitor: Visitor) -> None:
    request = a_manager_request(attended(name="Ann"), attended(name="Bo"))
    page = open_request(visitor, request.id)
    anns, *_ = ticks(page)
    page = page.press(KEEP, **{anns: 3, for_all(request): "They ask."})
    assert chosen(page, anns) == "3"
    assert by_itself(visitor, page, **{for_all(request): "They ask more."}) == 204
    assert request.draft == {for_all(request): "They ask more."}
    page = open_request(visitor, request.id)
    page.press(SEND_MY_ANSWERS, **dict.fromkeys(ticks(page), 1))
    assert request.is_answered
    assert request.draft is None


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_keeps_and_answers_nothing(visitor: Visitor, issued: Issued, method: str) -> None:
    """Mail scanners open links, and some send along what they find in the page's form."""
    request = a_manager_request(attended())
    addresses = [
        f"/questionnaires/after/{token(Secret(Stage.POST_COURSE, issued.booking_id))}",
        f"/questionnaires/manager/{token(Secret(Stage.MANAGER, request.id))}",
        f"/questionnaires/room/{token(Secret('evaluation-room', issued.booking.session_id))}",
    ]
    sent = {"keep": "by itself", field_of(issued, "Knowledge"): "7"} | {
        field_of(issued, measure): "7" for measure in SCALE
    }
    for address in addresses:
        response = contextvars.Context().run(visitor.client.open, address, method=method, query_string=sent)
        assert response.status_code == 200
    db.session.expire_all()
    assert (issued.draft, issued.answered_at, request.draft) == (None, None, None)
    assert db.session.query(Answer).count() == 0
    assert db.session.query(Issued).count() == 2


# From "My bookings"


def test_my_bookings_leads_to_what_can_be_answered_and_says_what_was_begun(visitor: Visitor, issued: Issued) -> None:
    person = issued.booking.practitioner
    an_issued(a_booking(a_session(), person), Stage.PRE_COURSE)
    an_issued(attended(), Stage.POST_COURSE)  # somebody else's
    answered = a_booking(a_session(), person)
    an_issued(answered, Stage.PRE_COURSE, answers={"Knowledge": 3})
    open_link(visitor, issued).press(KEEP, **{field_of(issued, "Knowledge"): 7})
    page = visitor.sign_in(person).open_page("/bookings")
    to_answer = [link.get_text() for link in page.soup.select("a[href^='/questionnaires/']")]
    assert [words.partition(" of ")[0] for words in to_answer] == [
        PRE_COURSE_SELF_EVALUATION,
        POST_COURSE_EVALUATION,
    ]  # the soonest to close first
    assert "you have begun · open until" in page.words
    page = page.click(POST_COURSE_EVALUATION)
    assert chosen(page, field_of(issued, "Knowledge")) == "7"


def test_my_bookings_has_no_heading_for_nothing_to_answer(visitor: Visitor) -> None:
    page = visitor.sign_in(a_booking().practitioner).open_page("/bookings")
    assert "Questionnaires to answer" not in page.words
