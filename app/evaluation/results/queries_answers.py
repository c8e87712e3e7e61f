"""What was answered, added up by the database: a few sums of each session, and nothing read answer by answer."""

import json
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Row, Select, String, and_, case, cast, func, select

from app.booking.models import Booking
from app.core.database import db
from app.evaluation.answering.models import Answer
from app.evaluation.kinds import Instead, QuestionKind
from app.evaluation.models import Measure, Question
from app.evaluation.models_issued import Issued
from app.evaluation.results.queries import has_its_place_here, pooled, within
from app.evaluation.results.queries_returns import asked_in, cannot_say_of, joined, returns_of_scope
from app.evaluation.results.rules import Spread
from app.evaluation.results.rules_measures import MatchedMeasure, Results, ThreeWaves, Unmatched
from app.evaluation.scope import Scope
from app.evaluation.stages import OF_THE_PERSON, Stage
from app.evaluation.statistics.rules_change import PairSums, change_of_sums


def results_of(scope: Scope, *, at: datetime) -> Results:
    """Everything that a scope's page shows, in a number of queries that doesn't depend on how much was answered."""
    cannot_say = cannot_say_of(scope)
    return Results(
        returns=returns_of_scope(scope, at=at),
        spreads=spreads_of(scope, cannot_say=sum(cannot_say.values())),
        measures=matched_measures(scope),
        cannot_say=cannot_say,
        asked=asked_in(scope),
    )


# How answers are spread


def spreads_of(scope: Scope, *, cannot_say: int = 0) -> dict[Stage, list[Spread]]:
    """Of each question that has choices, by stage, in the order in which it is asked; managers who `cannot_say` stand
    with each of theirs. Two queries.

    Questions that read alike are one, in whatever version or course they stand; words changed make another.
    """
    chosen = cast(Answer.choices, String)
    wanted = (
        select(Issued.stage, Answer.question_id, Answer.number, Answer.instead, chosen, func.count(Answer.id))
        .select_from(Issued)
        .join(Answer, Answer.issued_id == Issued.id)
        .join(Question, Question.id == Answer.question_id)
        .group_by(Issued.stage, Answer.question_id, Answer.number, Answer.instead, chosen)
    )
    of_scope = joined(wanted).where(within(scope), pooled(scope), Answer.words == "", *has_its_place_here())
    rows = db.session.execute(of_scope).all()
    questions = _questions({question_id for _, question_id, *_ in rows})
    alike: dict[tuple[Stage, Hashable], list[_Given]] = {}
    for stage, question_id, number, instead, choices, how_many in rows:
        question = questions[question_id]
        numbers = tuple(json.loads(choices or "[]")) if number is None else (number,)
        alike.setdefault((stage, question.asks_as), []).append(_Given(question, numbers, instead, how_many))
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


def _questions(ids: set[int]) -> dict[int, Question]:
    return {each.id: each for each in db.session.scalars(select(Question).where(Question.id.in_(ids)))}


@dataclass(frozen=True)
class _Given:
    """One answer that so many gave: numbers, or what was ticked instead."""

    question: Question
    numbers: Sequence[int]
    instead: Instead | None
    how_many: int


def _spread(stage: Stage, given: Sequence[_Given], cannot_say: int) -> Spread:
    counts: Counter[int] = Counter()
    answered = [each for each in given if each.instead is None]
    for each in answered:
        counts.update(dict.fromkeys(each.numbers, each.how_many))
    return Spread(
        min((each.question for each in given), key=lambda question: question.id),
        stage,
        sum(each.how_many for each in answered),
        dict(counts),
        cannot_say,
        sum(each.how_many for each in given if each.instead),
    )


# Measures, matched


