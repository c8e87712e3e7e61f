"""What others than the office see, attacked: by subtraction, by enumeration, over time, and by two who put their pages
together. Each attack is tried where its rule is left out, too, and finds something there."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings

from app.evaluation.cutoff import FEWEST
from app.evaluation.publishing.rules import EVERYBODY, Reader
from app.evaluation.settling import rules as settling
from app.evaluation.settling import rules_suppression
from app.evaluation.settling.models import FigureKind
from app.evaluation.settling.rules_groups import StageBlocks
from app.evaluation.settling.rules_subjects import FigureSubject
from app.evaluation.settling.rules_suppression import Protection, Reply
from app.evaluation.stages import Stage
from tests.evaluation.publishing.attacker import Told, certain, number_of_managers, number_of_people, worked_out
from tests.evaluation.publishing.years import SHORT, Came, Seen, people, replies_of, seen, years

TRAINER, LEAD = Reader(session_ids=frozenset({1, 2, 4})), Reader(agency_ids=frozenset({1}))
ALL_TRAINERS = Reader(session_ids=frozenset(range(1, 9)))
TOGETHER: dict[str, tuple[Reader, ...]] = {
    "everybody": (EVERYBODY,),
    "a trainer": (TRAINER,),
    "a lead": (LEAD,),
    "all trainers and a lead": (ALL_TRAINERS, LEAD),
}
anybody = pytest.mark.parametrize("readers", TOGETHER.values(), ids=TOGETHER.keys())
thorough = settings(deadline=None, derandomize=True, max_examples=25)


def by_subject(found: Iterable[Seen]) -> dict[FigureSubject, list[Seen]]:
    subjects: dict[FigureSubject, list[Seen]] = {}
    for each in found:
        subjects.setdefault(each.subject, []).append(each)
    return subjects


def small_groups(year: Sequence[Came], readers: Iterable[Reader]) -> list[Any]:
    """Sums of fewer than five people, or managers, that follow from what is shown."""
    replies, found = replies_of(year), []
    for subject, of_subject in by_subject(seen(year, readers)).items():
        groups = list({each.replies for each in of_subject})
        counts = counts_of(subject.stage)
        for count in map(of_who_answered, counts) if subject.kind is FigureKind.RETURNS else counts:
            found += [group for group in groups if count(group) < FEWEST]
            found += worked_out(replies[subject], groups, count)
    return found


Count = Callable[[Iterable[Reply]], int]


def counts_of(stage: Stage) -> list[Count]:
    """Where managers answer, of whom each may tell of many, they are counted too."""
    return [number_of_people, *([number_of_managers] if stage is Stage.MANAGER else [])]


def of_who_answered(count: Count) -> Count:
    """Of a return rate it is they who must be five."""
    return lambda replies: count([reply for reply in replies if reply.value])


def few_who_answered(year: Sequence[Came], readers: Iterable[Reader]) -> list[Any]:
    """Groups of which it follows from all figures of a stage that so few people, or managers, answered.

    That nobody in a group answered leaves nobody to ask.
    """
    by_stage: dict[Stage, set[frozenset[Reply]]] = {}
    for each in seen(year, readers):
        by_stage.setdefault(each.subject.stage, set()).add(each.asked)
    found = []
    for stage, groups in by_stage.items():
        for count in map(of_who_answered, counts_of(stage)):
            found += [group for group in groups if count(group) < FEWEST]
            found += worked_out(frozenset().union(*groups), list(groups), count)
    return [group for group in found if any(reply.value for reply in group)]


def certain_answers(year: Sequence[Came], readers: Iterable[Reader]) -> list[Reply]:
    """What somebody answered for certain, of questions of which a share is told."""
    replies, found = replies_of(year), []
    for subject, of_subject in by_subject(seen(year, readers)).items():
        if subject.kind is FigureKind.SHARE:
            told = [Told(each.replies, each.figure.low, each.figure.high) for each in of_subject]
            whose: Callable[[Reply], object] = (
                (lambda reply: reply.manager) if subject.stage is Stage.MANAGER else (lambda reply: reply.person)
            )
            found += certain(replies[subject], told, whose=whose)
    return found


# --- What holds of every year ---


@anybody
@thorough
@given(year=years)
@pytest.mark.lasts_long
def test_no_group_under_five_can_be_seen_or_worked_out(readers: tuple[Reader, ...], year: list[Came]) -> None:
    """In whatever quarter one looks, and whatever one subtracts from it later; of managers as of practitioners."""
    assert small_groups(year, readers) == []


@anybody
@thorough
@given(year=years)
@pytest.mark.lasts_long
def test_how_many_answered_cannot_be_worked_out_across_figures(readers: tuple[Reader, ...], year: list[Came]) -> None:
    """Each figure left out its own smallest parts, and what one left out another told."""
    assert few_who_answered(year, readers) == []


@anybody
@thorough
@given(year=years)
@pytest.mark.lasts_long(one_in=1)
def test_nobodys_answer_is_certain(readers: tuple[Reader, ...], year: list[Came]) -> None:
    """Error 8: a share of 100%, or one less than that, gave away each answer to whoever knew who was there."""
    assert certain_answers(year, readers) == []


@anybody
@thorough
@given(year=years)
def test_what_is_told_is_true(readers: tuple[Reader, ...], year: list[Came]) -> None:
    """Error 4: each figure is of all the replies in the sessions that it says it holds, and of no others."""
    for each in seen(year, readers):
        assert each.figure.n == len(each.replies)
        assert each.figure.low <= sum(reply.value for reply in each.replies) <= each.figure.high
        assert each.figure.is_own or each.figure.session_count <= each.figure.of_sessions


# --- The same attacks where a rule is left out ---

WITH_ONE_SMALL = [*people(1, 12, 1), *people(2, 6, 20), *people(3, 3, 30)]
"""Of one course: a session in each of three quarters."""


def test_control_where_five_are_not_asked_for_the_attack_finds_them(monkeypatch: pytest.MonkeyPatch) -> None:
    year = [*people(1, 3, 1), *people(2, 12, 10)]
    assert small_groups(year, [EVERYBODY]) == []
    monkeypatch.setattr(rules_suppression.Protection, "fewest", 1)
    monkeypatch.setattr(Protection.__init__, "__defaults__", (1, False, None, False))
    assert small_groups(year, [EVERYBODY])


def test_control_where_who_was_asked_is_counted_the_few_who_answered_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one course all eight answered, of the other two of eight: anybody could ask these two."""
    silent = {"after": None, "useful": None}
    year = [*people(1, 8, 1), *people(4, 2, 20), *people(4, 6, 30, **silent)]
    assert small_groups(year, [ALL_TRAINERS]) == []
    monkeypatch.setattr(Protection, "__init__", lambda self, **given: vars(self).update(given, is_of_who_did=False))
    assert small_groups(year, [ALL_TRAINERS])


