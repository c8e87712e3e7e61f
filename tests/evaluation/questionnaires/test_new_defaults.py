"""The new ready questions: for new installations, and offered to the others; conditions and then-tests of a draft."""

from dataclasses import replace

import pytest
from flask import Flask

from app.core.database import db
from app.evaluation.kinds import QuestionKind
from app.evaluation.models import Measure, Question, Questionnaire
from app.evaluation.questionnaires import queries
from app.evaluation.questionnaires.refusals import NothingNewer
from app.evaluation.questionnaires.rules import Ask, Condition, ask_of
from app.evaluation.questionnaires.rules_ready import (
    CONFIDENCE,
    DEFAULT_QUESTIONS,
    READY_SET,
    SOURCES,
    THEN_CONFIDENCE,
)
from app.evaluation.questionnaires.services import (
    draft_new_default,
    keep_own_default,
    make_the_defaults,
    publish_questionnaire,
    start_draft,
)
from app.evaluation.questionnaires.services_building import (
    add_question,
    edit_question,
    move_question,
    remove_question,
)
from app.evaluation.refusals import (
    ConditionUnclear,
    MeasureAskedTwice,
    OthersDependOnIt,
    ThenTestBelongsAfter,
    WordsOfManagersDependOnNothing,
)
from app.evaluation.stages import Stage
from tests.builders import a_course, a_manager
from tests.conftest import NOW
from tests.page import Visitor

YES, WHY = Ask(QuestionKind.YES_NO, "Was it any use?"), Ask(QuestionKind.TEXT, "Why not?", is_required=False)


def old_defaults() -> list[Questionnaire]:
    """As an installation has them that was set up before the new ones."""
    make_the_defaults(at=NOW)
    standing = db.session.query(Questionnaire).order_by(Questionnaire.id).all()
    for questionnaire in standing:
        questionnaire.ready_set = 1
    db.session.commit()
    return standing


def a_draft(stage: Stage = Stage.POST_COURSE) -> Questionnaire:
    return start_draft(stage, by=a_manager(), at=NOW)


def test_a_new_installation_has_the_new_ones_and_is_offered_nothing(app: Flask) -> None:
    make_the_defaults(at=NOW)
    assert queries.with_newer_defaults() == []
    by_stage = {(each.stage, each.is_brief): each for each in db.session.query(Questionnaire)}
    for line, asks in DEFAULT_QUESTIONS.items():
        assert [ask_of(question) for question in by_stage[line].questions] == list(asks)


def test_an_older_one_stays_and_is_offered_the_new_ones_as_a_draft(visitor: Visitor) -> None:
    *_, impact, managers = old_defaults()
    impact.questions[3].words = "Our own words"
    db.session.commit()
    visitor.sign_in(a_manager())
    page = visitor.open_page("/evaluation/questionnaires")
    draft = page.press("Use the new default (Impact questionnaire)")
    assert draft.h1 == "Impact questionnaire, version 2"
    assert "What came of it for children and families?" in draft.words
    assert impact.questions[3].words == "Our own words"
    assert queries.in_use().ids[None, Stage.IMPACT, False] == impact.id
    page = visitor.open_page("/evaluation/questionnaires")
    assert "Use the new default (Impact questionnaire)" not in page.words
    kept = page.press("Keep ours (Manager questionnaire)")
    assert "Use the new default (Manager questionnaire)" not in kept.words
    assert managers.ready_set == READY_SET


def test_the_offer_ends_with_the_new_one_and_not_with_a_version_of_the_old(app: Flask) -> None:
    first, *_ = old_defaults()
    publish_questionnaire(a_draft(first.stage), by=a_manager(), at=NOW)
    [again] = [each for each in queries.with_newer_defaults() if each.stage is first.stage]
    assert again.version == 2
    publish_questionnaire(draft_new_default(again, by=a_manager(), at=NOW), by=a_manager(), at=NOW)
    assert first.stage not in {each.stage for each in queries.with_newer_defaults()}
    with pytest.raises(NothingNewer):
        draft_new_default(again, by=a_manager(), at=NOW)


def test_who_keeps_theirs_is_not_offered_them_again_for_a_later_version(app: Flask) -> None:
    first, *_ = old_defaults()
    keep_own_default(first, by=a_manager(), at=NOW)
    publish_questionnaire(a_draft(first.stage), by=a_manager(), at=NOW)
    assert first.stage not in {each.stage for each in queries.with_newer_defaults()}


def test_each_source_stands_on_the_page(visitor: Visitor) -> None:
    make_the_defaults(at=NOW)
    words = visitor.sign_in(a_manager()).open_page("/evaluation/questionnaires").words
    assert all(source.about in words and " ".join(source.words.split()) in words for source in SOURCES)


# Thinking back


