"""How good the forecast would have been: made for each past year from the years before it, and compared.

Beside it stands the simplest forecast there is, last year again. What can't beat that isn't worth its arithmetic.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from app.reporting.requirements.rules import forecast
from app.web.formatting import count

FEWEST_YEARS_BEFORE = 2
"""With a single year, ours is last year again."""

FEWEST_TRIALS = 10
"""Below, a share of misses is chance."""

CLEARLY = Fraction(9, 10)
"""Of last year's miss: above that share, ours is hardly better, and chance may have made the difference."""

MOST_MISSES = Fraction(4, 5)
"""The share of past forecasts that a range would have held."""


@dataclass(frozen=True)
class PastForecast:
    """A past year of a course: what we would have said, what last year said, and how many there were."""

    course_id: int
    year: int
    ours: int
    last_year_again: int
    actual: int

    @property
    def our_miss(self) -> int:
        return abs(self.ours - self.actual)

    @property
    def naive_miss(self) -> int:
        return abs(self.last_year_again - self.actual)

    @property
    def share_missed(self) -> Fraction:
        return Fraction(self.our_miss, max(self.ours, 1))


@dataclass(frozen=True)
class BackTest:
    """Trials, of a course or of all of them."""

    trials: tuple[PastForecast, ...]

    @property
    def our_miss(self) -> float | None:
        """In people, on average; None where nothing could be tried."""
        return _mean([trial.our_miss for trial in self.trials])

    @property
    def naive_miss(self) -> float | None:
        return _mean([trial.naive_miss for trial in self.trials])

    @property
    def closer(self) -> int:
        """How often ours was."""
        return sum(trial.our_miss < trial.naive_miss for trial in self.trials)

    @property
    def further(self) -> int:
        return sum(trial.our_miss > trial.naive_miss for trial in self.trials)

    @property
    def is_better(self) -> bool:
        """Whether ours missed by less; as much is no better."""
        ours, naive = self.our_miss, self.naive_miss
        return ours is not None and naive is not None and ours < naive

    @property
    def is_clearly_better(self) -> bool:
        """Whether ours missed by a tenth less at least."""
        return self.is_better and (self.our_miss or 0) <= CLEARLY * (self.naive_miss or 0)

    @property
    def ours_in_all(self) -> int:
        return sum(trial.ours for trial in self.trials)

    @property
    def again_in_all(self) -> int:
        return sum(trial.last_year_again for trial in self.trials)

    @property
    def actual_in_all(self) -> int:
        return sum(trial.actual for trial in self.trials)

    @property
    def usual_miss(self) -> Fraction | None:
        """The share of the forecast by which four of five missed at most; None where too few could be tried."""
        if len(self.trials) < FEWEST_TRIALS:
            return None
        shares = sorted(trial.share_missed for trial in self.trials)
        return shares[ceil(MOST_MISSES * len(shares)) - 1]

    @property
    def usual_miss_percent(self) -> int | None:
        """The same in whole percent, rounded up."""
        return None if self.usual_miss is None else ceil(100 * self.usual_miss)

    @property
    def how_many(self) -> int:
        return len(self.trials)

    @property
    def by_year(self) -> list[tuple[int, "BackTest"]]:
        """The trials of each year, the latest first."""
        years = sorted({trial.year for trial in self.trials}, reverse=True)
        return [(year, BackTest(tuple(trial for trial in self.trials if trial.year == year))) for year in years]

    @property
    def verdict(self) -> str:
        """A sentence on whether ours is worth it."""
        if not self.trials:
            return "There are too few years to try the forecast on. It takes three years of a course."
        tried = f"{count(len(self.trials), 'past forecast')}"
        if self.is_better and not self.is_clearly_better:
            return (
                f"Over {tried}, ours was hardly better than last year’s figure taken again: it missed by a little less."
            )
        if self.is_better:
            return f"Over {tried}, ours missed by less than last year’s figure taken again."
        if self.our_miss == self.naive_miss:
            return f"Over {tried}, ours was no better than last year’s figure taken again: both missed by as much."
        return f"Over {tried}, ours was no better than last year’s figure taken again: it missed by more."


def back_test(demands: Mapping[int, Mapping[int, int]], *, ahead: int) -> BackTest:
    """Each year of each course that has two years so far before it, told from those alone.

    `demands` are by course and by year; `ahead` is how far the plan's year lies after the last year that is counted,
    so that the trial is as hard as the forecast.
    """
    return BackTest(tuple(_trials(demands, ahead)))


def of_course(test: BackTest, course_id: int) -> BackTest:
    return BackTest(tuple(trial for trial in test.trials if trial.course_id == course_id))


def _trials(demands: Mapping[int, Mapping[int, int]], ahead: int) -> Iterable[PastForecast]:
    for course_id, of_years in demands.items():
        for year, actual in sorted(of_years.items()):
            before = {each: demand for each, demand in of_years.items() if each <= year - ahead}
            if len(before) >= FEWEST_YEARS_BEFORE:
                told = forecast(before, year)
                yield PastForecast(course_id, year, told.people, told.last_year_again, actual)


def _mean(numbers: Sequence[int]) -> float | None:
    return sum(numbers) / len(numbers) if numbers else None
