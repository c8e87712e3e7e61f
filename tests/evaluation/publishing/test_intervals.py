"""How much of single answers a mean and its interval give away: all sets of answers that are compatible with them."""

import math
import random
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import combinations_with_replacement, product
from statistics import median, stdev
from typing import Any

from app.evaluation.publishing.rules import PublishedFigure
from app.evaluation.settling.models import FigureKind
from app.evaluation.settling.rules_subjects import FigureSubject
from app.evaluation.stages import Stage
from app.evaluation.statistics.rules_students_t import t_for_95_percent

CONFIDENCE = FigureSubject(FigureKind.CHANGE, Stage.POST_COURSE, "Confidence", "", -9, 9)


def a_figure(*sessions: Sequence[int], people: int | None = None) -> PublishedFigure:
    """The changes of each session's people."""
    sums = [(at, len(s), sum(s), sum(each * each for each in s)) for at, s in enumerate(sessions)]
    n, total = sum(each[1] for each in sums), sum(each[2] for each in sums)
    return PublishedFigure(CONFIDENCE, n, n, total, total, n if people is None else people, sums, len(sums))


def told(figure: PublishedFigure) -> Any:
    return round(figure.mean, 1), figure.interval


def as_before(changes: Sequence[int]) -> Any:
    """Mean and interval to one decimal, by Student's t for pairs."""
    mean, half = sum(changes) / 5, t_for_95_percent(4) * stdev(changes) / math.sqrt(5)
    return round(mean, 1), round(mean - half, 1), round(mean + half, 1)


@cache
def sets_of_five() -> list[tuple[int, ...]]:
    """Of changes from a fall by four to a rise by seven."""
    return list(combinations_with_replacement(range(-4, 8), 5))


def test_of_five_people_many_sets_of_answers_fit_what_is_told() -> None:
    """Error 8: mean and interval to one decimal left a median of two."""
    fit_now = Counter(told(a_figure(each)) for each in sets_of_five())
    fit_before = Counter(as_before(each) for each in sets_of_five())
    chance = random.Random(8)
    drawn = [tuple(sorted(chance.choices(range(0, 5), k=5))) for _ in range(200)]
    assert median(fit_before[as_before(each)] for each in drawn) <= 2
    assert min(fit_now[told(a_figure(each))] for each in drawn) >= 30


def test_of_few_people_or_sessions_there_is_no_interval() -> None:
    """Eight people; twelve answers of nine; ten in two sessions; ten in three that are too small to be shown."""
    assert a_figure([1, 2], [2, 2], [1, 1], [0, 4]).interval is None
    assert a_figure([1, 2, 3], [2, 2, 0], [1, 1, 4], [0, 1, 2], people=9).interval is None
    assert a_figure([1, 2, 3, 4, 1], [2, 2, 0, 0, 1]).interval is None
    assert a_figure([1, 2, 3, 4], [2, 2, 0], [1, 1, 4]).interval is None
    assert a_figure([1, 2, 3, 4, 1], [2, 2, 0, 1, 1], [1, 1, 4, 0, 3]).interval is not None
    assert a_figure([1, 2, 3], [2, 2, 0], [1, 1, 4], [0, 1, 2]).interval is not None


def test_an_interval_does_not_say_what_the_people_of_a_session_answered() -> None:
    """Sessions of four may be too small to be shown: there are scores of sums that they can have answered."""
    sums = list(product(range(0, 17), repeat=4))

    def figure(of_each: Sequence[int]) -> PublishedFigure:
        spread = [(at, 4, total, total * total // 4 + 4) for at, total in enumerate(of_each)]
        return PublishedFigure(CONFIDENCE, 16, 16, sum(of_each), sum(of_each), 16, spread, 4)

    chance = random.Random(10)
    drawn = [tuple(sum(chance.choices(range(0, 5), k=4)) for _ in range(4)) for _ in range(12)]
    near = {sum(each) for each in drawn}
    fit = Counter(told(figure(each)) for each in sums if sum(each) in near)
    assert median(fit[told(figure(each))] for each in drawn) >= 100
    assert min(fit[told(figure(each))] for each in drawn) >= 10


def test_an_interval_always_has_a_width_and_stays_on_the_scale() -> None:
    """None, or one without a width, would say that all changed alike."""
    assert a_figure(*[[1] * 4] * 4).interval == (0.5, 1.5)
    assert a_figure([9, 9, 9], [9, 9, 9], [9, 9, 9], [-9, -9, -9]).interval == (-9, 9)
    fall = a_figure(*[[-1, 0, 0, -1], [-1, 0, 0, 0]] * 4)
    assert (fall.interval, fall.excludes_nought) == ((-0.5, 0.0), True)
