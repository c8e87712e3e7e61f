"""The builder's pages: what is in use, a draft and its questions, the bank, the preview, a course's own."""

from typing import Any

import pytest

from app.booking.states import Outcome
from app.core.database import db
from app.evaluation.answering.models import Answer
from app.evaluation.kinds import QuestionKind
from app.evaluation.models import Measure, Questionnaire
from app.evaluation.questionnaires import queries
from app.evaluation.questionnaires.rules import Ask
from app.evaluation.questionnaires.rules_ready import BANK, DEFAULT_QUESTIONS
from app.evaluation.questionnaires.services import make_the_defaults, publish_questionnaire, start_draft
from app.evaluation.questionnaires.services_building import add_question
from app.evaluation.refusals import AlreadyPublished, EndsUnclear
from app.evaluation.stages import Stage
from tests.builders import a_booking, a_course, a_manager, a_past_session, an_issued
from tests.conftest import NOW
from tests.page import Page, Visitor
from tests.words import (
    ADD_A_QUESTION,
    CHANGE_THIS_QUESTIONNAIRE,
    DISCARD_THE_DRAFT,
    GO_ON_WITH_THE_DRAFT,
    HOW_CONFIDENT_TO_HEAR_A_CHILD,
    IMPACT_QUESTIONNAIRE,
    MANAGER_QUESTIONNAIRE,
    POST_COURSE_EVALUATION,
    PRE_COURSE_SELF_EVALUATION,
    USE_IT_FROM_NOW_ON,
)


@pytest.fixture
def officer(visitor: Visitor) -> Visitor:
    make_the_defaults(at=NOW)
    return visitor.sign_in(a_manager())


def a_draft(stage: Stage = Stage.POST_COURSE, **more: Any) -> Questionnaire:
    return start_draft(stage, by=a_manager(), at=NOW, **more)


def page_of(visitor: Visitor, questionnaire: Questionnaire, part: str = "") -> Page:
    return visitor.open_page(f"/evaluation/questionnaires/{questionnaire.id}{part}")


def shown(page: Page) -> list[str]:
    """The questions and headings on the page of a questionnaire, in their order."""
    return [line.get_text(" ", strip=True) for line in page.soup.select("li[id^=question-] .cb-asks__words")]


NEW = {"words": "How sure are you about neglect?", "kind": "scale from 1 to 10", "low_end": "no", "high_end": "yes"}


def test_the_five_defaults_stand_on_the_first_page(officer: Visitor) -> None:
    page = officer.open_page("/evaluation").click("Questionnaires")
    assert page.h1 == "Questionnaires"
    names = [PRE_COURSE_SELF_EVALUATION, POST_COURSE_EVALUATION, "Post-course evaluation, brief"]
    assert [link.get_text() for link in page.soup.select(".cb-asks a")] == [
        *names,
        IMPACT_QUESTIONNAIRE,
        MANAGER_QUESTIONNAIRE,
    ]
    assert "7 questions, 3 measured · version 1, in use since 23 November 2026" in page.words
    assert "Every course uses the defaults." in page.words


def test_the_ready_sets_can_be_changed_before_anything_has_gone_out(visitor: Visitor) -> None:
    page = visitor.sign_in(a_manager()).open_page("/evaluation/questionnaires")
    assert page.soup.select(".cb-asks li") == []
    page = page.press("Make them now")
    assert len(page.soup.select(".cb-asks li")) == len(DEFAULT_QUESTIONS)
    draft = page.click(IMPACT_QUESTIONNAIRE).press(CHANGE_THIS_QUESTIONNAIRE)
    assert draft.h1 == "Impact questionnaire, version 2"


def test_a_change_is_drafted_and_then_used(officer: Visitor) -> None:
    page = officer.open_page("/evaluation/questionnaires").click(PRE_COURSE_SELF_EVALUATION)
    draft = page.press(CHANGE_THIS_QUESTIONNAIRE)
    assert draft.h1 == "Pre-course self-evaluation, version 2"
    assert "nobody is asked with it until you use it" in draft.words
    changed = draft.click(ADD_A_QUESTION).press("Add the question", **NEW)
    assert changed.notice == "Added at the end: “How sure are you about neglect?”."
    used = changed.press(USE_IT_FROM_NOW_ON)
    assert used.notice.startswith("Version 2 is in use: it is what goes out from now on.")
    assert shown(used)[-1] == NEW["words"]
    assert GO_ON_WITH_THE_DRAFT not in used.words
    assert not used.soup.find("a", string="Edit")


