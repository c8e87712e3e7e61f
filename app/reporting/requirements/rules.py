"""What a course is likely to need next year: what the years say, the line through them, and how many sessions that is.

The arithmetic is that of the page, which prints each step of it: whole numbers of people, a straight line, half a step.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from app.web.formatting import share

MOST_YEARS = 5
"""Of the past, that the line goes through: older ones say little of next year."""

FEWEST_FOR_A_LINE = 3

STEPS_CARRIED_ON = Fraction(1, 2)
"""Of a yearly change, for each year ahead: a course that grew may go on growing, and seldom as fast."""

USUAL_SIZE = 20
"""Places of a session where none has run."""

FEWEST_DUE = 10
"""Refreshers that were due in a year, below which the share that came back says nothing."""


@dataclass(frozen=True)
class CourseYear:
    """What a programme year says of a course. `year` is the calendar year in which it begins: 2025 for 2025-26.

    `taken` is places allocated; `heads` were counted at open sessions; `in_vain` are people who waited and never got a
    place in that year. Attendance is over sessions whose register is closed.
    """

    year: int
    sessions: int = 0
    offered: int = 0
    taken: int = 0
    walk_ins: int = 0
    heads: int = 0
    in_vain: int = 0
    attended_registered: int = 0
    places_registered: int = 0

    @property
    def demand(self) -> int:
        """People who wanted a place: had one, came without, or waited in vain."""
        return self.taken + self.walk_ins + self.heads + self.in_vain

    @property
    def says_something(self) -> bool:
        """A year in which the course wasn't run, and nobody waited for it, says nothing of who would have come."""
        return bool(self.sessions or self.demand)

    @property
    def attendance_percent(self) -> int | None:
        return share(self.attended_registered, self.places_registered)

    def plus(self, other: "CourseYear") -> "CourseYear":
        """Both together, of one year: booked sessions of a course and open ones."""
        added = {each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)}
        return CourseYear(**{**added, "year": self.year})


class ForecastBasis(StrEnum):
    """What the prediction is made from."""

    NO_YEARS = "no years"
    ONE_YEAR = "one year"
    AVERAGE = "the average of two years"
    LINE = "the line through the years"


@dataclass(frozen=True)
class Forecast:
    """What the years alone say of a year to come. `mean` and `step`, the change a year, are of the years in `years`."""

    basis: ForecastBasis
    years: tuple[int, ...] = ()
    mean: Fraction = Fraction(0)
    step: Fraction = Fraction(0)
    at_last: Fraction = Fraction(0)
    ahead: int = 0
    last_year_again: int = 0

    @property
    def carried_on(self) -> Fraction:
        """What the yearly change adds beyond the last of the years."""
        return self.step * STEPS_CARRIED_ON * self.ahead

    @property
    def is_line(self) -> bool:
        return self.basis is ForecastBasis.LINE

    @property
    def average(self) -> float:
        """As the page prints it, like the three below."""
        return float(self.mean)

    @property
    def change_a_year(self) -> float | None:
        """None where too few years tell of one."""
        return float(self.step) if self.is_line else None

    @property
    def stands_at(self) -> float:
        return float(self.at_last)

    @property
    def adds(self) -> float:
        return float(self.carried_on)

    @property
    def people(self) -> int:
        """Never below nought; halves are rounded up."""
        return max(0, floor(self.at_last + self.carried_on + Fraction(1, 2)))


def forecast(demands: Mapping[int, int], target: int) -> Forecast:
    """A course's demand in the year that begins in `target`, from that of earlier years.

    Of three years or more, a straight line by least squares: where it stands in the last of them, and half its yearly
    change for each year on from there. Of two, their average; of one, the same again.
    """
    years = sorted(year for year in demands if year < target)[-MOST_YEARS:]
    if not years:
        return Forecast(ForecastBasis.NO_YEARS)
    mean = Fraction(sum(demands[year] for year in years), len(years))
    last, ahead = years[-1], target - years[-1]
    again = demands[last]
    if len(years) < FEWEST_FOR_A_LINE:
        basis = ForecastBasis.ONE_YEAR if len(years) == 1 else ForecastBasis.AVERAGE
        return Forecast(basis, tuple(years), mean, at_last=mean, ahead=ahead, last_year_again=again)
    middle = Fraction(sum(years), len(years))
    spread = sum(((year - middle) ** 2 for year in years), Fraction(0))
    step = sum(((year - middle) * demands[year] for year in years), Fraction(0)) / spread
    return Forecast(ForecastBasis.LINE, tuple(years), mean, step, mean + step * (last - middle), ahead, again)


