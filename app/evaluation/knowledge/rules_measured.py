"""What people know, as it was scored, and what they think of it beside it.

Each pair is one booking's two answers. A figure says of how many answers, people and sessions it is.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import lcm
from statistics import correlation, fmean

from app.evaluation.kinds import Instead, QuestionKind
from app.evaluation.stages import OF_THE_PERSON, Stage
from app.evaluation.statistics.rules import Interval, SessionSums, clustered_mean
from app.web.formatting import share, signed

FEWEST_TO_DISCRIMINATE = 10
"""People with other items answered: under that a correlation says nothing."""


@dataclass(frozen=True)
class Respondent:
    """Whose answer it is, and where they were asked."""

    booking_id: int
    person_id: int
    session_id: int


@dataclass(frozen=True)
class ScoredRow:
    """One answer to an item. `thing_known` is one for all parallel items. One that was declined is neither."""

    whose: Respondent
    stage: Stage
    item_id: int
    thing_known: int
    is_right: bool | None
    instead: Instead | None = None


@dataclass(frozen=True)
class NumberRow:
    """One answer to a measure: at a stage, or thinking back."""

    whose: Respondent
    stage: Stage
    measure: str
    kind: QuestionKind
    is_then: bool
    number: int

    @property
    def widest(self) -> int:
        """From the lowest to the highest number of its scale."""
        return max(self.kind.numbers) - min(self.kind.numbers)


# How sure a mean is

_DIRECTIONS = {"+": ("rose", "higher"), "−": ("fell", "lower")}


@dataclass(frozen=True)
class PairedChange:
    """Two answers of each booking: their means, the mean difference, and how many rose, stayed and fell.

    The interval is that of a mean clustered by session (`statistics`); `why_no_interval` says why there is none.
    """

    n: int = 0
    people: int = 0
    sessions: int = 0
    before: float | None = None
    after: float | None = None
    mean: float | None = None
    interval: Interval | None = None
    why_no_interval: str = ""
    rose: int = 0
    same: int = 0
    fell: int = 0

    def went(self, points: str) -> str:
        """Rose or fell by so many points where its interval says so; else what came out, and what it could also be."""
        told = signed(self.mean)
        if told[0] not in _DIRECTIONS:
            return "came out the same"
        moved, lies = _DIRECTIONS[told[0]]
        if self.is_clear:
            return f"{moved} by {told[1:]} {points}"
        doubt = "from these answers it could also be no change" if self.interval else "too few to say that it changed"
        return f"came out {told[1:]} {points} {lies}; {doubt}"

    @property
    def is_clear(self) -> bool:
        """All of its interval lies above nought, or below; without an interval nobody can say."""
        return self.interval is not None and not self.interval.low <= 0 <= self.interval.high

    @property
    def rests_on(self) -> str:
        """239 answers of 178 people in 26 sessions."""
        counts = ((self.n, "pair"), (self.people, "person"), (self.sessions, "session"))
        pairs, people, sessions = (f"{number:,} {_word(number, word)}" for number, word in counts)
        return f"{pairs} of {people} in {sessions}"


def _word(number: int, word: str) -> str:
    return word if number == 1 else "people" if word == "person" else f"{word}s"


Numbers = Mapping[Respondent, int | Fraction]


def paired_change(before: Numbers, after: Numbers, *, widest: int) -> PairedChange:
    """Of those who have both; no difference can be wider than `widest`."""
    both = sorted(before.keys() & after.keys(), key=lambda whose: whose.booking_id)
    if not both:
        return PairedChange()
    differences = [after[whose] - before[whose] for whose in both]
    interval, why = _interval(both, differences, widest)
    return PairedChange(
        n=len(both),
        people=len({whose.person_id for whose in both}),
        sessions=len({whose.session_id for whose in both}),
        before=fmean(before[whose] for whose in both),
        after=fmean(after[whose] for whose in both),
        mean=fmean(differences),
        interval=interval,
        why_no_interval=why,
        rose=sum(each > 0 for each in differences),
        same=sum(each == 0 for each in differences),
        fell=sum(each < 0 for each in differences),
    )


def _interval(
    people: Sequence[Respondent], differences: Sequence[int | Fraction], widest: int
) -> tuple[Interval | None, str]:
    """In whole steps, so that it is exact what is equal: shares of several items are fractions."""
    steps = lcm(*(each.denominator for each in differences))
    of_each: dict[int, list[int]] = {}
    for person, difference in zip(people, differences, strict=True):
        of_each.setdefault(person.session_id, []).append(int(difference * steps))
    sums = (SessionSums(each, len(d), sum(d), sum(step * step for step in d)) for each, d in of_each.items())
    mean = clustered_mean(sums, possible=(-widest * steps, widest * steps))
    if mean.interval is None:
        return None, str(mean.why_no_interval)
    return replace(mean.interval, low=mean.interval.low / steps, high=mean.interval.high / steps), ""


# Items


@dataclass(frozen=True)
class StageScore:
    """How an item was answered at a stage: `n` answered, "I don’t know" among them. Who declined isn't in it."""

    n: int = 0
    right: int = 0
    dont_know: int = 0
    declined: int = 0

    @property
    def percent(self) -> int | None:
        return share(self.right, self.n)

    def and_more(self, is_right: bool | None, instead: Instead | None, how_many: int) -> "StageScore":
        """With so many answers alike."""
        return StageScore(
            self.n + how_many * (is_right is not None),
            self.right + how_many * bool(is_right),
            self.dont_know + how_many * (instead is Instead.DONT_KNOW),
            self.declined + how_many * (instead is Instead.DECLINED),
        )


