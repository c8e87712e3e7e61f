"""What was answered, added up by the database: a few sums of each session, and nothing read answer by answer."""

import json
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import CTE, ColumnElement, Row, Select, String, and_, case, cast, func, select

from app.booking.models import Booking
from app.core.database import db
from app.evaluation.answering.models import Answer
from app.evaluation.kinds import Instead, QuestionKind
from app.evaluation.models import Measure, Question, Questionnaire
from app.evaluation.models_issued import Issued
from app.evaluation.results.queries import has_its_place_here, pooled, within
from app.evaluation.results.queries_returns import counts_of_scope, joined
from app.evaluation.results.rules import Spread
from app.evaluation.results.rules_measures import MatchedMeasure, Results, ThreeWaves, Unmatched
from app.evaluation.scope import Scope
from app.evaluation.stages import OF_THE_PERSON, Stage
from app.evaluation.statistics.rules_change import PairSums, change_of_sums


def results_of(scope: Scope, *, at: datetime) -> Results:
    """Everything that a scope's page shows, in a number of queries that doesn't depend on how much was answered."""
    counted = counts_of_scope(scope, at=at)
    return Results(
        returns=counted.returns,
        spreads=spreads_of(scope, cannot_say=sum(counted.cannot_say.values())),
        measures=matched_measures(scope),
        cannot_say=counted.cannot_say,
        asked=counted.asked,
        modes=counted.modes,
    )


# How answers are spread


def spreads_of(scope: Scope, *, cannot_say: int = 0) -> dict[Stage, list[Spread]]:
    """Of each question that has choices, by stage, in the order in which it is asked; managers who `cannot_say` stand
    with each of theirs. Two queries.

    Questions that read alike are one, in whatever version or course they stand; words changed make another.
    """
    chosen = cast(Answer.choices, String)
    instead = [func.count().filter(Answer.instead == each) for each in _TICKED]
    wanted = (
        select(Answer.question_id, Answer.number, chosen, func.count().filter(Answer.instead.is_(None)), *instead)
        .select_from(Issued)
        .join(Answer, Answer.issued_id == Issued.id)
        .join(Question, Question.id == Answer.question_id)
        .group_by(Answer.question_id, Answer.number, chosen)
    )
    of_scope = joined(wanted).where(within(scope), pooled(scope), Answer.words == "", *has_its_place_here())
    rows = db.session.execute(of_scope).all()
    questions = _questions({question_id for question_id, *_ in rows})
    alike: dict[tuple[Stage, Hashable], list[_Given]] = {}
    for question_id, number, choices, answered, *ticked in rows:
        question, stage = questions[question_id]
        numbers = tuple(json.loads(choices or "[]")) if number is None else (number,)
        given = alike.setdefault((stage, question.asks_as), [])
        given.append(_Given(question, numbers, answered, sum(ticked)))
    spreads = [
        _spread(stage, given, cannot_say if stage is Stage.MANAGER else 0) for (stage, _), given in alike.items()
    ]
    return {
        stage: sorted(
            (each for each in spreads if each.stage is stage),
            key=lambda each: (each.question.position, each.question.id),
        )
        for stage in Stage
    }


_TICKED = tuple(each for each in Instead if each is not Instead.DECLINED)
"""What may be ticked instead of an answer and is counted beside it; who declined is in no figure of a question."""


def _questions(ids: set[int]) -> dict[int, tuple[Question, Stage]]:
    """By number, with the stage that asks them."""
    wanted = select(Question, Questionnaire.stage).join(Question.questionnaire).where(Question.id.in_(ids))
    return {question.id: (question, stage) for question, stage in db.session.execute(wanted)}


@dataclass(frozen=True)
class _Given:
    """Numbers that so many answered; so many others ticked something instead."""

    question: Question
    numbers: Sequence[int]
    answered: int
    instead: int


def _spread(stage: Stage, given: Sequence[_Given], cannot_say: int) -> Spread:
    counts: Counter[int] = Counter()
    for each in given:
        counts.update(dict.fromkeys(each.numbers, each.answered))
    return Spread(
        min((each.question for each in given), key=lambda question: question.id),
        stage,
        sum(each.answered for each in given),
        dict(counts),
        cannot_say,
        sum(each.instead for each in given),
    )


# Measures, matched