def test_the_page_of_an_old_version_leads_to_no_change(officer: Visitor) -> None:
    old = queries.questionnaires(queries.in_use().ids.values())[0]
    publish_questionnaire(a_draft(old.stage), by=a_manager(), at=NOW)
    page = page_of(officer, old)
    assert "Not in use any more" in page.words
    assert [button.get_text() for button in page.soup.main.select("button")] == []  # type: ignore[union-attr]


def test_versions_stand_with_how_many_were_issued_and_answered(officer: Visitor) -> None:
    over = a_past_session()
    an_issued(a_booking(over, outcome=Outcome.ATTENDED), Stage.POST_COURSE, answers={"Knowledge": 4})
    an_issued(a_booking(over, outcome=Outcome.ATTENDED), Stage.POST_COURSE)
    rows = [row.get_text(" ", strip=True) for row in page_of(officer, a_draft()).soup.select("tbody tr")]
    assert rows == [
        "Version 2 Draft – 7 questions, 3 measured 0 0",
        "Version 1 In use 23 November 2026 7 questions, 3 measured 2 1",
    ]


def test_a_question_is_edited_and_one_comes_back_to_it(officer: Visitor) -> None:
    draft = a_draft(Stage.PRE_COURSE)
    form = page_of(officer, draft).click("Edit “How much do you know")
    assert form.soup.find("input", {"name": "low_end"})["value"] == "nothing"  # type: ignore[index]
    response = officer.client.get(form.address)
    token = Page(officer, response).soup.find("input", {"name": "csrf_token"})["value"]  # type: ignore[index]
    data = {**NEW, "csrf_token": token, "measure": "Knowledge", "is_required": "y"}
    saved = officer.open_page(form.address, method="POST", data=data, follow_redirects=False)
    question = draft.questions[0]
    assert saved.response.location == f"/evaluation/questionnaires/{draft.id}#question-{question.id}"
    assert (question.words, question.measure and question.measure.name) == (NEW["words"], "Knowledge")


def test_every_field_of_a_question_is_kept_and_shown(officer: Visitor) -> None:
    form = page_of(officer, a_draft(), "/questions/new")
    page = form.press(
        "Add the question",
        words="What helped?",
        help="Choose one.",
        kind="one of several",
        options=" The cases \n\n The  talk\n",
        is_required=None,
    )
    last = page.soup.select("li[id^=question-]")[-1].get_text(" ", strip=True)
    assert "One of several choices · optional · can be declined Help: Choose one. The cases The talk" in last


def test_a_section_stands_between_questions(officer: Visitor) -> None:
    draft = a_draft(Stage.PRE_COURSE)
    page = page_of(officer, draft, "/sections/new").press("Add the section", words="Your practice", help="Be frank.")
    page = page.press("Move up “Your practice”")
    assert shown(page)[-2:] == ["Section Your practice", "How confident are you to challenge another agency about it?"]
    page = page.click("Edit “Your practice”").press("Save the section", words="Your own practice")
    preview = page.click("Preview")
    assert [heading.get_text() for heading in preview.soup.select("h2")] == ["Your own practice"]
    assert "Be frank." in preview.words


def test_questions_are_moved_and_removed_by_buttons_that_name_them(officer: Visitor) -> None:
    page = page_of(officer, a_draft(Stage.MANAGER))
    seen, talked, comment = shown(page)
    page = page.press(f"Move down “{seen}”")
    assert page.notice == f"Moved down: “{seen}”."
    assert shown(page) == [talked, seen, comment]
    page = page.press(f"Remove “{seen}”")
    assert page.notice == f"Removed from this draft: “{seen}”."
    assert shown(page) == [talked, comment]