@dataclass(frozen=True)
class ThingScore:
    """One thing to be known, asked by one item or by parallel ones.

    `matched` answered it both before and after: `gained` it, who was wrong before and right after, or `lost` it.
    `discrimination` is the correlation of having it right with the share of the other items that the same person had
    right: an item that the best don't get right more often than others is unclear, or wrongly keyed.
    """

    thing_known: int
    item_ids: tuple[int, ...]
    of_stage: Mapping[Stage, StageScore]
    matched: int = 0
    right_before: int = 0
    right_after: int = 0
    gained: int = 0
    lost: int = 0
    discrimination: float | None = None
    discrimination_of: int = 0

    @property
    def change(self) -> float | None:
        """In points of a hundred, of the matched."""
        return 100 * (self.right_after - self.right_before) / self.matched if self.matched else None


def thing_scores(rows: Sequence[ScoredRow]) -> list[ThingScore]:
    """Each thing that was asked, by number."""
    things: dict[int, list[ScoredRow]] = {}
    for row in rows:
        things.setdefault(row.thing_known, []).append(row)
    return [_thing_score(thing, theirs, rows) for thing, theirs in sorted(things.items())]


def _thing_score(thing: int, rows: Sequence[ScoredRow], all_rows: Sequence[ScoredRow]) -> ThingScore:
    before, after = (_right_at(rows, stage) for stage in (Stage.PRE_COURSE, Stage.POST_COURSE))
    both = before.keys() & after.keys()
    discrimination, of = _discrimination(thing, all_rows)
    return ThingScore(
        thing_known=thing,
        item_ids=tuple(sorted({row.item_id for row in rows})),
        of_stage={stage: stage_score(row for row in rows if row.stage is stage) for stage in OF_THE_PERSON},
        matched=len(both),
        right_before=sum(before[whose] for whose in both),
        right_after=sum(after[whose] for whose in both),
        gained=sum(after[whose] and not before[whose] for whose in both),
        lost=sum(before[whose] and not after[whose] for whose in both),
        discrimination=discrimination,
        discrimination_of=of,
    )