def matched_measures(scope: Scope) -> list[MatchedMeasure]:
    """Every measure that anybody answered, in the order in which it is asked. One query, a row a session of each."""
    numbers = _numbers(scope)
    sums, whole = _sums(numbers).subquery("sums"), _whole(numbers, _asked(scope)).subquery("whole")
    others = [each for each in whole.c if each.name != "measure_id"]
    wanted = (
        select(Measure.name, Measure.kind, sums, *others)
        .select_from(sums)
        .join(whole, whole.c.measure_id == sums.c.measure_id)
        .join(Measure, Measure.id == sums.c.measure_id)
        .order_by(sums.c.session_id)
    )
    of_measure: dict[int, list[Row[*tuple[Any, ...]]]] = {}
    for row in db.session.execute(wanted):
        of_measure.setdefault(row.measure_id, []).append(row)
    in_order = sorted(of_measure.values(), key=lambda rows: (min(row.position for row in rows), rows[0].name))
    return [_matched(rows) for rows in in_order]


def _matched(rows: Sequence[Row[*tuple[Any, ...]]]) -> MatchedMeasure:
    """Of one measure: a row a session, each with what all of them come to."""
    kind, whole = rows[0].kind, rows[0]._mapping
    scale = min(kind.numbers), max(kind.numbers)
    after, later = (
        change_of_sums(_pair_sums(rows, since), scale=scale, people=whole[f"{since.name}_people"]) for since in _SINCE
    )
    waves = [int(whole[f"waves_{part}"] or 0) for part in ("n", "before", "after", "later")]
    return MatchedMeasure(
        rows[0].name,
        kind,
        after,
        later,
        ThreeWaves(waves[0], *(total / waves[0] for total in waves[1:])) if waves[0] else ThreeWaves(),
        *(Unmatched(*(whole[f"unmatched_{since.name}_{why}"] for why in _WHY)) for since in _SINCE),
    )


def _pair_sums(rows: Sequence[Row[*tuple[Any, ...]]], since: Stage) -> list[PairSums]:
    """Of each session with pairs of first answers and those of another stage."""
    values = itemgetter("session_id", *(f"{since.name}_{part}" for part in _OF_PAIRS))
    return [PairSums(*values(row._mapping)) for row in rows if row._mapping[f"{since.name}_n"]]


_SINCE = (Stage.POST_COURSE, Stage.IMPACT)

_OF_PAIRS = (
    "n",
    "first",
    "change",
    "first_squares",
    "change_squares",
    "first_by_change",
    "improved",
    "fallen",
    "at_top",
)

_WHY = ("not_asked_before", "no_answer_before", "not_asked_since", "no_answer_since")


def changes_by_session(scope: Scope, since: Stage) -> Select[*tuple[Any, ...]]:
    """SQL: of each measure and session, how many changes from before to a stage, their sum and that of their squares.

    Nothing else is asked of a whole year's answers: neither the other stage nor who was asked without answering.
    """
    numbers = _numbers(scope, (Stage.PRE_COURSE, since))
    change = numbers.c[_COLUMN_OF[since]] - numbers.c.before
    keys = (numbers.c.measure_id, numbers.c.session_id)
    n, total, squares = func.count(change), func.sum(change), func.sum(change * change)
    sums = (n.label("n"), total.label("total"), squares.label("squares"))
    found = (
        select(*keys, func.min(numbers.c.position).label("position"), *sums)
        .group_by(*keys)
        .having(func.count(change) > 0)
        .subquery("found")
    )
    return select(found, Measure.name).join(Measure, Measure.id == found.c.measure_id).order_by(found.c.session_id)


_COLUMN_OF = {Stage.PRE_COURSE: "before", Stage.POST_COURSE: "after", Stage.IMPACT: "later"}


def _numbers(scope: Scope, stages: Sequence[Stage] = OF_THE_PERSON) -> CTE:
    """Of each booking and measure, the number answered at each stage."""
    keys = (Booking.id.label("booking_id"), Booking.session_id, Booking.practitioner_id, Question.measure_id)
    at_each = [func.max(Answer.number).filter(Issued.stage == stage).label(name) for stage, name in _COLUMN_OF.items()]
    wanted = (
        select(*keys, func.min(Question.position).label("position"), *at_each)
        .select_from(Issued)
        .join(Answer, Answer.issued_id == Issued.id)
        .join(Question, Question.id == Answer.question_id)
        .group_by(Booking.id, Booking.session_id, Booking.practitioner_id, Question.measure_id)
    )
    measured = and_(
        Issued.stage.in_(stages),
        Issued.answered_at.is_not(None),
        Answer.number.is_not(None),
        Question.measure_id.is_not(None),
    )
    return joined(wanted).where(within(scope), pooled(scope), measured).cte("numbers")


