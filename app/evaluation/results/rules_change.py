"""What changed between two answers of the same people: the mean difference and how sure of it we may be."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import stdev


@dataclass(frozen=True)
class MatchedChange:
    """Of `n` people who answered both times, in points of the scale.

    `before` and `after` are the means of their first and second answers, `mean` is the mean
    difference, `low` to `high` its 95% interval. All are None of nobody, and one person has no interval.
    """

    n: int = 0
    before: float | None = None
    after: float | None = None
    mean: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def has_interval(self) -> bool:
        return self.low is not None

    @property
    def fell(self) -> bool:
        return self.mean is not None and self.mean < 0

    def without_means(self) -> "MatchedChange":
        """The change alone, as it may be shown to others beside another change from the same first answers.

        With both changes' `before` anybody could work out the first answers of the few who are in one and
        not in the other.
        """
        return replace(self, before=None, after=None)


def matched_change_of(pairs: Sequence[tuple[int, int]]) -> MatchedChange:
    """Of pairs of one person's first and second answer each.

    The interval is that of Student's t for paired differences, mean ± t(0.975, n - 1) · s / √n: see the
    NIST/SEMATECH e-Handbook of Statistical Methods, sections 1.3.5.2 and 7.3.1.1. Where all differences are equal
    it has no width.
    """
    n = len(pairs)
    if n == 0:
        return MatchedChange()
    differences = [second - first for first, second in pairs]
    mean = sum(differences) / n
    change = MatchedChange(n, sum(first for first, _ in pairs) / n, sum(second for _, second in pairs) / n, mean)
    if n == 1:
        return change
    half = t_for_95_percent(n - 1) * stdev(differences) / math.sqrt(n)
    return replace(change, low=mean - half, high=mean + half)


@lru_cache
def t_for_95_percent(degrees: int) -> float:
    """Student's t(0.975): 95% of the distribution with so many degrees of freedom lies between ± this."""
    low, high = 0.0, math.pi / 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _share_within(middle, degrees) < 0.95 else (low, middle)
    return math.sqrt(degrees) * math.tan(low)


def _share_within(theta: float, degrees: int) -> float:
    """The share of Student's t between ± √degrees · tan(theta).

    The finite sums of Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 (odd degrees) and
    26.7.4 (even ones): each term is the one before it times cos² and the next fraction.
    """
    is_odd = degrees % 2 == 1
    term, total = (math.cos(theta) if is_odd else 1.0), 0.0
    for power in range(degrees % 2, degrees - 1, 2):
        total += term
        term *= math.cos(theta) ** 2 * (power + 1) / (power + 2)
    share = math.sin(theta) * total
    return 2 / math.pi * (theta + share) if is_odd else share