@dataclass(frozen=True)
class RefreshersDue:
    """How many people's attendance runs out in the plan's year; and of those for whom it ran out in the last year that
    was counted, how many came back in it."""

    due: int = 0
    were_due: int = 0
    came_back: int = 0

    @property
    def expected(self) -> int:
        """As large a share of those due as came back before; nobody where too few were due to tell."""
        if self.were_due < FEWEST_DUE:
            return 0
        return -(-self.due * self.came_back // self.were_due)

    @property
    def is_share_known(self) -> bool:
        return self.were_due >= FEWEST_DUE


@dataclass(frozen=True)
class KnownDemand:
    """Who is known to want the course: waiting now, asked to hear of new dates, whose attendance runs out.

    `people` are those who wait or asked, each once.
    """

    waiting: int = 0
    asked: int = 0
    people: int = 0
    refreshers: RefreshersDue = RefreshersDue()

    @property
    def total(self) -> int:
        return self.people + self.refreshers.expected


@dataclass(frozen=True)
class Range:
    """From and to how many people, both inclusive."""

    low: int
    high: int


@dataclass(frozen=True)
class Prediction:
    """How many people are likely to want a course, between which numbers, and what that is made from.

    `range` is None where there is nothing to tell it from.
    """

    forecast: Forecast
    known: KnownDemand
    range: Range | None

    @property
    def people(self) -> int:
        """What the years say, and never fewer than are known to want it."""
        return max(self.forecast.people, self.known.total)

    @property
    def is_raised(self) -> bool:
        """More are known to want it than the years say."""
        return self.known.total > self.forecast.people


def predict(demands: Mapping[int, int], target: int, known: KnownDemand, miss: Fraction | None) -> Prediction:
    """`miss` is the share by which four of five past forecasts missed at most; None where too few could be tried."""
    told = forecast(demands, target)
    people = max(told.people, known.total)
    return Prediction(told, known, _range(people, [demands[year] for year in told.years], miss))


def _range(people: int, demands: Sequence[int], miss: Fraction | None) -> Range | None:
    """The prediction, less and more by the share of a usual miss; without one, as far as the years lie apart."""
    if not demands:
        return None
    if miss is not None:
        return Range(max(0, floor(people * (1 - miss))), ceil(people * (1 + miss)))
    return Range(min(people, *demands), max(people, *demands)) if len(demands) > 1 else None


def sessions_for(people: int, size: int, *, is_priority: bool = False) -> int:
    """How many sessions of so many places: rounded up, so that nobody is left out.

    A course that answers a case review, an audit finding or a priority is offered once at least.
    """
    return max(-(-people // size), int(is_priority))


def usual_size(sizes: Sequence[int]) -> int:
    """The places that most sessions had, of the larger where two are as usual; `sizes` are those of the latest year."""
    held = [size for size in sizes if size > 0]
    return max(set(held), key=lambda size: (held.count(size), size)) if held else USUAL_SIZE


def answers(theme: str, title: str) -> bool:
    """Whether a course is plainly about a theme: every word of the theme stands in its title."""
    words, in_title = _words(theme), _words(title)
    return bool(words) and words <= in_title


def _words(text: str) -> frozenset[str]:
    """Without short words, capitals, endings of the plural and marks."""
    letters = "".join(letter if letter.isalnum() else " " for letter in text.casefold())
    return frozenset(word.removesuffix("s") for word in letters.split() if len(word) > 2 and word not in _SHORT)


_SHORT = {"and", "the", "for", "with", "more", "about", "training"}