def _asked(scope: Scope) -> CTE:
    """Of each booking, whether it was asked at each stage."""
    at_each = [func.count().filter(Issued.stage == stage).label(name) for stage, name in _COLUMN_OF.items()]
    wanted = select(Booking.id.label("booking_id"), *at_each).select_from(Issued).group_by(Booking.id)
    return joined(wanted).where(within(scope), pooled(scope)).cte("asked")


def _sums(numbers: CTE) -> Select[*tuple[Any, ...]]:
    """SQL: of each measure and session, the sums of its pairs."""
    keys = (numbers.c.measure_id, numbers.c.session_id)
    pairs = [each for since in _SINCE for each in _pairs(numbers.c.before, numbers.c[_COLUMN_OF[since]], since)]
    return (
        select(*keys, func.min(numbers.c.position).label("position"), *pairs)
        .select_from(numbers)
        .join(Measure, Measure.id == numbers.c.measure_id)
        .group_by(*keys)
    )


def _whole(numbers: CTE, asked: CTE) -> Select[*tuple[Any, ...]]:
    """SQL: of each measure, what isn't asked session by session: people, and who answered once or all three times."""
    columns = [each for since in _SINCE for each in (_people(numbers, since), *_unmatched(numbers, asked, since))]
    return (
        select(numbers.c.measure_id, *columns, *_three_waves(numbers))
        .select_from(numbers)
        .join(asked, asked.c.booking_id == numbers.c.booking_id)
        .group_by(numbers.c.measure_id)
    )


def _pairs(first: ColumnElement[int], second: ColumnElement[int], since: Stage) -> list[ColumnElement[Any]]:
    """The sums of `PairSums`. A difference is NULL where one of the two is missing, and NULL adds nothing."""
    change = second - first
    both = change.is_not(None)
    of_each = {
        "n": func.count(change),
        "first": func.sum(first).filter(both),
        "change": func.sum(change),
        "first_squares": func.sum(first * first).filter(both),
        "change_squares": func.sum(change * change),
        "first_by_change": func.sum(first * change),
        "improved": func.count().filter(change > 0),
        "fallen": func.count().filter(change < 0),
        "at_top": func.count().filter(both, first == _top()),
    }
    return [of_each[part].label(f"{since.name}_{part}") for part in _OF_PAIRS]


def _top() -> ColumnElement[int]:
    """SQL: the highest number of a measure's scale."""
    measured = [kind for kind in QuestionKind if kind.can_be_measured]
    return case(*((Measure.kind == kind, max(kind.numbers)) for kind in measured))


def _unmatched(numbers: CTE, asked: CTE, since: Stage) -> list[ColumnElement[Any]]:
    before, then = numbers.c.before, numbers.c[_COLUMN_OF[since]]
    asked_before, asked_then = asked.c.before > 0, asked.c[_COLUMN_OF[since]] > 0
    only_then, only_before = and_(before.is_(None), then.is_not(None)), and_(before.is_not(None), then.is_(None))
    why = (
        and_(only_then, ~asked_before),
        and_(only_then, asked_before),
        and_(only_before, ~asked_then),
        and_(only_before, asked_then),
    )
    return [
        func.count().filter(condition).label(f"unmatched_{since.name}_{name}")
        for name, condition in zip(_WHY, why, strict=True)
    ]


def _three_waves(numbers: CTE) -> list[ColumnElement[Any]]:
    """The means of the same people in all three."""
    waves = [numbers.c[name] for name in _COLUMN_OF.values()]
    all_three = and_(*(wave.is_not(None) for wave in waves))
    return [
        func.count().filter(all_three).label("waves_n"),
        *(func.sum(numbers.c[name]).filter(all_three).label(f"waves_{name}") for name in _COLUMN_OF.values()),
    ]


def _people(numbers: CTE, since: Stage) -> ColumnElement[Any]:
    """SQL: how many people the pairs are of."""
    of_a_pair = numbers.c[_COLUMN_OF[since]] + numbers.c.before >= 0
    return func.count(case((of_a_pair, numbers.c.practitioner_id)).distinct()).label(f"{since.name}_people")