def test_control_where_each_figure_leaves_out_its_own_the_few_who_answered_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of one session five answered, and four of them a question; of the next three did. Told that seven of both
    answered the question, anybody who knows the five knows of the three."""
    year = [*people(1, 4, 1), *people(1, 1, 10, useful=None), *people(2, 3, 20)]
    assert few_who_answered(year, [EVERYBODY]) == []
    monkeypatch.setattr(StageBlocks, "of_return_rates", lambda groups: None)
    assert few_who_answered(year, [EVERYBODY])


@pytest.mark.parametrize("session", [2, 1], ids=["of another session", "of the same session"])
def test_control_where_some_were_asked_something_and_others_not_these_are_told_apart(
    session: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three booked before a question was put into the questionnaire, and nine since; together twelve answered."""
    year = [*people(1, 3, 1, questionnaire=SHORT), *people(session, 9, 10)]
    assert few_who_answered(year, [EVERYBODY]) == []
    monkeypatch.setattr(StageBlocks, "told_whole", lambda self, **_: self)
    assert few_who_answered(year, [EVERYBODY])


def test_control_where_a_few_are_added_to_a_total_two_looks_are_subtracted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two publications: a course shown with one quarter, and with three people more after the next."""
    assert small_groups(WITH_ONE_SMALL, [EVERYBODY]) == []
    monkeypatch.setattr(Protection, "is_large_enough", lambda self, replies: len(list(replies)) >= 3)
    assert small_groups(WITH_ONE_SMALL, [EVERYBODY])


def test_control_where_managers_are_not_counted_one_of_them_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Error 3: eight people's managers are two people, and it is these who answered."""
    year = [*people(1, 4, 1, manager="a"), *people(1, 4, 10, manager="b")]
    assert small_groups(year, [EVERYBODY]) == []
    assert not any(each.subject.stage is Stage.MANAGER for each in seen(year, [EVERYBODY]))
    monkeypatch.setattr(
        FigureSubject, "protection", property(lambda self: Protection(ends=(self.lowest, self.highest)))
    )
    assert small_groups(year, [EVERYBODY])


