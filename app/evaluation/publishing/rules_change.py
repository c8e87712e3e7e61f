"""What changed among people who are taken for strangers, of answers that were read one by one."""

import math
from collections.abc import Sequence
from statistics import stdev

from app.evaluation.kinds import QuestionKind
from app.evaluation.publishing.rules_responses import ResponseSet
from app.evaluation.stages import OF_THE_PERSON, Stage
from app.evaluation.statistics.rules_change import MatchedChange
from app.evaluation.statistics.rules_students_t import t_for_95_percent


def matched_change_of(pairs: Sequence[tuple[int, int]]) -> MatchedChange:
    """Of pairs of one person's first and second answer each: mean ± t(0.975, n - 1) · s / √n."""
    n = len(pairs)
    if n == 0:
        return MatchedChange()
    differences = [second - first for first, second in pairs]
    mean = sum(differences) / n
    half = t_for_95_percent(n - 1) * stdev(differences) / math.sqrt(n) if n > 1 else None
    return MatchedChange(
        n,
        sum(first for first, _ in pairs) / n,
        sum(second for _, second in pairs) / n,
        mean,
        None if half is None else mean - half,
        None if half is None else mean + half,
    )


Numbers = dict[int, int]
"""By booking."""


def pairs_of(before: Numbers, since: Numbers) -> list[tuple[int, int]]:
    """One person's two answers each, matched by their booking."""
    return [(before[booking], since[booking]) for booking in sorted(before.keys() & since.keys())]


def measured_numbers(responses: ResponseSet) -> dict[str, dict[Stage, Numbers]]:
    """The answers to each measure, by its name and stage."""
    return {name: answers for (name, _), answers in _measured(responses).items()}


def _measured(responses: ResponseSet) -> dict[tuple[str, QuestionKind], dict[Stage, Numbers]]:
    issued_rows = {row.id: row for row in responses.issued_rows if row.stage in OF_THE_PERSON}
    found: dict[tuple[str, QuestionKind], dict[Stage, Numbers]] = {}
    in_order = sorted(responses.given, key=lambda given: responses.questions[given.question_id].position)
    for given in in_order:
        question, row = responses.questions[given.question_id], issued_rows.get(given.issued_id)
        if row and question.measure and given.number is not None:
            of_measure = found.setdefault((question.measure.name, question.measure.kind), {})
            of_measure.setdefault(row.stage, {})[row.booking_id] = given.number
    return found
