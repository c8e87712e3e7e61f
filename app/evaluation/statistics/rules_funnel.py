"""Courses or trainers beside each other without a ranking: who differs by more than chance and the usual differences.

A funnel plot, as in D. J. Spiegelhalter, Funnel plots for comparing institutional performance, Statistics in Medicine
24 (2005) 1185-1202; how much units differ beyond chance is estimated as in D. J. Spiegelhalter, Handling
over-dispersion of performance indicators, Quality and Safety in Health Care 14 (2005) 347-351: from winsorised
z-scores, as an additive variance between units.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.evaluation.statistics.rules import FEWEST_ANSWERS, SessionSums

FEWEST_UNITS = 5

WINSORISED = 0.1
"""The share of z-scores at either end that is drawn in to the next one: a few outliers don't make it all look usual."""

NINETY_FIVE, ALARM = 1.959964, 3.090232
"""Of the normal distribution: 95%, and 99.8%."""


class Standing(StrEnum):
    """Where a unit stands, in the words of the page; nobody is better or worse than the next."""

    WITHIN = "within 95%"
    ABOVE = "above 95%"
    BELOW = "below 95%"
    FAR_ABOVE = "above 99.8%"
    FAR_BELOW = "below 99.8%"

    @property
    def is_alarm(self) -> bool:
        return self in (Standing.FAR_ABOVE, Standing.FAR_BELOW)


@dataclass(frozen=True)
class Limits:
    """What is usual where so much is known of a unit: 95%, and 99.8%."""

    low: float
    high: float
    alarm_low: float
    alarm_high: float


@dataclass(frozen=True)
class FunnelUnit:
    """One course or trainer.

    `weight` is how many independent answers its `n` are worth: people of one session count for less than strangers.
    `shrunk` is what may be expected of it next time: drawn towards all the more, the less is known of it.
    """

    key: int
    n: int
    sessions: int
    value: float
    weight: float
    error: float
    z: float
    shrunk: float
    standing: Standing


@dataclass(frozen=True)
class Funnel:
    """Units in the order in which they came. `between` is the standard deviation of true differences, in points;
    `within` that of single independent answers. `too_few` have under five answers each."""

    units: Sequence[FunnelUnit]
    target: float
    within: float
    between: float
    overdispersion: float
    too_few: Sequence[int]

    def limits(self, weight: float) -> Limits:
        return _limits(self.target, math.hypot(self.within / math.sqrt(weight), self.between))

    @property
    def outside(self) -> int:
        """How many lie outside 95%; about one in twenty does where all are alike."""
        return sum(unit.standing is not Standing.WITHIN for unit in self.units)


def funnel(units: Mapping[int, Sequence[SessionSums]]) -> Funnel | None:
    """Of each unit's sessions; None where fewer than five units have five answers, or nothing differs."""
    found = {key: [each for each in sessions if each.n] for key, sessions in units.items()}
    enough = {key: sessions for key, sessions in found.items() if _n(sessions) >= FEWEST_ANSWERS}
    within, between_sessions = _components(list(enough.values()))
    if len(enough) < FEWEST_UNITS or not within:
        return None
    values = {key: sum(each.total for each in sessions) / _n(sessions) for key, sessions in enough.items()}
    errors = {key: _error(sessions, within, between_sessions) for key, sessions in enough.items()}
    target = sum(values[key] / errors[key] ** 2 for key in enough) / sum(1 / errors[key] ** 2 for key in enough)
    phi, between = overdispersion([(values[key] - target) / errors[key] for key in enough], list(errors.values()))
    single = within + between_sessions
    return Funnel(
        [_unit(key, enough[key], values[key], errors[key], target, between, single) for key in enough],
        target,
        math.sqrt(single),
        math.sqrt(between),
        phi,
        [key for key in found if key not in enough],
    )


def overdispersion(z_scores: Sequence[float], errors: Sequence[float]) -> tuple[float, float]:
    """How many times as far as by chance the units lie apart (their mean squared winsorised z-score), and the variance
    between them that it comes from: none where the first is not above what chance gives."""
    how_many = len(z_scores)
    phi = sum(z * z for z in winsorised(z_scores)) / how_many
    weights = [1 / error**2 for error in errors]
    spread = sum(weights) - sum(each**2 for each in weights) / sum(weights)
    return phi, max(0.0, (how_many * phi - (how_many - 1)) / spread)


def winsorised(values: Sequence[float]) -> list[float]:
    """The tenth at either end drawn in to the next value."""
    in_order = sorted(values)
    drawn_in = int(WINSORISED * len(in_order))
    low, high = in_order[drawn_in], in_order[-drawn_in - 1]
    return [min(max(each, low), high) for each in values]


def _unit(
    key: int,
    sessions: Sequence[SessionSums],
    value: float,
    error: float,
    target: float,
    between: float,
    single: float,
) -> FunnelUnit:
    usual = math.sqrt(error**2 + between)
    kept = between / (between + error**2)
    return FunnelUnit(
        key=key,
        n=_n(sessions),
        sessions=len(sessions),
        value=value,
        weight=single / error**2,
        error=error,
        z=(value - target) / usual,
        shrunk=target + kept * (value - target),
        standing=_standing(value, _limits(target, usual)),
    )


def _limits(target: float, error: float) -> Limits:
    near, far = NINETY_FIVE * error, ALARM * error
    return Limits(target - near, target + near, target - far, target + far)


def _standing(value: float, limits: Limits) -> Standing:
    if value > limits.high:
        return Standing.FAR_ABOVE if value > limits.alarm_high else Standing.ABOVE
    if value < limits.low:
        return Standing.FAR_BELOW if value < limits.alarm_low else Standing.BELOW
    return Standing.WITHIN


def _n(sessions: Sequence[SessionSums]) -> int:
    return sum(each.n for each in sessions)


def _error(sessions: Sequence[SessionSums], within: float, between_sessions: float) -> float:
    """Of a unit's mean: variance of answers and of sessions, each pooled over all units so that few answers do."""
    n = _n(sessions)
    return math.sqrt(within / n + between_sessions * sum(each.n**2 for each in sessions) / n**2)


def _components(units: Sequence[Sequence[SessionSums]]) -> tuple[float, float]:
    """The variance of answers within a session, and of sessions within a unit, by nested analysis of variance (S. R.
    Searle, G. Casella and C. E. McCulloch, Variance Components, 1992, chapter 3); none below nought."""
    sessions = [each for unit in units for each in unit]
    n, many = _n(sessions), len(sessions)
    if n <= many:
        return 0.0, 0.0
    of_sessions = sum(each.total**2 / each.n for each in sessions)
    of_units = sum(sum(each.total for each in unit) ** 2 / _n(unit) for unit in units)
    within = (sum(each.squares for each in sessions) - of_sessions) / (n - many)
    size = n - sum(sum(each.n**2 for each in unit) / _n(unit) for unit in units)
    if many == len(units) or not size:
        return within, 0.0
    return within, max(0.0, (of_sessions - of_units - (many - len(units)) * within) / size)
