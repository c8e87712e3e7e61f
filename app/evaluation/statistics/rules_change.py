"""What changed between two answers of the same people, clustered by session."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.evaluation.statistics import rules, rules_sign_flip
from app.evaluation.statistics.rules import Interval, NoInterval, SessionMean, SessionSums
from app.evaluation.statistics.rules_sign_flip import SignFlip
from app.web.formatting import share

FEWEST_FOR_CORRELATION = 10

CEILING = 0.25

REGRESSION_BITES = -0.5
"""From here on a quarter of the differences between people's changes goes with where they began."""


@dataclass(frozen=True)
class PairSums:
    """The pairs of one session, added up: how many, first answers, changes, and what else a figure needs.

    `at_top` began at the top of the scale, where nobody can rise.
    """

    session_id: int
    n: int = 0
    first: int = 0
    change: int = 0
    first_squares: int = 0
    change_squares: int = 0
    first_by_change: int = 0
    improved: int = 0
    fallen: int = 0
    at_top: int = 0


@dataclass(frozen=True)
class MatchedChange:
    """Of `n` pairs of answers of `people` people, in points of the scale.

    `before` and `after` are the means of their first and second answers, `mean` is the mean difference, `low` to `high`
    its 95% interval by session: None where too few answered or too few sessions ran to say (see `why_no_interval`).
    `effect` is the mean difference over the standard deviation of the first answers; `r` the correlation of first
    answer and change.
    """

    n: int = 0
    before: float | None = None
    after: float | None = None
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    people: int = 0
    is_cut: bool = False
    improved: int = 0
    fallen: int = 0
    at_top: int = 0
    effect: float | None = None
    r: float | None = None
    icc: float | None = None
    degrees: float | None = None
    sessions: Sequence[SessionMean] = ()
    check: SignFlip | None = None
    why_no_interval: NoInterval | None = NoInterval.FEW_ANSWERS

    @property
    def has_interval(self) -> bool:
        return self.low is not None

    @property
    def fell(self) -> bool:
        return self.mean is not None and self.mean < 0

    @property
    def same(self) -> int:
        return self.n - self.improved - self.fallen

    @property
    def improved_percent(self) -> int | None:
        return share(self.improved, self.n)

    @property
    def same_percent(self) -> int | None:
        return share(self.same, self.n)

    @property
    def fallen_percent(self) -> int | None:
        return share(self.fallen, self.n)

    @property
    def at_top_percent(self) -> int | None:
        return share(self.at_top, self.n)

    @property
    def has_ceiling(self) -> bool:
        """So many began at the top of the scale that the change may be larger than it can show."""
        return self.n > 0 and self.at_top >= CEILING * self.n

    @property
    def excludes_nought(self) -> bool:
        """The interval has the whole of it above nought, or below."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)

    @property
    def check_agrees(self) -> bool | None:
        """Whether the test that asks only for the direction comes to the same; None where one of the two is missing."""
        if self.check is None or not self.has_interval:
            return None
        return self.check.is_unlikely_by_chance == self.excludes_nought

    @property
    def regresses(self) -> bool:
        """Those who began low rose most, by so much that a part of the change is chance evening out."""
        return self.r is not None and self.n >= FEWEST_FOR_CORRELATION and self.r <= REGRESSION_BITES

    @property
    def in_words(self) -> str:
        """239 answers of 178 people in 26 sessions."""
        return rules.answers_of_people(self.n, self.people, len(self.sessions))

    def without_means(self) -> "MatchedChange":
        """The change alone, as it may be shown to others beside another change from the same first answers.

        With both changes' `before` anybody could work out the first answers of the few who are in one and
        not in the other. So could they with what else is worked out of first answers.
        """
        return replace(self, before=None, after=None, at_top=0, effect=None, r=None)


def clustered_change(
    pairs: Iterable[tuple[int, int, int]], *, scale: tuple[int, int], people: int | None = None
) -> MatchedChange:
    """Of pairs (session, first answer, second answer) on a scale from its lowest to its highest number.

    `people` is how many people they are of: as many as there are pairs, unless said.
    """
    by_session: dict[int, list[tuple[int, int]]] = {}
    for session_id, first, second in pairs:
        by_session.setdefault(session_id, []).append((first, second))
    sums = [pair_sums(session_id, theirs, top=scale[1]) for session_id, theirs in sorted(by_session.items())]
    return change_of_sums(sums, scale=scale, people=sum(each.n for each in sums) if people is None else people)


def pair_sums(session_id: int, pairs: Sequence[tuple[int, int]], *, top: int) -> PairSums:
    """Added up as the database does it."""
    changes = [second - first for first, second in pairs]
    firsts = [first for first, _ in pairs]
    return PairSums(
        session_id,
        n=len(pairs),
        first=sum(firsts),
        change=sum(changes),
        first_squares=sum(first * first for first in firsts),
        change_squares=sum(change * change for change in changes),
        first_by_change=sum(first * change for first, change in zip(firsts, changes, strict=True)),
        improved=sum(change > 0 for change in changes),
        fallen=sum(change < 0 for change in changes),
        at_top=sum(first == top for first in firsts),
    )


def change_of_sums(sums: Iterable[PairSums], *, scale: tuple[int, int], people: int) -> MatchedChange:
    """Of the sums of each session, from which all of it can be worked out."""
    of_each = [each for each in sums if each.n]
    whole = _added(of_each)
    if not whole.n:
        return MatchedChange()
    widest = scale[1] - scale[0]
    mean = rules.clustered_mean(
        [SessionSums(each.session_id, each.n, each.change, each.change_squares) for each in of_each],
        possible=(-widest, widest),
    )
    assert mean.mean is not None
    before, deviation = whole.first / whole.n, _deviation_of_firsts(whole)
    interval = mean.interval or Interval(math.nan, math.nan, False)
    return MatchedChange(
        n=whole.n,
        before=before,
        after=before + mean.mean,
        mean=mean.mean,
        low=interval.low if mean.interval else None,
        high=interval.high if mean.interval else None,
        people=people,
        is_cut=interval.is_cut,
        improved=whole.improved,
        fallen=whole.fallen,
        at_top=whole.at_top,
        effect=mean.mean / deviation if deviation and whole.n >= rules.FEWEST_ANSWERS else None,
        r=_correlation(whole),
        icc=mean.icc,
        degrees=mean.degrees,
        sessions=mean.sessions,
        check=rules_sign_flip.sign_flip([each.improved - each.fallen for each in of_each]),
        why_no_interval=mean.why_no_interval,
    )


def _added(sums: Sequence[PairSums]) -> PairSums:
    return PairSums(
        0,
        n=sum(each.n for each in sums),
        first=sum(each.first for each in sums),
        change=sum(each.change for each in sums),
        first_squares=sum(each.first_squares for each in sums),
        change_squares=sum(each.change_squares for each in sums),
        first_by_change=sum(each.first_by_change for each in sums),
        improved=sum(each.improved for each in sums),
        fallen=sum(each.fallen for each in sums),
        at_top=sum(each.at_top for each in sums),
    )


def _deviation_of_firsts(whole: PairSums) -> float | None:
    """Of a sample; None of one answer, 0 where all are equal."""
    if whole.n < 2:
        return None
    return math.sqrt((whole.n * whole.first_squares - whole.first**2) / (whole.n * (whole.n - 1)))


def _correlation(whole: PairSums) -> float | None:
    """Pearson's r of first answer and change; None where either has no spread."""
    of_first = whole.n * whole.first_squares - whole.first**2
    of_change = whole.n * whole.change_squares - whole.change**2
    if not of_first or not of_change:
        return None
    return (whole.n * whole.first_by_change - whole.first * whole.change) / math.sqrt(of_first * of_change)
