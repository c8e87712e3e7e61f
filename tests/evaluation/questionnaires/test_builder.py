"""What the office asks: drafts of new versions, questions and measures, and which version is issued."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import User
from app.booking.states import Outcome
from app.core.database import db
from app.core.errors import Refusal
from app.evaluation.issuing.services import issue_questionnaires
from app.evaluation.kinds import QuestionKind
from app.evaluation.models import Measure, Question, Questionnaire
from app.evaluation.models_issued import Issued
from app.evaluation.questionnaires import queries
from app.evaluation.questionnaires.refusals import ManagersAreAskedOnce, MeasureAsksOtherwise, MeasureNameTaken
from app.evaluation.questionnaires.rules import Ask, ask_of
from app.evaluation.questionnaires.rules_ready import BANK, DEFAULT_QUESTIONS
from app.evaluation.questionnaires.services import (
    discard_draft,
    make_the_defaults,
    publish_questionnaire,
    start_draft,
    use_default_questionnaire,
)
from app.evaluation.questionnaires.services_building import add_question, edit_question, move_question, remove_question
from app.evaluation.refusals import AlreadyPublished, EndsUnclear, MeasureAskedTwice, NothingAsked, OptionsUnclear
from app.evaluation.stages import Stage
from app.programme.models import Course, Strand
from tests.builders import (
    a_booking,
    a_course,
    a_learning_week,
    a_manager,
    a_past_session,
    a_session,
    an_issued,
    entries_about,
    questionnaire_for,
)
from tests.conftest import NOW
from tests.evaluation.together import at_once
from tests.words import HOW_USEFUL

NEGLECT = Ask(
    QuestionKind.SCALE_10,
    "How confident are you to act on concerns about neglect?",
    low_end="not at all",
    high_end="completely",
)
COMMENT = Ask(QuestionKind.TEXT, "Anything else?", is_required=False)
LIKED = Ask(QuestionKind.ONE_OF, "What did you like best?", options=("The cases", "The talk"))


def a_draft(stage: Stage = Stage.POST_COURSE, by: User | None = None, **more: Any) -> Questionnaire:
    return start_draft(stage, by=by or a_manager(), at=NOW, **more)


def publish(draft: Questionnaire) -> None:
    publish_questionnaire(draft, by=a_manager(), at=NOW)


def asked(questionnaire: Questionnaire) -> list[str]:
    db.session.expire_all()
    return [question.words for question in questionnaire.questions]


def asks_of(questionnaire: Questionnaire) -> list[Ask]:
    return [ask_of(question) for question in questionnaire.questions]


def in_use(stage: Stage, course: Course | None = None) -> Questionnaire:
    return questionnaire_for(a_session(course), stage)


def measures() -> list[str]:
    return [measure.name for measure in queries.measures()]


# Versions


def test_a_draft_is_the_next_version_and_copies_what_is_in_use(app: Flask) -> None:
    first = in_use(Stage.POST_COURSE)
    draft = a_draft()
    assert (draft.version, draft.is_draft, asks_of(draft)) == (2, True, asks_of(first))
    assert {question.id for question in draft.questions}.isdisjoint(question.id for question in first.questions)
    assert [question.measure for question in draft.questions] == [question.measure for question in first.questions]


@pytest.mark.parametrize("stage", [*Stage])
def test_there_is_one_draft_at_a_time_of_each_questionnaire(app: Flask, stage: Stage) -> None:
    draft = a_draft(stage)
    assert a_draft(stage) is draft
    publish(draft)
    assert a_draft(stage).version == 3


def test_what_was_asked_before_ends_had_words_is_copied_as_it_is(app: Flask) -> None:
    in_use(Stage.POST_COURSE).questions[0].low_end = ""
    db.session.commit()
    assert a_draft().questions[0].low_end == ""


def test_the_brief_default_and_a_courses_own_have_drafts_of_their_own(app: Flask) -> None:
    course = a_course()
    drafts = [a_draft(), a_draft(is_brief=True), a_draft(course=course), a_draft(course=a_course())]
    assert len({draft.id for draft in drafts}) == 4
    assert [draft.version for draft in drafts] == [2, 2, 1, 1]
    assert len(asks_of(drafts[1])) == len(DEFAULT_QUESTIONS[Stage.POST_COURSE, True])


def test_the_ready_sets_can_be_changed_before_anything_was_issued(app: Flask) -> None:
    assert asks_of(a_draft(Stage.PRE_COURSE)) == list(DEFAULT_QUESTIONS[Stage.PRE_COURSE, False])


def test_a_draft_is_issued_to_nobody(app: Flask) -> None:
    draft = a_draft(Stage.PRE_COURSE)
    a_booking()
    issue_questionnaires(at=NOW)
    assert [issued.questionnaire.version for issued in db.session.query(Issued)] == [1]
    assert draft.is_draft


def test_what_is_published_is_issued_from_then_on_and_to_nobody_twice(app: Flask) -> None:
    early = a_booking()
    issue_questionnaires(at=NOW)
    draft = a_draft(Stage.PRE_COURSE)
    publish(draft)
    assert issue_questionnaires(at=NOW) == 0
    late = a_booking()
    assert issue_questionnaires(at=NOW) == 1
    issued = {each.booking_id: each.questionnaire.version for each in db.session.query(Issued)}
    assert issued == {early.id: 1, late.id: 2}


def test_old_answers_keep_the_words_they_answered(app: Flask) -> None:
    answers = {HOW_USEFUL: 4}
    issued = an_issued(a_booking(a_past_session(), outcome=Outcome.ATTENDED), Stage.POST_COURSE, answers=answers)
    before = asks_of(issued.questionnaire)
    draft = a_draft()
    for question in list(draft.questions):
        edit_question(question, replace(ask_of(question), words="Something else?"))
    publish(draft)
    db.session.expire_all()
    assert asks_of(issued.questionnaire) == before
    assert set(asked(in_use(Stage.POST_COURSE))) == {"Something else?"}


def test_versions_say_how_many_were_issued_and_answered(app: Flask) -> None:
    over = a_past_session()
    an_issued(a_booking(over, outcome=Outcome.ATTENDED), Stage.POST_COURSE, answers={"Knowledge": 4})
    an_issued(a_booking(over, outcome=Outcome.ATTENDED), Stage.POST_COURSE)
    an_issued(a_booking(over, outcome=Outcome.ATTENDED), Stage.POST_COURSE, is_missed=True)
    draft = a_draft()
    versions = [(each.questionnaire.version, each.issued, each.answered) for each in queries.versions(draft)]
    assert versions == [(2, 0, 0), (1, 2, 1)]


CHANGES: list[Callable[[Questionnaire], Any]] = [
    lambda published: add_question(published, COMMENT),
    lambda published: edit_question(published.questions[0], COMMENT),
    lambda published: move_question(published.questions[0], up=False),
    lambda published: remove_question(published.questions[0]),
    lambda published: publish_questionnaire(published, by=a_manager(), at=NOW),
    lambda published: discard_draft(published, by=a_manager(), at=NOW),
]


@pytest.mark.parametrize("change", CHANGES, ids=["add", "edit", "move", "remove", "publish", "discard"])
def test_what_is_published_stays_as_it_is(app: Flask, change: Callable[[Questionnaire], Any]) -> None:
    published = in_use(Stage.POST_COURSE)
    before = asks_of(published)
    with pytest.raises(AlreadyPublished):
        change(published)
    assert asks_of(db.session.get_one(Questionnaire, published.id)) == before


def test_a_draft_that_asks_nothing_cannot_be_used(app: Flask) -> None:
    draft = a_draft(is_brief=True)
    for question in list(draft.questions):
        remove_question(question)
    add_question(draft, Ask(QuestionKind.SECTION, "About you"))
    with pytest.raises(NothingAsked):
        publish(draft)
    assert draft.is_draft


def test_a_discarded_draft_is_gone_and_its_number_is_free(app: Flask) -> None:
    draft = a_draft()
    discard_draft(draft, by=a_manager(), at=NOW)
    assert in_use(Stage.POST_COURSE).version == 1
    assert a_draft().version == 2


def test_the_audit_says_who_put_a_version_in_use(app: Flask) -> None:
    officer = a_manager()
    draft = a_draft(by=officer)
    publish_questionnaire(draft, by=officer, at=NOW)
    deeds = [(entry.verb, entry.actor_id, entry.data["name"]) for entry in entries_about(draft)]
    version = "Post-course evaluation, version 2"
    assert deeds == [
        ("started a draft of a questionnaire", officer.id, version),
        ("put a questionnaire in use", officer.id, version),
    ]


# A course's own


def test_a_course_is_asked_with_its_own_and_the_others_with_the_default(app: Flask) -> None:
    course, other = a_course(), a_course()
    own = a_draft(Stage.PRE_COURSE, course=course)
    assert in_use(Stage.PRE_COURSE, course).course is None
    publish(own)
    assert in_use(Stage.PRE_COURSE, course) is own
    assert in_use(Stage.PRE_COURSE, other).course is None
    assert in_use(Stage.POST_COURSE, course).course is None
    in_a_week = a_session(course, learning_week_id=a_learning_week().id)
    assert questionnaire_for(in_a_week, Stage.PRE_COURSE).course is None


def test_a_lunchtime_course_starts_from_the_brief_default(app: Flask) -> None:
    course = a_course(strand=Strand.LUNCHTIME)
    draft = a_draft(course=course)
    assert asks_of(draft) == list(DEFAULT_QUESTIONS[Stage.POST_COURSE, True])
    publish(draft)
    assert in_use(Stage.POST_COURSE, course) is draft


def test_a_course_can_use_the_default_again_and_later_have_its_own_again(app: Flask) -> None:
    course = a_course()
    for _ in range(2):
        publish(a_draft(course=course))
    use_default_questionnaire(course, Stage.POST_COURSE, by=a_manager(), at=NOW)
    assert in_use(Stage.POST_COURSE, course).course is None
    again = a_draft(course=course)
    assert again.version == 3
    publish(again)
    assert in_use(Stage.POST_COURSE, course) is again
    assert [entry.data for entry in entries_about(course)] == [{"stage": Stage.POST_COURSE}]


def test_using_the_default_again_touches_no_other_stage_and_no_other_course(app: Flask) -> None:
    course, other = a_course(), a_course()
    kept = [a_draft(Stage.IMPACT, course=course), a_draft(course=other)]
    for draft in (*kept, a_draft(course=course)):
        publish(draft)
    use_default_questionnaire(course, Stage.POST_COURSE, by=a_manager(), at=NOW)
    assert in_use(Stage.IMPACT, course) is kept[0]
    assert in_use(Stage.POST_COURSE, other) is kept[1]


def test_managers_are_asked_the_same_about_every_course(app: Flask) -> None:
    with pytest.raises(ManagersAreAskedOnce):
        a_draft(Stage.MANAGER, course=a_course())
    assert queries.drafts() == []


# Questions


def test_a_question_is_added_at_the_end_with_all_that_it_asks(app: Flask) -> None:
    draft = a_draft(is_brief=True)
    full = replace(LIKED, help="Think of the day.", is_required=False)
    question = add_question(draft, full)
    assert asked(draft)[-1] == LIKED.words
    assert ask_of(question) == full


def test_what_does_not_belong_to_a_kind_is_left_out(app: Flask) -> None:
    more: dict[str, Any] = {"measure": "Knowledge", "low_end": "a", "high_end": "b", "options": ("x", "y")}
    question = add_question(a_draft(is_brief=True), replace(COMMENT, is_about_needs=True, **more))
    assert ask_of(question) == replace(COMMENT, is_about_needs=True)
    edit_question(question, replace(NEGLECT, options=("x", "y"), is_about_needs=True))
    assert ask_of(question) == NEGLECT


def test_questions_move_past_their_neighbours_and_no_further(app: Flask) -> None:
    draft = a_draft(Stage.MANAGER)
    one, two, three = asked(draft)
    for place, up, order in (
        (2, True, [one, three, two]),
        (1, True, [three, one, two]),
        (0, True, [three, one, two]),
        (0, False, [one, three, two]),
        (2, False, [one, three, two]),
    ):
        move_question(draft.questions[place], up=up)
        assert asked(draft) == order


def test_order_survives_two_officers_at_once(app: Flask) -> None:
    """Each works on what the page showed them, whatever the other has done since."""
    draft = a_draft(Stage.MANAGER)
    first, second, third = draft.questions
    remove_question(second)
    move_question(third, up=True)
    add_question(draft, COMMENT)
    move_question(first, up=False)
    assert asked(draft) == [third.words, COMMENT.words, first.words]


def test_officers_who_start_a_draft_at_once_get_the_same_one(app: Flask) -> None:
    officer = a_manager()
    make_the_defaults(at=NOW)
    drafts = at_once(app, lambda: start_draft(Stage.POST_COURSE, by=db.session.merge(officer), at=NOW).id)
    assert set(drafts) == {draft.id for draft in queries.drafts()}
    assert len(queries.drafts()) == 1


def test_officers_who_add_and_move_at_once_lose_nothing(app: Flask) -> None:
    draft_id = a_draft(Stage.MANAGER).id

    def add_and_move() -> None:
        draft = db.session.get_one(Questionnaire, draft_id)
        move_question(add_question(draft, COMMENT), up=True)

    at_once(app, add_and_move)
    draft = db.session.get_one(Questionnaire, draft_id)
    assert sorted(asked(draft)) == sorted(
        [ask.words for ask in DEFAULT_QUESTIONS[Stage.MANAGER, False]] + [COMMENT.words] * 6
    )


@pytest.mark.parametrize(
    "options", [(), ("one",), ("same", "same"), tuple(str(number) for number in range(11))], ids=len
)
def test_choices_are_two_to_ten_and_no_two_the_same(app: Flask, options: tuple[str, ...]) -> None:
    draft = a_draft(is_brief=True)
    with pytest.raises(OptionsUnclear):
        add_question(draft, replace(LIKED, options=options))
    assert LIKED.words not in asked(draft)


@pytest.mark.parametrize("kind", [QuestionKind.SCALE_5, QuestionKind.SCALE_10])
@pytest.mark.parametrize("end", ["low_end", "high_end"])
def test_a_scale_says_what_both_of_its_ends_mean(app: Flask, kind: QuestionKind, end: str) -> None:
    with pytest.raises(EndsUnclear):
        add_question(a_draft(), replace(NEGLECT, kind=kind, **{end: ""}))


# Measures


def test_a_new_measure_is_asked_at_another_stage_too(app: Flask) -> None:
    before = add_question(a_draft(Stage.PRE_COURSE), NEGLECT, new_measure="Neglect")
    after = add_question(a_draft(Stage.POST_COURSE), replace(NEGLECT, measure="Neglect"))
    assert before.measure is after.measure
    assert [(each.name, each.kind) for each in queries.measures() if each.name == "Neglect"] == [
        ("Neglect", QuestionKind.SCALE_10)
    ]


@pytest.mark.parametrize("name", ["Knowledge", "knowledge", "KNOWLEDGE"])
def test_a_new_measure_has_a_name_of_its_own(app: Flask, name: str) -> None:
    with pytest.raises(MeasureNameTaken):
        add_question(a_draft(), NEGLECT, new_measure=name)


@pytest.mark.parametrize("kind", [QuestionKind.SCALE_5, QuestionKind.AGREE])
def test_a_measure_is_always_asked_in_one_way(app: Flask, kind: QuestionKind) -> None:
    draft = a_draft(is_brief=True)
    with pytest.raises(MeasureAsksOtherwise, match="“Knowledge” is always asked in one way: scale from 1 to 10"):
        add_question(draft, replace(NEGLECT, kind=kind, measure="Knowledge"))
    assert NEGLECT.words not in asked(draft)


def test_a_questionnaire_asks_a_measure_once(app: Flask) -> None:
    draft = a_draft()
    with pytest.raises(MeasureAskedTwice):
        add_question(draft, replace(NEGLECT, measure="Knowledge"))
    question = add_question(draft, NEGLECT)
    with pytest.raises(MeasureAskedTwice):
        edit_question(question, replace(NEGLECT, measure="Knowledge"))
    assert question.measure is None


@pytest.mark.parametrize("kind", [kind for kind in QuestionKind if not kind.can_be_measured])
def test_only_what_has_even_steps_is_measured(app: Flask, kind: QuestionKind) -> None:
    question = add_question(a_draft(), replace(LIKED, kind=kind), new_measure="Liking")
    assert question.measure is None
    assert "Liking" not in measures()


def forget_by_edit(draft: Questionnaire, question: Question) -> None:
    edit_question(question, NEGLECT)


def forget_by_removal(draft: Questionnaire, question: Question) -> None:
    remove_question(question)


def forget_by_discarding(draft: Questionnaire, question: Question) -> None:
    discard_draft(draft, by=a_manager(), at=NOW)


@pytest.mark.parametrize("forget", [forget_by_edit, forget_by_removal, forget_by_discarding])
def test_a_measure_that_nothing_asks_any_more_is_not_offered(
    app: Flask, forget: Callable[[Questionnaire, Question], None]
) -> None:
    draft = a_draft()
    question = add_question(draft, NEGLECT, new_measure="Neglcet")
    standing = set(measures()) - {"Neglcet"}
    forget(draft, question)
    assert set(measures()) == standing


# The bank


def test_the_bank_has_what_the_draft_does_not_ask_yet(app: Flask) -> None:
    draft = a_draft(Stage.PRE_COURSE)
    ready = queries.bank(draft)
    assert {ask.key for ask in ready}.isdisjoint(ask_of(question).key for question in draft.questions)
    can_be_asked = [ask for ask in BANK if not ask.is_then]  # thinking back belongs to the post-course questionnaire
    assert [ask for ask in BANK if ask in ready] == [ask for ask in can_be_asked if ask not in asks_of(draft)]
    add_question(draft, ready[0])
    assert ready[0] not in queries.bank(draft)


def test_what_the_office_wrote_elsewhere_is_in_the_bank_once(app: Flask) -> None:
    helped = replace(LIKED, help="Think of the day.")
    for stage in (Stage.POST_COURSE, Stage.IMPACT):
        draft = a_draft(stage)
        add_question(draft, helped)
        publish(draft)
    assert [ask for ask in queries.bank(a_draft(Stage.PRE_COURSE)) if ask.words == LIKED.words] == [helped]


def test_the_same_words_of_another_measure_are_another_question(app: Flask) -> None:
    add_question(a_draft(Stage.IMPACT), NEGLECT, new_measure="Neglect")
    add_question(a_draft(Stage.POST_COURSE), NEGLECT)
    found = [ask.measure for ask in queries.bank(a_draft(Stage.PRE_COURSE)) if ask.words == NEGLECT.words]
    assert sorted(found) == ["", "Neglect"]


def test_the_bank_offers_no_measure_twice_and_no_heading(app: Flask) -> None:
    draft = a_draft(is_brief=True)
    add_question(draft, replace(NEGLECT, measure="Knowledge"))
    add_question(a_draft(Stage.IMPACT), Ask(QuestionKind.SECTION, "About you"))
    ready = queries.bank(draft)
    assert ("Knowledge", False) not in {(ask.measure, ask.is_then) for ask in ready}
    assert "About you" not in {ask.words for ask in ready}


def test_a_ready_question_is_not_offered_where_the_office_asks_its_measure_otherwise(app: Flask) -> None:
    draft = a_draft(is_brief=True)
    add_question(draft, replace(NEGLECT, kind=QuestionKind.SCALE_5), new_measure="Voice of the child")
    [ready] = [ask for ask in BANK if ask.measure == "Voice of the child"]
    other = a_draft(Stage.IMPACT)
    assert ready not in queries.bank(other)
    with pytest.raises(MeasureAsksOtherwise):
        add_question(other, ready)


def test_a_refusal_leaves_nothing_behind(app: Flask) -> None:
    draft = a_draft()
    before = (asked(draft), measures(), db.session.query(Measure).count())
    with pytest.raises(Refusal):
        add_question(draft, replace(NEGLECT, low_end=""), new_measure="Neglect")
    assert (asked(draft), measures(), db.session.query(Measure).count()) == before


def test_the_defaults_are_made_once(app: Flask) -> None:
    for _ in range(2):
        make_the_defaults(at=NOW)
    assert db.session.query(Questionnaire).count() == len(DEFAULT_QUESTIONS)