def matched_measures(scope: Scope) -> list[MatchedMeasure]:
    """Every measure that anybody answered, in the order in which it is asked. One query."""
    numbers = _numbers(scope)
    sums, people = _sums(numbers, _asked(scope)).subquery("sums"), _people(numbers).subquery("people")
    of_people = [people.c[f"{since.name}_people"] for since in _SINCE]
    wanted = select(sums, *of_people).join(people, people.c.measure_id == sums.c.measure_id).order_by(sums.c.session_id)
    of_measure: dict[int, list[Row[*tuple[Any, ...]]]] = {}
    for row in sorted(db.session.execute(wanted), key=lambda row: (row.position, row.name)):
        of_measure.setdefault(row.measure_id, []).append(row)
    return [_matched(theirs) for theirs in of_measure.values()]


def _pair_sums_of(row: Row[*tuple[Any, ...]], since: Stage) -> PairSums:
    """One session's pairs of first answers and those of another stage, of a row of `_sums`."""
    values = row._mapping
    return PairSums(row.session_id, *(int(values[f"{since.name}_{part}"] or 0) for part in _OF_PAIRS))


def _matched(rows: Sequence[Row[*tuple[Any, ...]]]) -> MatchedMeasure:
    kind = rows[0].kind
    scale = min(kind.numbers), max(kind.numbers)
    after, later = (
        change_of_sums(
            [_pair_sums_of(row, since) for row in rows], scale=scale, people=rows[0]._mapping[f"{since.name}_people"]
        )
        for since in _SINCE
    )
    whole = Counter[str]()
    for row in rows:
        whole.update({name: int(value or 0) for name, value in row._mapping.items() if name.startswith(_ADDED_UP)})
    waves = [whole[f"waves_{part}"] for part in ("n", "before", "after", "later")]
    return MatchedMeasure(
        rows[0].name,
        kind,
        after,
        later,
        ThreeWaves(waves[0], *(total / waves[0] for total in waves[1:])) if waves[0] else ThreeWaves(),
        *(Unmatched(*(whole[f"unmatched_{since.name}_{why}"] for why in _WHY)) for since in _SINCE),
    )


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

_ADDED_UP = ("waves_", "unmatched_")


def changes_by_session(scope: Scope, since: Stage) -> Select[*tuple[Any, ...]]:
    """SQL: of each measure and session, how many changes from before to a stage, their sum and that of their squares.

    Nothing else is asked of a whole year's answers: neither the other stage nor who was asked without answering.
    """
    numbers = _numbers(scope, (Stage.PRE_COURSE, since))
    change = numbers.c[_COLUMN_OF[since]] - numbers.c.before
    keys = (Measure.id.label("measure_id"), Measure.name, numbers.c.session_id)
    sums = (func.count(change).label("n"), func.sum(change).label("total"), func.sum(change * change).label("squares"))
    return (
        select(*keys, func.min(numbers.c.position).label("position"), *sums)
        .select_from(numbers)
        .join(Measure, Measure.id == numbers.c.measure_id)
        .group_by(*keys)
        .having(func.count(change) > 0)
        .order_by(numbers.c.session_id)
    )


def _sums(numbers: CTE, asked: CTE) -> Select[*tuple[Any, ...]]:
    columns: list[ColumnElement[Any]] = []
    for since in _SINCE:
        columns += _pairs(numbers.c.before, numbers.c[_COLUMN_OF[since]], since)
        columns += _unmatched(numbers, asked, since)
    columns += _three_waves(numbers)
    keys = (Measure.id.label("measure_id"), Measure.name, Measure.kind, numbers.c.session_id)
    return (
        select(*keys, func.min(numbers.c.position).label("position"), *columns)
        .select_from(numbers)
        .join(asked, asked.c.booking_id == numbers.c.booking_id)
        .join(Measure, Measure.id == numbers.c.measure_id)
        .group_by(*keys)
    )


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


def _people(numbers: CTE) -> Select[*tuple[Any, ...]]:
    """SQL: of each measure, how many people its pairs are of."""
    people = [
        func.count(case((numbers.c[_COLUMN_OF[since]] + numbers.c.before >= 0, numbers.c.practitioner_id)).distinct())
        for since in _SINCE
    ]
    labelled = [each.label(f"{since.name}_people") for each, since in zip(people, _SINCE, strict=True)]
    return select(numbers.c.measure_id, *labelled).group_by(numbers.c.measure_id)
