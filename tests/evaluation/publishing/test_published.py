"""What others than the office see of real answers: attacked figure by figure, by every kind of reader."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import clock
from app.evaluation.cutoff import FEWEST, cut_off_at
from app.evaluation.kinds import QuestionKind
from app.evaluation.models import Measure, Question
from app.evaluation.publishing.rules import (
    MINE,
    YEAR,
    Figure,
    Key,
    Publication,
    Reader,
    a_trainer,
    an_agency,
    everybody,
    last_quarter_added,
    publication,
)
from app.evaluation.publishing.rules_responses import AnswerRow, IssuedRow, ResponseSet
from app.evaluation.publishing.rules_suppression import Reply
from app.evaluation.results.rules import Headline, Returns
from app.evaluation.stages import Stage
from app.evaluation.statistics.rules_change import MatchedChange
from tests.evaluation.publishing.attacker import number_of_people, worked_out

CONFIDENCE, USEFUL = 1, 2
QUESTIONS = {
    CONFIDENCE: Question(
        id=CONFIDENCE,
        position=1,
        kind=QuestionKind.SCALE_10,
        words="How confident are you?",
        measure=Measure(name="Confidence", kind=QuestionKind.SCALE_10),
        options=[],
    ),
    USEFUL: Question(
        id=USEFUL, position=2, kind=QuestionKind.USEFULNESS, words="How useful was it?", options=[], measure=None
    ),
}
OF_TRAINER, OF_AGENCY = (1, 2), (1,)
READERS = {"everybody": everybody(), "trainer": a_trainer(OF_TRAINER), "lead": an_agency(OF_AGENCY)}


@dataclass(frozen=True)
class Came:
    """One person at one session, and what they answered at each stage; None is no answer."""

    person: int
    session: int
    agency: int | None
    before: int | None
    after: int | None
    useful: int | None
    later: int | None


numbers = st.one_of(st.none(), st.integers(1, 10))
came = st.builds(
    Came,
    person=st.integers(1, 40),
    session=st.integers(1, 8),
    agency=st.sampled_from([None, 1, 2, 3]),
    before=numbers,
    after=numbers,
    useful=st.one_of(st.none(), st.integers(1, 4)),
    later=numbers,
)
years = st.lists(came, max_size=70, unique_by=lambda each: (each.person, each.session))


def responses(year: list[Came]) -> ResponseSet:
    """Sessions 1 to 3 are of course 1, 4 to 6 of course 2 (specialist), 7 and 8 of a Learning Week."""
    issued_rows, answers = [], []
    for number, each in enumerate(year):
        for stage, given_at in (
            (Stage.PRE_COURSE, {CONFIDENCE: each.before}),
            (Stage.POST_COURSE, {CONFIDENCE: each.after, USEFUL: each.useful}),
            (Stage.IMPACT, {CONFIDENCE: each.later}),
        ):
            answered = {question: value for question, value in given_at.items() if value is not None}
            issued_rows.append(_issued_row(number, each, stage, is_answered=bool(answered), id=len(issued_rows) + 1))
            answers += [AnswerRow(len(issued_rows), question, value) for question, value in answered.items()]
    return ResponseSet(issued_rows, answers, QUESTIONS)


def _issued_row(booking: int, each: Came, stage: Stage, **more: Any) -> IssuedRow:
    course = (each.session + 2) // 3
    return IssuedRow(
        stage=stage,
        booking_id=booking,
        person_id=each.person,
        session_id=each.session,
        course_id=course,
        strand="core topic" if course == 1 else "specialist",
        week_id=1 if each.session > 6 else None,
        agency_id=each.agency,
        sector=None,
        is_closed=True,
        is_settled=True,
        **more,
    )


def figures(shown: Publication) -> Iterator[tuple[Figure, Stage, int | None]]:
    """Each figure with the stage and the question that it is about; None is who answered at all."""
    for stage, figure in shown.returns.items():
        yield figure, stage, None
    for figure in shown.headlines:
        yield figure, Stage.POST_COURSE, USEFUL
    yield from ((figure, Stage.POST_COURSE, CONFIDENCE) for figure in shown.changes)
    yield from ((figure, Stage.IMPACT, CONFIDENCE) for figure in shown.later)


def replies_to(responses: ResponseSet, stage: Stage, question: int | None) -> list[IssuedRow]:
    """Whose answers a figure sums up, by this test's own reckoning."""
    of_stage = [row for row in responses.issued_rows if row.stage is stage]
    if question is None:
        return of_stage
    answered = {each.issued_id for each in responses.given if each.question_id == question}
    issued_rows = [row for row in of_stage if row.id in answered]
    if question == USEFUL:
        return issued_rows
    before = {row.booking_id for row in responses.issued_rows if row.stage is Stage.PRE_COURSE and row.id in answered}
    return [row for row in issued_rows if row.booking_id in before]


