"""Who could not say, or said that a question isn’t about them, stays in what a share is of, and in no change."""

from dataclasses import replace
from typing import Any

from app.evaluation.kinds import QuestionKind
from app.evaluation.settling.models import FigureKind, FigurePart
from app.evaluation.settling.rules import settled_groups
from app.evaluation.settling.rules_subjects import NOT_APPLICABLE, AskedRow, YearsAnswers, subjects
from app.evaluation.stages import Stage
from tests.evaluation.publishing.years import CHANGED, CONFIDENCE, LONG, QUESTIONS, SEEN, SHORT, USEFUL, a_question


def a_row(number: int, stage: Stage, booking: int, **more: Any) -> AskedRow:
    of = {"manager": f"m{booking}", "questionnaire_id": LONG} | more
    return AskedRow(number, stage, booking, booking, 1, 1, "core topic", True, **of)


def test_not_applicable_counts_among_those_who_answered_and_not_as_a_yes() -> None:
    rows = [a_row(1, Stage.POST_COURSE, 1), a_row(2, Stage.POST_COURSE, 2)]
    answers = YearsAnswers(rows, [(1, USEFUL, 4), (2, USEFUL, NOT_APPLICABLE)], QUESTIONS)
    assert [said for about, said, _ in subjects(answers, Stage.POST_COURSE) if about.kind is FigureKind.SHARE] == [
        {1: 1, 2: 0}
    ]


def test_a_manager_who_cannot_say_counts_among_those_who_answered() -> None:
    rows = [a_row(1, Stage.MANAGER, 1), a_row(2, Stage.MANAGER, 2, cannot_say=True)]
    answers = YearsAnswers(rows, [(1, SEEN, 1)], QUESTIONS)
    assert [said for about, said, _ in subjects(answers, Stage.MANAGER) if about.kind is FigureKind.SHARE] == [
        {1: 1, 2: 0}
    ]


def test_a_manager_who_cannot_say_is_in_no_share_of_what_they_were_not_asked() -> None:
    rows = [a_row(1, Stage.MANAGER, 1), a_row(2, Stage.MANAGER, 2, cannot_say=True, questionnaire_id=SHORT)]
    answers = YearsAnswers(rows, [(1, SEEN, 1)], QUESTIONS)
    assert [said for about, said, _ in subjects(answers, Stage.MANAGER) if about.kind is FigureKind.SHARE] == [{1: 1}]


def test_who_was_asked_it_in_another_form_was_asked_it() -> None:
    """The same words with the same answers counted; one of the two forms offers "not applicable"."""
    other = a_question(9, QuestionKind.USEFULNESS, "How useful was it?", questionnaire=SHORT)
    other.offers_not_applicable = True
    rows = [a_row(1, Stage.POST_COURSE, 1), a_row(2, Stage.POST_COURSE, 2, questionnaire_id=SHORT)]
    answers = YearsAnswers(rows, [(1, USEFUL, 4), (2, 9, 4)], {**QUESTIONS, 9: other})
    [share] = [each for each in subjects(answers, Stage.POST_COURSE) if each.subject.kind is FigureKind.SHARE]
    assert (share.said, share.asked) == ({1: 1, 2: 1}, {1, 2})


def test_who_was_not_asked_is_not_among_those_asked() -> None:
    rows = [
        *(a_row(n, Stage.POST_COURSE, n) for n in range(1, 7)),
        *(replace(a_row(n, Stage.POST_COURSE, n, questionnaire_id=SHORT), session_id=2) for n in range(7, 13)),
    ]
    said = [(n, USEFUL, 3 + n % 2) for n in range(1, 7)]
    found = settled_groups(YearsAnswers(rows, said, QUESTIONS), Stage.POST_COURSE, ends_year=False, earlier=[])
    shares = [each for each in found if each.subject.kind is FigureKind.SHARE and each.part is FigurePart.COURSE]
    assert [(each.n, each.asked, len(each.sessions)) for each in shares] == [(6, 6, 1)]


def test_a_question_that_somebody_left_out_is_told_of_all_who_were_asked() -> None:
    """One of nine, alone in their session, doesn't say how useful it was."""
    rows = [replace(a_row(n, Stage.POST_COURSE, n), session_id=1 + n // 9) for n in range(1, 10)]
    said = [(n, USEFUL, 3 + n % 2) for n in range(1, 9)]
    found = settled_groups(YearsAnswers(rows, said, QUESTIONS), Stage.POST_COURSE, ends_year=False, earlier=[])
    told = [each for each in found if each.subject.kind is FigureKind.SHARE and each.part is FigurePart.COURSE]
    assert [(each.is_shown, each.n, each.asked) for each in told] == [(True, 8, 9)]


def test_what_is_not_applicable_has_no_change() -> None:
    rows = [a_row(1, Stage.PRE_COURSE, 1), a_row(2, Stage.POST_COURSE, 1)]
    answers = YearsAnswers(rows, [(1, CONFIDENCE, NOT_APPLICABLE), (2, CONFIDENCE, 7)], QUESTIONS)
    assert [about for about, _, _ in subjects(answers, Stage.POST_COURSE) if about.kind is FigureKind.CHANGE] == []


def test_what_is_asked_only_after_some_answers_is_not_told() -> None:
    """How many it was asked of would tell how many gave those answers, where these are told as a range."""
    after_yes = a_question(9, QuestionKind.YES_NO, "Has it lasted?")
    confidence = a_question(10, QuestionKind.SCALE_10, "How confident are you with it?", "Confidence")
    after_yes.shown_if_numbers = confidence.shown_if_numbers = [1]
    rows = [a_row(1, Stage.PRE_COURSE, 1), a_row(2, Stage.IMPACT, 1), a_row(3, Stage.IMPACT, 2)]
    said = [(1, CONFIDENCE, 4), (2, CHANGED, 1), (2, 9, 1), (2, 10, 7), (3, CHANGED, 2)]
    answers = YearsAnswers(rows, said, {**QUESTIONS, 9: after_yes, 10: confidence})
    told = [about.name for about, _, _ in subjects(answers, Stage.IMPACT) if about.kind is not FigureKind.RETURNS]
    assert told == ["Have you changed anything?"]


def test_a_return_rate_is_of_five_who_answered() -> None:
    """A lead knows the four of nine who did. The course is told with its next quarter, or with others."""
    groups = {}
    for answered in (4, 5):
        rows = [replace(a_row(n, Stage.IMPACT, n), agency_id=1, is_answered=n <= answered) for n in range(1, 10)]
        found = settled_groups(YearsAnswers(rows, [], QUESTIONS), Stage.IMPACT, ends_year=True, earlier=[])
        groups[answered] = [(each.part, each.n, each.low) for each in found if each.is_shown]
    assert groups == {4: [], 5: [(part, 9, 5) for part in (FigurePart.COURSE, FigurePart.SESSION, FigurePart.AGENCY)]}