def stage_score(rows: Iterable[ScoredRow]) -> StageScore:
    score = StageScore()
    for (is_right, instead), how_many in Counter((row.is_right, row.instead) for row in rows).items():
        score = score.and_more(is_right, instead, how_many)
    return score


def _right_at(rows: Iterable[ScoredRow], stage: Stage) -> dict[Respondent, bool]:
    return {row.whose: row.is_right for row in rows if row.stage is stage and row.is_right is not None}


def _discrimination(thing: int, rows: Sequence[ScoredRow]) -> tuple[float | None, int]:
    """The corrected item-total correlation, of the answers after: the total leaves the item itself out.

    See L. Crocker, J. Algina, Introduction to Classical and Modern Test Theory (1986), chapter 14.
    """
    of_each: dict[Respondent, dict[int, bool]] = {}
    for row in rows:
        if row.stage is Stage.POST_COURSE and row.is_right is not None:
            of_each.setdefault(row.whose, {})[row.thing_known] = row.is_right
    told = [theirs for theirs in of_each.values() if thing in theirs and len(theirs) > 1]
    items = [float(theirs[thing]) for theirs in told]
    others = [fmean(right for other, right in theirs.items() if other != thing) for theirs in told]
    if len(told) < FEWEST_TO_DISCRIMINATE or len(set(items)) < 2 or len(set(others)) < 2:
        return None, len(told)
    return correlation(items, others), len(told)


# Knowledge and confidence, side by side


@dataclass(frozen=True)
class BesideKnowledge:
    """What was measured and what was felt, of the same people: `knowledge` in points of a hundred, the measures in
    points of their scale."""

    knowledge: PairedChange
    measures: Mapping[str, PairedChange] = field(default_factory=dict)

    @property
    def felt_more_but_knew_less(self) -> list[str]:
        """The measures that rose while what was measured fell, neither by what may be chance."""
        fell = self.knowledge.is_clear and (self.knowledge.mean or 0) < 0
        return [name for name, each in self.measures.items() if fell and each.is_clear and (each.mean or 0) > 0]


def beside_knowledge(rows: Sequence[ScoredRow], numbers: Iterable[NumberRow]) -> BesideKnowledge:
    """Of those who answered the same or parallel items before and after, what they had right and how they rated."""
    before, after = _shares_right(rows)
    found: dict[tuple[str, int], dict[Stage, dict[Respondent, int]]] = {}
    for row in numbers:
        if not row.is_then and row.whose in before:
            found.setdefault((row.measure, row.widest), {}).setdefault(row.stage, {})[row.whose] = row.number
    changes = {
        name: paired_change(theirs.get(Stage.PRE_COURSE, {}), theirs.get(Stage.POST_COURSE, {}), widest=widest)
        for (name, widest), theirs in found.items()
    }
    knowledge = paired_change(before, after, widest=100)
    return BesideKnowledge(knowledge, {name: each for name, each in changes.items() if each.n})


def _shares_right(rows: Sequence[ScoredRow]) -> tuple[dict[Respondent, Fraction], dict[Respondent, Fraction]]:
    """Percent right before and after, each person over the things that they answered both times."""
    at: dict[Stage, dict[Respondent, dict[int, bool]]] = {Stage.PRE_COURSE: {}, Stage.POST_COURSE: {}}
    for row in rows:
        if row.stage in at and row.is_right is not None:
            at[row.stage].setdefault(row.whose, {})[row.thing_known] = row.is_right
    before: dict[Respondent, Fraction] = {}
    after: dict[Respondent, Fraction] = {}
    first, second = at[Stage.PRE_COURSE], at[Stage.POST_COURSE]
    for whose in first.keys() & second.keys():
        both = first[whose].keys() & second[whose].keys()
        if both:
            before[whose] = Fraction(100 * sum(first[whose][thing] for thing in both), len(both))
            after[whose] = Fraction(100 * sum(second[whose][thing] for thing in both), len(both))
    return before, after