def test_a_then_test_is_of_the_post_course_questionnaire_once_beside_its_measure(app: Flask) -> None:
    draft = a_draft()
    question = add_question(draft, THEN_CONFIDENCE)
    assert (question.measure, question.then_measure and question.then_measure.name) == (None, CONFIDENCE.measure)
    assert question.kind is QuestionKind.SCALE_10
    with pytest.raises(MeasureAskedTwice):
        add_question(draft, replace(THEN_CONFIDENCE, words="And before that?"))
    for stage in (Stage.PRE_COURSE, Stage.IMPACT):
        with pytest.raises(ThenTestBelongsAfter):
            add_question(a_draft(stage), THEN_CONFIDENCE)


def test_it_is_offered_among_the_ready_questions_and_written_on_the_form(visitor: Visitor) -> None:
    visitor.sign_in(a_manager())
    draft, course = a_draft(), a_course()
    page = visitor.open_page(f"/evaluation/questionnaires/{draft.id}/bank")
    page = page.press(f"Add “{THEN_CONFIDENCE.words}”")
    assert "Then-test of Confidence to practise" in visitor.open_page(f"/evaluation/questionnaires/{draft.id}").words
    form = visitor.open_page(f"/evaluation/questionnaires/{draft.id}/questions/new")
    typed = {"words": "How much did you know?", "kind": "scale from 1 to 10", "low_end": "no", "high_end": "all"}
    refused = form.press("Add the question", **typed, is_then="y")
    assert refused.problems == ["Choose the measure that it thinks back to"]
    assert refused.press("Add the question", measure="Knowledge").notice.startswith("Added at the end")
    assert "Then-test" not in visitor.open_page(f"/evaluation/courses/{course.id}/questionnaires").words


def test_a_measure_that_is_only_thought_back_to_stays(app: Flask) -> None:
    draft = a_draft()
    question = add_question(draft, replace(THEN_CONFIDENCE, measure=""), new_measure="Courage")
    assert question.then_measure
    remove_question(add_question(draft, YES))
    assert db.session.query(Measure).filter_by(name="Courage").count() == 1


# Conditions


def dependent(draft: Questionnaire) -> tuple[Question, Question]:
    earlier = add_question(draft, YES)
    return earlier, add_question(draft, replace(WHY, shown_if=Condition(YES.words, (0,))))


def test_a_condition_goes_with_a_new_version(app: Flask) -> None:
    draft = a_draft()
    dependent(draft)
    publish_questionnaire(draft, by=a_manager(), at=NOW)
    earlier, why = a_draft().questions[-2:]
    assert (why.shown_if, why.shown_if_numbers) == (earlier, [0])


def test_what_others_depend_on_stays_before_them_and_keeps_its_choices(app: Flask) -> None:
    earlier, why = dependent(a_draft())
    with pytest.raises(OthersDependOnIt):
        remove_question(earlier)
    with pytest.raises(ConditionUnclear):
        move_question(why, up=True)
    with pytest.raises(ConditionUnclear):
        edit_question(earlier, replace(YES, kind=QuestionKind.TEXT, is_required=False))
    assert why.position > earlier.position
    edit_question(why, WHY)
    remove_question(earlier)
    assert why.shown_if is None


def test_a_condition_on_all_choices_or_on_none_of_them_is_refused(app: Flask) -> None:
    draft = a_draft()
    add_question(draft, YES)
    for numbers in ((), (0, 1), (2,)):
        with pytest.raises(ConditionUnclear):
            add_question(draft, replace(WHY, shown_if=Condition(YES.words, numbers)))


def test_what_managers_write_depends_on_nothing(app: Flask) -> None:
    draft = a_draft(Stage.MANAGER)
    add_question(draft, YES)
    with pytest.raises(WordsOfManagersDependOnNothing):
        add_question(draft, replace(WHY, shown_if=Condition(YES.words, (0,))))


def test_a_draft_with_conditions_is_discarded(visitor: Visitor) -> None:
    draft = a_draft()
    dependent(draft)
    visitor.sign_in(a_manager())
    page = visitor.open_page(f"/evaluation/questionnaires/{draft.id}/discard")
    assert page.press("Discard the draft").notice.startswith("The draft is gone")


def test_the_office_ticks_after_which_answers_a_question_is_asked(visitor: Visitor) -> None:
    visitor.sign_in(a_manager())
    draft = a_draft()
    earlier, useful = add_question(draft, YES), draft.questions[3]
    form = visitor.open_page(f"/evaluation/questionnaires/{draft.id}/questions/new")
    typed = {"words": "Why not?", "kind": "text", f"shown_if_{earlier.id}": ["0"], f"shown_if_{useful.id}": ["1"]}
    refused = form.press("Add the question", **typed)
    assert refused.problems == ["Tick answers to one earlier question only"]
    refused = refused.press(
        "Add the question", **{f"shown_if_{earlier.id}": None, f"shown_if_{useful.id}": list("1234")}
    )
    assert refused.problems == ["Leave at least one answer out: with all of them ticked nobody is left out"]
    page = refused.press("Add the question", **{f"shown_if_{useful.id}": ["1", "2"]})
    condition = f"Asked only after “Not at all useful” or “Not very useful” to “{useful.words}”"
    assert condition in page.words
    edited = page.click("Edit “Why not?").press("Save the question", words="Why was it not?")
    assert condition in edited.words
    assert page.click("Add a section").press("Add the section", words="More").notice
