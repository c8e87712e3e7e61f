"""Who could not say, or said that a question isn’t about them, stays in what a share is of, and in no change."""

from app.evaluation.settling.models import FigureKind
from app.evaluation.settling.rules_subjects import NOT_APPLICABLE, AskedRow, YearsAnswers, subjects
from app.evaluation.stages import Stage
from tests.evaluation.publishing.years import CONFIDENCE, QUESTIONS, SEEN, USEFUL


def a_row(number: int, stage: Stage, booking: int, *, cannot_say: bool = False) -> AskedRow:
    return AskedRow(
        number, stage, booking, booking, 1, 1, "core topic", True, manager=f"m{booking}", cannot_say=cannot_say
    )


def test_not_applicable_counts_among_those_who_answered_and_not_as_a_yes() -> None:
    rows = [a_row(1, Stage.POST_COURSE, 1), a_row(2, Stage.POST_COURSE, 2)]
    answers = YearsAnswers(rows, [(1, USEFUL, 4), (2, USEFUL, NOT_APPLICABLE)], QUESTIONS)
    assert [said for about, said in subjects(answers, Stage.POST_COURSE) if about.kind is FigureKind.SHARE] == [
        {1: 1, 2: 0}
    ]


def test_a_manager_who_cannot_say_counts_among_those_who_answered() -> None:
    rows = [a_row(1, Stage.MANAGER, 1), a_row(2, Stage.MANAGER, 2, cannot_say=True)]
    answers = YearsAnswers(rows, [(1, SEEN, 1)], QUESTIONS)
    assert [said for about, said in subjects(answers, Stage.MANAGER) if about.kind is FigureKind.SHARE] == [
        {1: 1, 2: 0}
    ]


def test_what_is_not_applicable_has_no_change() -> None:
    rows = [a_row(1, Stage.PRE_COURSE, 1), a_row(2, Stage.POST_COURSE, 1)]
    answers = YearsAnswers(rows, [(1, CONFIDENCE, NOT_APPLICABLE), (2, CONFIDENCE, 7)], QUESTIONS)
    assert [about for about, _ in subjects(answers, Stage.POST_COURSE) if about.kind is FigureKind.CHANGE] == []