@pytest.mark.parametrize(
    ("typed", "field", "complaint"),
    [
        ({"words": ""}, "words", "Enter the question"),
        ({"kind": None}, "kind", "Choose how it is answered"),
        ({"low_end": ""}, "low_end", EndsUnclear.message),
        ({"kind": "one of several", "options": "one"}, "options", "Enter from 2 to 10 choices, each on a line"),
        ({"kind": "one of several", "options": "x" * 121}, "options", "Each choice must be 120 characters or fewer"),
        ({"kind": "agree or disagree", "measure": "Information"}, "kind", "“Information” is always asked in one way"),
        ({"measure": "Knowledge"}, "measure", "This questionnaire asks that measure already"),
        ({"new_measure": "Knowledge"}, "new_measure", "There is already a measure with this name"),
        ({"measure": "Information", "new_measure": "Neglect"}, "new_measure", "Choose a measure or name a new one"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_nothing_is_lost(
    officer: Visitor, typed: dict[str, Any], field: str, complaint: str
) -> None:
    scale = Ask(QuestionKind.SCALE_10, "Do you share what you know?", low_end="never", high_end="always")
    add_question(a_draft(Stage.IMPACT), scale, new_measure="Information")
    draft = a_draft(Stage.PRE_COURSE)
    before = len(draft.questions)
    sent = {**NEW, "help": "In your own words.", **typed}
    page = page_of(officer, draft, "/questions/new").press("Add the question", **sent)
    assert page.h1 == ADD_A_QUESTION
    assert page.error_beside(field).startswith(complaint)
    assert len(page.problems) == 1
    assert page.soup.find("input", {"name": "help"})["value"] == "In your own words."  # type: ignore[index]
    assert len(page_of(officer, draft).soup.select("li[id^=question-]")) == before


def test_a_question_typed_while_the_draft_was_put_in_use_is_not_lost(officer: Visitor) -> None:
    draft = a_draft()
    form = page_of(officer, draft, "/questions/new")
    publish_questionnaire(draft, by=a_manager(), at=NOW)
    page = form.press("Add the question", **NEW)
    assert page.problems == [AlreadyPublished.message]
    assert page.soup.find("input", {"name": "words"})["value"] == NEW["words"]  # type: ignore[index]


def test_a_measure_is_named_once_and_chosen_at_the_next_stage(officer: Visitor) -> None:
    form = page_of(officer, a_draft(Stage.PRE_COURSE), "/questions/new")
    assert "Measure: Neglect" in form.press("Add the question", **NEW, new_measure="Neglect").words
    form = page_of(officer, a_draft(Stage.POST_COURSE), "/questions/new")
    assert "Neglect (scale from 1 to 10)" in form.words
    assert "Measure: Neglect" in form.press("Add the question", **NEW, measure="Neglect").words
    assert db.session.query(Measure).filter_by(name="Neglect").count() == 1


def test_a_ready_question_is_added_with_one_button(officer: Visitor) -> None:
    draft = a_draft(Stage.PRE_COURSE)
    bank = page_of(officer, draft).click("Take ready questions")
    assert [heading.get_text() for heading in bank.soup.select("h2")] == ["Measured", "Choices and scales", "In words"]
    again = bank.press("Add “How confident are you to hear a child’s own view?”")
    assert again.notice == "Added at the end of the draft: “How confident are you to hear a child’s own view?”."
    assert HOW_CONFIDENT_TO_HEAR_A_CHILD not in [words.get_text() for words in again.soup.select(".cb-asks__words")]
    assert shown(again.click("Back to the draft"))[-1] == HOW_CONFIDENT_TO_HEAR_A_CHILD


def test_what_the_bank_no_longer_has_is_page_not_found(officer: Visitor) -> None:
    draft = a_draft(is_brief=True)
    bank = page_of(officer, draft, "/bank")
    bank.press(f"Add “{BANK[0].words}”")
    assert bank.press(f"Add “{BANK[0].words}”").status == 404


@pytest.mark.parametrize("stage", [Stage.PRE_COURSE, Stage.POST_COURSE, Stage.IMPACT])
def test_the_preview_asks_what_the_practitioner_is_asked(officer: Visitor, stage: Stage) -> None:
    draft = a_draft(stage, course=a_course("Neglect"))
    page = page_of(officer, draft, "/preview")
    assert page.h1 == f"{stage.heading}: Neglect"
    assert "This is a preview of version 1, as a practitioner sees it. Nothing here is sent or kept." in page.words
    for question in draft.asked:
        assert question.words in page.words
        assert page.soup.find(attrs={"name": f"question_{question.id}"})
    assert not page.soup.main.find("form")  # type: ignore[union-attr]
    assert db.session.query(Answer).count() == 0


def test_the_preview_shows_a_made_up_person_to_a_manager(officer: Visitor) -> None:
    page = page_of(officer, a_draft(Stage.MANAGER), "/preview")
    assert page.h1 == "What have you seen since the training?"
    assert "I no longer manage Sam Taylor" in page.words
    assert [heading.get_text() for heading in page.soup.select("h2")] == ["Sam Taylor", "In your words"]
    assert not page.soup.main.find("form")  # type: ignore[union-attr]
    assert not db.session.new


def test_the_manager_questionnaire_says_what_is_asked_once(officer: Visitor) -> None:
    page = page_of(officer, a_draft(Stage.MANAGER))
    assert (
        "what is answered in words is asked once for all of them, the other questions about each person" in page.words
    )
    assert not page.has_link("Add a section")
    lines = [line.get_text(" ", strip=True) for line in page.soup.select("li[id^=question-]")]
    assert ["Asked once" in line for line in lines] == [False, False, True]


def test_a_draft_without_questions_says_what_it_needs(officer: Visitor) -> None:
    page = page_of(officer, a_draft(is_brief=True))
    for words in shown(page):
        page = page.press(f"Remove “{words}”")
    assert "It needs at least one question before it can be used." in page.words
    assert not page.soup.find("button", string=USE_IT_FROM_NOW_ON)
    assert "It asks nothing yet." in page.click("Preview").words


def test_discarding_says_first_what_happens(officer: Visitor) -> None:
    page = page_of(officer, a_draft()).click(DISCARD_THE_DRAFT)
    assert "what is in use stays as it is" in page.words
    gone = page.press(DISCARD_THE_DRAFT)
    assert gone.notice == "The draft is gone: Post-course evaluation. What is in use stays as it is."
    assert queries.drafts() == []


def test_what_is_published_cannot_be_discarded(officer: Visitor) -> None:
    used = queries.questionnaires(queries.in_use().ids.values())[0]
    page = page_of(officer, used, "/discard")
    assert (page.status, "its words stay" in page.words) == (409, True)


def test_a_course_is_given_its_own_and_the_default_again(officer: Visitor) -> None:
    course = a_course("Complex neglect")
    page = officer.open_page("/evaluation/questionnaires").press("Choose the course", course=course.id)
    assert page.h1 == "Complex neglect: questionnaires"
    draft = page.press("Start its own from the default (Post-course evaluation)")
    assert draft.h1 == "Post-course evaluation, Complex neglect, version 1"
    draft.press(USE_IT_FROM_NOW_ON)
    page = officer.open_page("/evaluation/questionnaires").click("Post-course evaluation, Complex neglect")
    page = officer.open_page(f"/evaluation/courses/{course.id}/questionnaires")
    assert "Its own: version 1" in page.words
    page = page.press("Use the default again (Post-course evaluation)")
    assert page.notice.startswith("Complex neglect uses the default again: Post-course evaluation.")
    assert "Its own" not in page.words


def test_a_standing_draft_of_a_course_is_gone_on_with(officer: Visitor) -> None:
    course = a_course("Complex neglect")
    a_draft(Stage.PRE_COURSE, course=course)
    page = officer.open_page(f"/evaluation/courses/{course.id}/timing").click("What this course is asked with")
    assert page.click(GO_ON_WITH_THE_DRAFT).h1 == "Pre-course self-evaluation, Complex neglect, version 1"
    overview = officer.open_page("/evaluation/questionnaires")
    assert overview.click("Pre-course self-evaluation, Complex neglect, version 1").status == 200


def test_a_course_that_there_is_not_is_page_not_found(officer: Visitor) -> None:
    for given in ("0", "x", ""):
        assert officer.open_page(f"/evaluation/questionnaires/of-course?course={given}").status == 404
