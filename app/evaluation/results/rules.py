"""What the answers come to: returns, and how they are spread."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.evaluation.kinds import Instead, QuestionKind
from app.evaluation.models import Question
from app.evaluation.scope import Dimension
from app.evaluation.stages import Stage
from app.web.formatting import count, one_decimal, share

NORM = 33
"""Percent: the return rate that research finds usual (the partnership's report of 2013-14)."""


# Returns


@dataclass(frozen=True)
class Returns:
    """`rate_percent` is over questionnaires that have closed, counted by the last two; the first two are over all."""

    issued: int = 0
    returned: int = 0
    closed: int = 0
    closed_returned: int = 0

    @property
    def rate_percent(self) -> int | None:
        """Whole number, halves rounded up; None while nothing has closed."""
        return share(self.closed_returned, self.closed)

    def __add__(self, other: "Returns") -> "Returns":
        return Returns(
            self.issued + other.issued,
            self.returned + other.returned,
            self.closed + other.closed,
            self.closed_returned + other.closed_returned,
        )


@dataclass(frozen=True)
class ReturnRate:
    """A return rate and what it is of, as the charts draw it: answered of those that have closed."""

    name: str
    percent: int | None
    part: int
    whole: int


def return_rates(returns: Iterable[tuple[str, Returns]]) -> list[ReturnRate]:
    """Of closed questionnaires alone; named by what they are of."""
    return [ReturnRate(name, each.rate_percent, each.closed_returned, each.closed) for name, each in returns]


def mean_return_rates(of_each: Iterable[Mapping[Stage, Returns]]) -> dict[Stage, tuple[float, int]]:
    """The mean of the rates of courses and Learning Weeks, in percent, and of how many. A small course counts like a
    large one: this is how reports publish it, beside the pooled rate."""
    rates: dict[Stage, list[float]] = {}
    for of_stages in of_each:
        for stage, each in of_stages.items():
            if each.closed:
                rates.setdefault(stage, []).append(100 * each.closed_returned / each.closed)
    return {stage: (sum(each) / len(each), len(each)) for stage, each in rates.items()}


# One question


CANNOT_SAY = "Can’t say"


@dataclass(frozen=True)
class Spread:
    """How often each choice of a question was made, of `n` people who answered it.

    Who could not say, or ticked "not applicable", is counted beside them, and stays in what shares are of.
    """

    question: Question
    stage: Stage
    n: int
    counts: dict[int, int]
    cannot_say: int = 0
    not_applicable: int = 0

    @property
    def apart(self) -> dict[str, int]:
        """Who is in what a share is of, without having chosen any of the answers."""
        counted = {CANNOT_SAY: self.cannot_say, Instead.NOT_APPLICABLE.words: self.not_applicable}
        return {words: how_many for words, how_many in counted.items() if how_many}

    @property
    def whole(self) -> int:
        """What its shares are of."""
        return self.n + sum(self.apart.values())

    @property
    def name(self) -> str:
        return self.question.words

    @property
    def parts(self) -> list[tuple[str, int]]:
        """Words and count of each choice, in its order."""
        chosen = [(words, self.counts.get(number, 0)) for number, words in self.question.choices.items()]
        return [*chosen, *self.apart.items()]

    @property
    def shares(self) -> list[tuple[str, int, int | None]]:
        """The same with the share of those asked that chose it, in percent."""
        return [(words, times, share(times, self.whole)) for words, times in self.parts]

    @property
    def total(self) -> int:
        return sum(self.counts.values()) + sum(self.apart.values())

    @property
    def words(self) -> str:
        """47 answers, mean 7.2."""
        answers = count(self.n, "answer")
        return answers if self.mean is None else f"{answers}, mean {one_decimal(self.mean)}"

    @property
    def is_of_several(self) -> bool:
        """Anybody may have chosen several: its shares add up to more than the whole."""
        return self.question.kind is QuestionKind.SEVERAL_OF

    @property
    def mean(self) -> float | None:
        """Of scales, and of agreeing from 1 to 5; other choices have none."""
        if not self.question.kind.can_be_measured or not self.n:
            return None
        return sum(number * times for number, times in self.counts.items()) / self.n

    @property
    def headline(self) -> "Headline | None":
        """The share that is told in one figure, where the kind of question has one."""
        numbers, words = self.question.headline
        part = sum(times for number, times in self.counts.items() if number in numbers)
        return Headline(self.question.words, words, part, self.whole, self.apart) if numbers else None


@dataclass(frozen=True)
class Headline:
    """92% useful or very useful: 43 of 47, some of whom could not say or ticked "not applicable" (`apart`)."""

    question: str
    words: str
    part: int
    whole: int
    apart: Mapping[str, int] = field(default_factory=dict)

    @property
    def percent(self) -> int | None:
        return share(self.part, self.whole)


DIVISIONS = (Dimension.COURSE, Dimension.STRAND, Dimension.WEEK, Dimension.TRAINER, Dimension.AGENCY, Dimension.SECTOR)
"""By what the first page of the results can be divided."""