ALL_BUT_TWO = [*people(1, 9, 1, useful=4), *people(1, 2, 20, useful=1), *people(2, 8, 30, useful=1)]
"""Of one session nine of eleven say yes; of another nobody does."""


def without_openness(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Protection, "_closed_end", lambda self, replies: 0)


def test_control_where_a_uniform_group_is_told_exactly_every_answer_in_it_is_certain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert certain_answers(ALL_BUT_TWO, [EVERYBODY]) == []
    without_openness(monkeypatch)
    assert len({each.booking for each in certain_answers(ALL_BUT_TWO, [EVERYBODY])}) >= 8


def test_control_where_all_but_one_agree_that_one_knows_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    year = [*people(1, 9, 1, useful=4, changed=None), *people(1, 1, 20, useful=1, changed=None)]
    assert certain_answers(year, [EVERYBODY]) == []
    monkeypatch.setattr(rules_suppression, "NOT_CERTAIN", 1)
    assert certain_answers(year, [EVERYBODY])


def test_control_where_a_total_is_exact_and_its_part_a_range_the_part_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two courses, one of which all found useful: told the exact total, anybody could work that out."""
    year = [*people(1, 8, 1, useful=4), *people(4, 5, 20, useful=4), *people(4, 5, 30, useful=1)]
    assert certain_answers(year, [EVERYBODY]) == []
    whole = [each for each in seen(year, [EVERYBODY]) if each.key == ("year",) and each.subject.name.startswith("How")]
    replies = list(replies_of(year)[whole[0].subject])
    told = [Told(each.replies, each.figure.low, each.figure.high) for each in whole]
    exact = sum(reply.value for reply in replies)
    of_course = Told(frozenset(reply for reply in replies if reply.booking >= 8), 5, 5)
    assert certain(replies, [*told, of_course], whose=lambda reply: reply.person) == []
    assert certain(replies, [Told(frozenset(replies), exact, exact), of_course], whose=lambda reply: reply.person)


def test_control_where_a_lead_and_a_trainer_are_not_thought_of_together_they_find_a_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    year = [*people(1, 6, 1, agency=1), *people(1, 2, 10, agency=2), *people(2, 7, 20, agency=2)]
    assert small_groups(year, [ALL_TRAINERS, LEAD]) == []
    monkeypatch.setattr(settling, "cuts_safely", lambda *_: True)
    assert small_groups(year, [ALL_TRAINERS, LEAD]), "the session less the agency is two people"


def test_control_where_an_agencys_share_is_exact_a_trainer_beside_the_lead_is_certain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    year = cut_exactly()
    assert certain_answers(year, [ALL_TRAINERS, LEAD]) == []
    monkeypatch.setattr(
        settling._Settling,
        "_of_agency",
        lambda self, rows, agency_id: self._group(rows, settling.FigurePart.AGENCY, agency_id=agency_id),
    )
    assert certain_answers(year, [ALL_TRAINERS, LEAD])


def cut_exactly() -> list[Came]:
    """All who said yes are in the first session or of the agency, and all in both of these said yes."""
    return [
        *people(1, 5, 1, agency=1, useful=4),
        *people(1, 2, 10, agency=2, useful=4),
        *people(1, 3, 20, agency=2, useful=1),
        *people(2, 2, 30, agency=1, useful=4),
        *people(2, 3, 40, agency=1, useful=1),
        *people(2, 6, 50, agency=2, useful=1),
    ]
