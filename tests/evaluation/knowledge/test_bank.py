"""The bank of items: written, changed in versions, retired, taken into drafts; and what a person is told afterwards."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.booking.states import Outcome
from app.core.database import db
from app.core.links import Secret, token
from app.evaluation.answering.models import Answer
from app.evaluation.kinds import Instead
from app.evaluation.knowledge import refusals, services
from app.evaluation.knowledge.rules import Wording, mixed, wording_of
from app.evaluation.models import Questionnaire
from app.evaluation.models_issued import Issued
from app.evaluation.models_knowledge import ItemKind, KnowledgeItem
from app.evaluation.questionnaires.rules import ask_of
from app.evaluation.questionnaires.services import publish_questionnaire, start_draft
from app.evaluation.questionnaires.services_building import edit_question
from app.evaluation.refusals import ItemChoicesUnclear, NothingIsRight, ScoredByTheBank
from app.evaluation.stages import Stage
from tests.builders import a_booking, a_course, a_manager, a_past_session, a_session, an_issued
from tests.conftest import NOW, clock_at
from tests.evaluation.answers import attended, field_of, open_link
from tests.page import Page, Visitor
from tests.words import SEND_MY_ANSWERS

ONE = Wording(
    ItemKind.ONE_OF, "Whom do you ask first?", (("The child", True), ("The school", False)), "Children first."
)
STEPS = ("Make the child safe", "Record it", "Refer it", "Follow it up")
ORDER = Wording(ItemKind.ORDER, "In which order?", tuple((step, True) for step in STEPS), "Safety comes first.")
SEVERAL = Wording(
    ItemKind.SEVERAL_OF,
    "Which are signs of neglect?",
    (("Untreated teeth", True), ("Missed appointments", True), ("A new coat", False)),
    "Needs that aren’t met.",
    "A girl of nine is often hungry.",
)


def an_item(wording: Wording = ONE, topic: str = "Voice of the child", **more: Any) -> KnowledgeItem:
    return services.add_item(topic=topic, wording=wording, by=a_manager(), at=NOW, **more)


def asking(stage: Stage, *items: KnowledgeItem) -> Questionnaire:
    """In use as the default: the items alone."""
    draft = start_draft(stage, by=a_manager(), at=NOW)
    draft.questions.clear()
    db.session.commit()
    for item in items:
        services.take_item(draft, item)
    publish_questionnaire(draft, by=a_manager(), at=NOW)
    return draft


def told(visitor: Visitor, issued: Issued) -> Page:
    secret = Secret(issued.stage, issued.booking_id)
    return visitor.open_page(f"/questionnaires/{issued.stage}/{token(secret)}/what-was-right")


@pytest.fixture
def officer(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


# Scoring


@pytest.mark.parametrize(
    ("wording", "right", "wrong"),
    [
        (ONE, [["The child"]], [["The school"], []]),
        (SEVERAL, [["Untreated teeth", "Missed appointments"], ["Missed appointments", "Untreated teeth"]], []),
        (SEVERAL, [], [["Untreated teeth"], ["Untreated teeth", "Missed appointments", "A new coat"], []]),
        (ORDER, [list(STEPS)], [list(reversed(STEPS)), [*STEPS[1:], STEPS[0]], list(STEPS[:3]), []]),
    ],
)
def test_all_of_it_is_right_or_it_is_not(
    app: Flask, wording: Wording, right: list[list[str]], wrong: list[list[str]]
) -> None:
    version = an_item(wording).current
    numbers = {words: number for number, words in version.choices.items()}
    assert all(version.is_right([numbers[words] for words in chosen]) for chosen in right)
    assert not any(version.is_right([numbers[words] for words in chosen]) for chosen in wrong)


def test_steps_are_never_shown_in_their_right_order() -> None:
    for steps in (["a", "b"], ["b", "a"], list(STEPS), sorted(STEPS), list("abcdef"), list("fedcba")):
        assert sorted(mixed(steps)) == sorted(steps)
        assert mixed(steps) != steps
        assert mixed(steps) == mixed(list(steps))


@pytest.mark.parametrize("wording", [ONE, SEVERAL, ORDER])
def test_an_item_is_edited_as_it_was_written(app: Flask, wording: Wording) -> None:
    assert wording_of(an_item(wording).current) == wording


def test_an_item_without_clear_choices_or_a_right_answer_is_refused(app: Flask) -> None:
    for choices, refusal in (
        ((("One", True),), ItemChoicesUnclear),
        ((("One", True), ("one", False)), ItemChoicesUnclear),
        (tuple((str(number), number == 1) for number in range(7)), ItemChoicesUnclear),
        ((("One", False), ("Two", False)), NothingIsRight),
        ((("One", True), ("Two", True)), NothingIsRight),
    ):
        with pytest.raises(refusal):
            an_item(Wording(ItemKind.ONE_OF, "Which?", choices, "So."))
    assert db.session.query(KnowledgeItem).count() == 0


# Versions and drafts


def test_a_change_makes_a_version_for_drafts_and_leaves_what_is_in_use(app: Flask) -> None:
    item = an_item()
    in_use = asking(Stage.PRE_COURSE, item)
    draft = start_draft(Stage.PRE_COURSE, by=a_manager(), at=NOW)
    changed = Wording(ItemKind.ONE_OF, "Who comes first?", ONE.choices, ONE.explanation)
    services.change_item(item, topic="Voice", wording=changed, by=a_manager(), at=NOW)
    assert [question.words for question in in_use.questions] == [ONE.words]
    assert [(question.words, question.item_version.version) for question in draft.questions] == [
        ("Who comes first?", 2)
    ]  # type: ignore[union-attr]
    services.change_item(item, topic="Voice of children", wording=changed, by=a_manager(), at=NOW)
    assert (len(item.versions), item.topic) == (2, "Voice of children")


def test_a_draft_takes_an_item_once_and_no_retired_one_and_managers_none(app: Flask) -> None:
    item, retired = an_item(), an_item(topic="Old")
    services.retire_item(retired, by=a_manager(), at=NOW)
    draft = start_draft(Stage.POST_COURSE, by=a_manager(), at=NOW)
    services.take_item(draft, item)
    for stage, taken, refusal in (
        (Stage.POST_COURSE, item, refusals.ItemAskedAlready),
        (Stage.POST_COURSE, retired, refusals.ItemRetired),
        (Stage.MANAGER, item, refusals.ManagersAreNotTested),
    ):
        with pytest.raises(refusal):
            services.take_item(start_draft(stage, by=a_manager(), at=NOW), taken)
    services.bring_back_item(retired, by=a_manager(), at=NOW)
    assert services.take_item(draft, retired).item_version is retired.current


def test_what_an_item_asks_is_edited_in_the_bank_alone(app: Flask) -> None:
    question = services.take_item(start_draft(Stage.POST_COURSE, by=a_manager(), at=NOW), an_item())
    with pytest.raises(ScoredByTheBank):
        edit_question(question, ask_of(question))


def test_parallel_items_hang_on_one_first(app: Flask) -> None:
    first = an_item()
    second = an_item(ORDER, "Order", parallel_to=first)
    third = an_item(SEVERAL, "Signs", parallel_to=second)
    assert {each.thing_known for each in (first, second, third)} == {first.id}
    with pytest.raises(refusals.FirstOfParallelItems):
        services.change_item(first, topic="x", wording=ONE, parallel_to=an_item(), by=a_manager(), at=NOW)


def test_the_office_writes_an_item_and_takes_it_into_a_questionnaire(officer: Visitor) -> None:
    page = officer.open_page("/evaluation").click("Knowledge items")
    assert "There is no item yet." in page.words
    form = page.click("Add an item")
    refused = form.press("Add the item", topic="Signs", kind="several of several", words="Which?", explanation="So.")
    assert refused.problems == ["Enter from 2 to 6 choices, no two the same"]
    added = refused.press("Add the item", option_1="Teeth", right_1="y", option_2="A coat")
    assert added.notice.startswith("Added.")
    assert "Not asked anywhere yet." in added.words
    draft = start_draft(Stage.POST_COURSE, by=a_manager(), at=NOW)
    page = officer.open_page(f"/evaluation/questionnaires/{draft.id}").click("Take knowledge items")
    page = page.press("Add “Signs”")
    assert page.notice == "Added at the end of the draft: “Signs”."
    assert "Post-course evaluation, version 2 (a draft)" in officer.open_page("/evaluation/knowledge").words
    edited = (
        officer.open_page("/evaluation/knowledge").click("Signs").click("Edit").press("Save the item", words="Which?!")
    )
    assert edited.notice.startswith("Saved: version 2.")
    retired = edited.press("Retire it")
    assert "Retired 23 November 2026" in retired.words
    assert "Signs" not in officer.open_page("/evaluation/knowledge").words
    assert "Signs" in officer.open_page("/evaluation/knowledge?retired=yes").words
    assert "Retired 23" not in retired.press("Bring it back").words


# Answering, and what is told


def test_each_kind_is_answered_scored_and_told_with_its_reason(visitor: Visitor) -> None:
    questionnaire = asking(Stage.POST_COURSE, an_item(), an_item(SEVERAL, "Signs"), an_item(ORDER, "Order"))
    issued = an_issued(attended(), Stage.POST_COURSE, questionnaire=questionnaire)
    child, signs, order = (field_of(issued, words) for words in (ONE.words, SEVERAL.words, ORDER.words))
    page = open_link(visitor, issued)
    assert SEVERAL.vignette in page.words
    assert "Needs that aren’t met." not in page.words  # no reason before it is sent
    shown = questionnaire.questions[2].options
    places = [str(STEPS.index(step) + 1) for step in shown]
    refused = page.press(SEND_MY_ANSWERS, **{child: 2, signs: [1, 2], order: ["1", "1", "2", "3"]})
    assert refused.problems == [f"Give each step of “{ORDER.words}” a place of its own, from first to last"]
    assert refused.error_beside(order) == refused.problems[0]
    page = refused.press(SEND_MY_ANSWERS, **{order: places})
    assert page.h1.startswith("What was right")
    assert "You had 2 of 3 right." in page.words
    assert "Not right You answered: The school Right: The child Children first." in page.words
    assert f"Right You answered: {'; '.join(STEPS)}" in page.words
    given = db.session.query(Answer).filter_by(issued_id=issued.id).order_by(Answer.question_id)
    assert [each.is_right for each in given] == [False, True, True]
    again = open_link(visitor, issued)
    assert "already answered" in again.words
    assert again.click("See what was right").h1.startswith("What was right")


def test_steps_that_arent_asked_are_in_nobodys_way(visitor: Visitor) -> None:
    """Begun, and then no longer asked after another answer: nobody could see what was wrong."""
    questionnaire = asking(Stage.POST_COURSE, an_item(), an_item(ORDER, "Order"))
    first, steps = questionnaire.questions
    steps.shown_if, steps.shown_if_numbers = first, [1]
    issued = an_issued(attended(), Stage.POST_COURSE, questionnaire=questionnaire)
    child, order = (field_of(issued, words) for words in (ONE.words, ORDER.words))
    page = open_link(visitor, issued)
    assert page.press(SEND_MY_ANSWERS, **{child: 1, order: ["1", "1", "", ""]}).problems
    assert page.press(SEND_MY_ANSWERS, **{child: 2, order: ["1", "1", "", ""]}).h1.startswith("What was right")


def test_not_knowing_is_not_right_and_declining_is_neither(visitor: Visitor) -> None:
    questionnaire = asking(Stage.POST_COURSE, an_item(), an_item(ORDER, "Order"))
    issued = an_issued(attended(), Stage.POST_COURSE, questionnaire=questionnaire)
    child, order = (field_of(issued, words) for words in (ONE.words, ORDER.words))
    page = open_link(visitor, issued).press(SEND_MY_ANSWERS, **{child: "-3", f"{order}_instead": ["-2"]})
    assert "You had 0 of 1 right." in page.words
    given = db.session.query(Answer).filter_by(issued_id=issued.id).order_by(Answer.question_id)
    assert [(each.instead, each.is_right) for each in given] == [(Instead.DONT_KNOW, False), (Instead.DECLINED, None)]


def test_nothing_is_told_before_the_answers_are_sent(visitor: Visitor) -> None:
    issued = an_issued(attended(), Stage.POST_COURSE, questionnaire=asking(Stage.POST_COURSE, an_item()))
    page = told(visitor, issued)
    assert page.refuses(refusals.NotSentYet)
    assert "Children first." not in page.words
    other = token(Secret("before", issued.booking_id))
    assert visitor.open_page(f"/questionnaires/after/{other}/what-was-right").status == 404


def test_what_is_asked_again_is_told_after_the_last_answer(visitor: Visitor) -> None:
    item, only_before = an_item(), an_item(SEVERAL, "Signs")
    before, after = asking(Stage.PRE_COURSE, item, only_before), asking(Stage.POST_COURSE, item)
    booking = a_booking(a_session(a_course()))
    first = an_issued(booking, Stage.PRE_COURSE, questionnaire=before)
    child, signs = (field_of(first, words) for words in (ONE.words, SEVERAL.words))
    page = open_link(visitor, first).press(SEND_MY_ANSWERS, **{child: 2, signs: [1, 2]})
    assert "You had 1 of 1 right." in page.words  # of what is told now
    assert "You will be asked 1 of these questions again." in page.words
    assert "Children first." not in page.words
    with clock_at(booking.session.ends_at + timedelta(minutes=5)):
        second = an_issued(attended_now(booking), Stage.POST_COURSE, questionnaire=after)
        assert "Children first." not in told(visitor, first).words
        open_link(visitor, second).press(SEND_MY_ANSWERS, **{field_of(second, ONE.words): 1})
        assert "Children first." in told(visitor, first).words
        assert "You had 1 of 2 right." in told(visitor, first).words


def attended_now(booking: Any) -> Any:
    booking.outcome = Outcome.ATTENDED
    db.session.commit()
    return booking


def test_who_never_answers_again_is_told_once_that_has_closed(visitor: Visitor) -> None:
    item = an_item()
    before = asking(Stage.PRE_COURSE, item)
    asking(Stage.POST_COURSE, item)
    booking = a_booking(a_past_session(days_ago=2))
    first = an_issued(booking, Stage.PRE_COURSE, questionnaire=before, at=NOW - timedelta(days=9), answered_at=NOW)
    db.session.add(Answer(issued_id=first.id, question_id=before.questions[0].id, number=2, is_right=False))
    db.session.commit()
    assert "Children first." not in told(visitor, first).words
    with clock_at(NOW + timedelta(days=40)):
        assert "Children first." in told(visitor, first).words
