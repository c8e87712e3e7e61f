"""A mean and how sure of it we may be, where people came in groups: worked out of a few sums of each session.

People of one session had the same trainer on the same day, and some people come to several sessions: their answers
are alike, and an interval that takes them for strangers is too narrow. The interval is therefore that of a mean
clustered by session, with the small-sample variance CR2 of R. M. Bell and D. F. McCaffrey, Bias reduction in standard
errors for linear regression with multi-stage samples, Survey Methodology 28 (2002) 169-181, and Satterthwaite's degrees
of freedom as in J. E. Pustejovsky and E. Tipton, Small-sample methods for cluster-robust variance estimation and
hypothesis testing in fixed effects models, Journal of Business & Economic Statistics 36 (2018) 672-683, here for a
model that has nothing but its mean.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.evaluation.statistics.rules_students_t import t_for_95_percent

FEWEST_ANSWERS = 5
FEWEST_SESSIONS = 3
"""With fewer there is no interval: each session's own mean is shown instead."""

TOO_FEW = "too few to say"


class NoInterval(StrEnum):
    """Why a mean has no interval, in the words of the page."""

    FEW_ANSWERS = f"{TOO_FEW}: an interval needs five answers"
    ALL_EQUAL = f"{TOO_FEW}: all answers are equal"
    FEW_SESSIONS = f"{TOO_FEW}: an interval needs three sessions"
    NO_SPREAD = f"{TOO_FEW}: all sessions have the same mean"


@dataclass(frozen=True)
class SessionSums:
    """The answers of one session, or their differences: how many, their sum, the sum of their squares."""

    session_id: int
    n: int
    total: int
    squares: int

    @property
    def mean(self) -> float:
        return self.total / self.n


@dataclass(frozen=True)
class SessionMean:
    """One dot."""

    session_id: int
    n: int
    mean: float


@dataclass(frozen=True)
class Interval:
    """95%. `is_cut` where it would have gone beyond what the scale allows, and ends there instead."""

    low: float
    high: float
    is_cut: bool


@dataclass(frozen=True)
class ClusteredMean:
    """The mean of `n` answers in so many sessions; each of the rest is None where it can't be told.

    `icc` is the intraclass correlation, the share of the variance that lies between sessions (it may come out below
    nought by chance); `degrees` are those of Student's t.
    """

    n: int = 0
    sessions: Sequence[SessionMean] = ()
    mean: float | None = None
    standard_error: float | None = None
    degrees: float | None = None
    interval: Interval | None = None
    icc: float | None = None
    why_no_interval: NoInterval | None = NoInterval.FEW_ANSWERS


def clustered_mean(sessions: Iterable[SessionSums], *, possible: tuple[float, float]) -> ClusteredMean:
    """Of the sums of each session; `possible` are the lowest and highest that an answer, or a difference, can be."""
    found = [each for each in sessions if each.n]
    n = sum(each.n for each in found)
    if not n:
        return ClusteredMean()
    mean = sum(each.total for each in found) / n
    of_each = tuple(SessionMean(each.session_id, each.n, each.mean) for each in found)
    icc = intraclass_correlation(found)
    why = _why_no_interval(found)
    if why:
        return ClusteredMean(n, of_each, mean, icc=icc, why_no_interval=why)
    error = math.sqrt(cr2_variance(found))
    degrees = satterthwaite_degrees([each.n for each in found], max(icc or 0, 0))
    half = t_for_95_percent(degrees) * error
    return ClusteredMean(n, of_each, mean, error, degrees, _within(mean - half, mean + half, possible), icc, None)


def _why_no_interval(sessions: Sequence[SessionSums]) -> NoInterval | None:
    n, total, squares = (sum(each) for each in zip(*((s.n, s.total, s.squares) for s in sessions), strict=True))
    if n < FEWEST_ANSWERS:
        return NoInterval.FEW_ANSWERS
    if n * squares == total * total:
        return NoInterval.ALL_EQUAL
    if len(sessions) < FEWEST_SESSIONS:
        return NoInterval.FEW_SESSIONS
    if all(each.total * n == total * each.n for each in sessions):
        return NoInterval.NO_SPREAD
    return None