def is_in(row: IssuedRow, key: Key, figure: Figure, reader: Reader) -> bool:
    kind = key[0]
    if key == YEAR:
        return True
    if key == MINE:
        return reader.owns(row) and reader.leaf(row) in figure.of
    if kind == "strand":
        return key[1] == ("Learning Week" if row.week_id else row.strand)
    if kind in ("course", "week"):
        return key == row.course_or_week
    return key == reader.leaf(row)


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS.keys())
@settings(deadline=None, derandomize=True, max_examples=120)
@given(year=years)
def test_no_reader_can_work_out_a_figure_of_fewer_than_five_people(reader: Reader, year: list[Came]) -> None:
    answers = responses(year)
    for figure, stage, question in figures(publication(answers, reader)):
        of = replies_to(answers, stage, question)
        seen = [{row for row in of if is_in(row, key, figure, reader)} for key in figure.of]
        assert all(number_of_people(as_replies(group)) >= FEWEST for group in seen)
        assert worked_out(as_replies(of), [as_replies(group) for group in seen]) == []


def as_replies(issued_rows: Any) -> frozenset[Reply]:
    return frozenset(Reply(row.booking_id, row.person_id) for row in issued_rows)


def people(session: int, how_many: int, first: int, **more: Any) -> list[Came]:
    details = {"agency": None, "before": 4, "after": 6, "useful": 3, "later": 5} | more
    return [Came(person=first + number, session=session, **details) for number in range(how_many)]


YEAR_OF_THREE = [*people(1, 12, 1), *people(2, 6, 20), *people(3, 3, 30)]
"""Of one course: a session of three would be the course less the other two."""


def test_the_attack_bites_where_small_groups_alone_are_hidden() -> None:
    """The control: the course and the sessions of twelve and six are shown, so the three can be worked out."""
    of = replies_to(responses(YEAR_OF_THREE), Stage.POST_COURSE, USEFUL)
    seen = [as_replies(of), *(as_replies(s for s in of if s.session_id == session) for session in (1, 2))]
    assert [number_of_people(found) for found in worked_out(as_replies(of), seen)] == [3]


def test_another_session_is_withheld_with_a_small_one() -> None:
    [useful] = publication(responses(YEAR_OF_THREE), a_trainer((1, 2, 3))).headlines
    assert useful.of[YEAR].whole == useful.of["course", 1].whole == 21
    assert set(useful.of) == {YEAR, ("strand", "core topic"), ("course", 1), ("session", 1), MINE}
    assert useful.withheld == {("session", 2), ("session", 3)}
    assert useful.of[MINE].whole == 12


def test_where_a_question_is_matched_others_see_the_match_alone() -> None:
    """Somebody who couldn't be matched would stand between the two."""
    year = [*people(1, 8, 1), *people(1, 1, 20, before=None)]
    shown = publication(responses(year), everybody())
    assert [figure.name for figure in shown.headlines] == ["How useful was it? Useful or very useful"]
    assert shown.changes[0].of[YEAR].n == 8


def test_the_later_change_is_told_without_the_means_that_it_shares() -> None:
    """Of nine, four didn't answer later: with both means before, theirs could be worked out."""
    year = [*people(1, 5, 1), *people(1, 4, 20, later=None)]
    shown = publication(responses(year), everybody())
    assert (shown.changes[0].of[YEAR].before, shown.changes[0].of[YEAR].n) == (4.0, 9)
    assert (shown.later[0].of[YEAR].before, shown.later[0].of[YEAR].after) == (None, None)
    assert (shown.later[0].of[YEAR].mean, shown.later[0].of[YEAR].n) == (1.0, 5)


def test_what_is_still_open_is_shown_to_nobody() -> None:
    answers = responses(people(1, 9, 1))
    still_open = [replace(row, is_settled=row.booking_id < 3) for row in answers.issued_rows]
    shown = publication(replace(answers, issued_rows=still_open), everybody())
    assert all(not figure.of for figure, _, _ in figures(shown))