def _within(low: float, high: float, possible: tuple[float, float]) -> Interval:
    least, most = possible
    return Interval(max(low, least), min(high, most), low < least or high > most)


def cr2_variance(sessions: Sequence[SessionSums]) -> float:
    """Of the mean: Σ (what session j's answers differ from the mean, added up)² / (1 - n_j/N), over N².

    Of a model with nothing but its mean, and answers that would be independent, Bell and McCaffrey's adjustment of a
    session's residuals is 1/√(1 - n_j/N) along their sum; the rest of it cancels out.
    """
    n = sum(each.n for each in sessions)
    mean = sum(each.total for each in sessions) / n
    return sum((each.total - each.n * mean) ** 2 / (1 - each.n / n) for each in sessions) / n**2


def satterthwaite_degrees(sizes: Sequence[int], correlation: float) -> float:
    """(Σ P_jj)² / Σ P_ij², where P_ij = p_i' Φ p_j, and the variance above is the sum of (p_j' y)².

    Φ is the working model: answers of one session are alike by `correlation`, those of two sessions aren't. Of
    independent answers in k sessions of one size this comes to k - 1. What is summed over pairs of sessions is taken
    apart into sums over sessions, so that thousands of them cost nothing.
    """
    n = sum(sizes)
    spread = [each * (1 + (each - 1) * correlation) for each in sizes]
    whole = sum(spread)
    shares = [each / n for each in sizes]
    adjusted = [1 / (1 - share) for share in shares]
    own = [a * (v - 2 * v * w + w * w * whole) for a, v, w in zip(adjusted, spread, shares, strict=True)]
    from_half = [whole / 2 - v / w for v, w in zip(spread, shares, strict=True)]
    weights = [a * w * w for a, w in zip(adjusted, shares, strict=True)]
    of_power = [sum(g * f**power for g, f in zip(weights, from_half, strict=True)) for power in range(3)]
    pairs = 2 * of_power[0] * of_power[2] + 2 * of_power[1] ** 2
    same = sum((2 * g * f) ** 2 for g, f in zip(weights, from_half, strict=True))
    return sum(own) ** 2 / (sum(each * each for each in own) + pairs - same)


def intraclass_correlation(sessions: Sequence[SessionSums]) -> float | None:
    """By analysis of variance for groups of unequal size: A. Donner and J. J. Koval, The estimation of intraclass
    correlation in the analysis of family data, Biometrics 36 (1980) 19-25. None where there is nothing to divide by."""
    n, groups = sum(each.n for each in sessions), len(sessions)
    if groups < 2 or n <= groups:
        return None
    total = sum(each.total for each in sessions)
    between = sum(each.total**2 / each.n for each in sessions) - total**2 / n
    within = sum(each.squares for each in sessions) - sum(each.total**2 / each.n for each in sessions)
    typical_size = (n - sum(each.n**2 for each in sessions) / n) / (groups - 1)
    of_between, of_within = between / (groups - 1), within / (n - groups)
    below = of_between + (typical_size - 1) * of_within
    return (of_between - of_within) / below if below > 0 else None


def answers_of_people(answers: int, people: int, sessions: int) -> str:
    """239 answers of 178 people in 26 sessions."""
    return " ".join(
        (
            _count(answers, "answer", "answers"),
            "of",
            _count(people, "person", "people"),
            "in",
            _count(sessions, "session", "sessions"),
        )
    )


def _count(how_many: int, one: str, many: str) -> str:
    return f"{how_many:,} {one if how_many == 1 else many}"


MANY_COMPARISONS = 24
"""Two dozen: from here on a page says what chance alone would do."""


def note_on_many(comparisons: int) -> str:
    """What to bear in mind where dozens of intervals stand on a page; nothing where there are few."""
    if comparisons < MANY_COMPARISONS:
        return ""
    return (
        f"{comparisons:,} comparisons stand on this page. At 95%, about one in twenty stands out by chance alone: "
        f"about {round(comparisons / 20):,} of these may. Look for what several of them say together."
    )