def in_two_quarters(answers: ResponseSet) -> ResponseSet:
    """Sessions of odd numbers in the second."""
    first, second = date(2026, 4, 1), date(2026, 7, 1)
    return replace(
        answers,
        issued_rows=[replace(each, quarter=second if each.session_id % 2 else first) for each in answers.issued_rows],
    )


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS.keys())
@settings(deadline=None, derandomize=True, max_examples=120)
@given(year=years)
def test_what_a_quarter_adds_to_any_figure_is_what_that_quarter_alone_would_show(
    reader: Reader, year: list[Came]
) -> None:
    """So an attacker who looks before and after gains what one quarter shows, which the attack above has tried."""
    answers = in_two_quarters(responses(year))
    alone = [
        {(figure.name, stage): figure for figure, stage, _ in figures(publication(of_quarter, reader))}
        for quarter in (date(2026, 4, 1), date(2026, 7, 1))
        for of_quarter in [answers.of(lambda row, quarter=quarter: row.quarter == quarter)]  # type: ignore[misc]
    ]
    for figure, stage, _ in figures(publication(answers, reader)):
        of_each = [each[figure.name, stage].of for each in alone if (figure.name, stage) in each]
        assert set(figure.of) == set().union(*of_each)
        for key, value in figure.of.items():
            assert size_of(value) == sum(size_of(of[key]) for of in of_each if key in of)


def size_of(value: Returns | Headline | MatchedChange) -> int:
    if isinstance(value, Returns):
        return value.closed
    return value.whole if isinstance(value, Headline) else value.n


def test_an_answer_that_comes_when_its_quarter_is_added_already_changes_nothing() -> None:
    answers = responses([*people(1, 9, 1), *people(1, 3, 20, before=None, after=None, useful=None, later=None)])
    late = responses([*people(1, 9, 1), *people(1, 3, 20, useful=1)])
    late = replace(late, issued_rows=[replace(each, is_late=each.booking_id >= 9) for each in late.issued_rows])
    for (before, _, _), (since, _, _) in zip(
        figures(publication(answers, everybody())), figures(publication(late, everybody())), strict=True
    ):
        assert (before.name, before.of) == (since.name, since.of)


def test_quarters_are_added_on_one_day_each_and_impact_later() -> None:
    june = clock.from_london(date(2026, 6, 30), time(9, 30))
    assert cut_off_at(Stage.POST_COURSE, june) == clock.from_london(date(2026, 8, 12), time())
    assert cut_off_at(Stage.POST_COURSE, june - timedelta(days=90)) == cut_off_at(Stage.POST_COURSE, june)
    assert cut_off_at(Stage.IMPACT, june) == clock.from_london(date(2026, 12, 30), time())
    december = clock.from_london(date(2026, 12, 31), time(9, 30))
    assert cut_off_at(Stage.POST_COURSE, december) == clock.from_london(date(2027, 2, 12), time())
    assert last_quarter_added(date(2026, 8, 11)) == date(2026, 1, 1)
    assert last_quarter_added(date(2026, 8, 12)) == date(2026, 4, 1)


def test_where_any_question_that_reads_alike_is_matched_there_is_no_headline() -> None:
    answers = responses(people(1, 9, 1))
    measured = copy_of(QUESTIONS[USEFUL], id=3, measure=Measure(name="Use", kind=QuestionKind.USEFULNESS))
    [one, *others] = [each for each in answers.given if each.question_id == USEFUL]
    rest = [each for each in answers.given if each.question_id != USEFUL]
    in_another_version = [*rest, *others, replace(one, question_id=3)]
    shown = publication(ResponseSet(answers.issued_rows, in_another_version, QUESTIONS | {3: measured}), everybody())
    assert shown.headlines == []


def copy_of(question: Question, **more: Any) -> Question:
    same = {name: getattr(question, name) for name in ("position", "kind", "words", "options")}
    return Question(**(same | more))


def test_a_trainer_has_no_session_of_a_learning_week_and_an_agency_what_merged_into_it() -> None:
    in_a_week = people(7, 9, 1, agency=5)
    assert set(publication(responses(in_a_week), a_trainer((7,))).headlines[0].of) == {
        YEAR,
        ("strand", "Learning Week"),
        ("week", 1),
    }
    merged = [*people(1, 4, 1, agency=5), *people(1, 4, 10, agency=6), *people(1, 9, 30, agency=7)]
    [useful] = publication(responses(merged), an_agency((5, 6))).headlines
    assert useful.of[MINE].whole == 8
