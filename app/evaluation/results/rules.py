"""What the answers come to: returns, how they are spread, and what changed between the stages."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.evaluation.kinds import QuestionKind
from app.evaluation.models import Question
from app.evaluation.models_issued import CannotSay
from app.evaluation.results import rules_change
from app.evaluation.scope import Dimension
from app.evaluation.stages import OF_THE_PERSON, Stage
from app.web.formatting import share

NORM = 33
"""Percent: the return rate that research finds usual (the partnership's report of 2013-14)."""


@dataclass(frozen=True)
class IssuedRow:
    """One questionnaire that was issued, and whose it is. What closed counts in return rates.

    Others than the office see what is settled (see `cutoff`) of a `quarter`, without what was answered late.
    """

    id: int
    stage: Stage
    booking_id: int
    person_id: int
    session_id: int
    course_id: int
    strand: str
    week_id: int | None
    agency_id: int | None
    sector: str | None
    is_answered: bool
    is_closed: bool
    is_walk_in: bool = False
    cannot_say: CannotSay | None = None
    quarter: date | None = None
    is_settled: bool = False
    is_late: bool = False

    @property
    def course_or_week(self) -> tuple[str, int]:
        """What it asks about. A Learning Week asks once for all of it, whatever the person came to."""
        return ("course", self.course_id) if self.week_id is None else ("week", self.week_id)


@dataclass(frozen=True)
class AnswerRow:
    """One answer, other than words: a number, or several."""

    issued_id: int
    question_id: int
    number: int | None
    choices: tuple[int, ...] = ()


@dataclass(frozen=True)
class ResponseSet:
    """What was issued with its answers, read once; the figures below are worked out of it."""

    issued_rows: Sequence[IssuedRow] = ()
    given: Sequence[AnswerRow] = ()
    questions: dict[int, Question] = field(default_factory=dict)

    def of(self, wanted: Callable[[IssuedRow], bool]) -> "ResponseSet":
        """The part of it whose issued rows are wanted."""
        issued_rows = [row for row in self.issued_rows if wanted(row)]
        ids = {row.id for row in issued_rows}
        return ResponseSet(issued_rows, [given for given in self.given if given.issued_id in ids], self.questions)


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


def returns_of(issued_rows: Iterable[IssuedRow]) -> dict[Stage, Returns]:
    """Of each stage that issued anything."""
    of_stage: dict[Stage, list[IssuedRow]] = {}
    for row in issued_rows:
        of_stage.setdefault(row.stage, []).append(row)
    return {stage: _returns(of_stage[stage]) for stage in Stage if stage in of_stage}


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


def mean_return_rates(issued_rows: Iterable[IssuedRow]) -> dict[Stage, tuple[float, int]]:
    """The mean of the rates of courses and Learning Weeks, in percent, and of how many. A small course counts like a
    large one: this is how reports publish it, beside the pooled rate."""
    of_each: dict[tuple[Stage, Hashable], list[IssuedRow]] = {}
    for row in issued_rows:
        if row.is_closed:
            of_each.setdefault((row.stage, row.course_or_week), []).append(row)
    rates: dict[Stage, list[float]] = {}
    for (stage, _), theirs in of_each.items():
        rates.setdefault(stage, []).append(100 * sum(row.is_answered for row in theirs) / len(theirs))
    return {stage: (sum(each) / len(each), len(each)) for stage, each in rates.items()}


def _returns(issued_rows: Sequence[IssuedRow]) -> Returns:
    closed = [row for row in issued_rows if row.is_closed]
    return Returns(
        issued=len(issued_rows),
        returned=sum(row.is_answered for row in issued_rows),
        closed=len(closed),
        closed_returned=sum(row.is_answered for row in closed),
    )


# One question


@dataclass(frozen=True)
class Spread:
    """How often each choice of a question was made, of `n` people who answered it."""

    question: Question
    stage: Stage
    n: int
    counts: dict[int, int]

    @property
    def name(self) -> str:
        return self.question.words

    @property
    def parts(self) -> list[tuple[str, int]]:
        """Words and count of each choice, in its order."""
        return [(words, self.counts.get(number, 0)) for number, words in self.question.choices.items()]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def mean(self) -> float | None:
        """Of scales, and of agreeing from 1 to 5; other choices have none."""
        if not self.question.kind.can_be_measured or not self.n:
            return None
        return sum(number * count for number, count in self.counts.items()) / self.total if self.total else None

    @property
    def headline(self) -> "Headline | None":
        """The share that is told in one figure, where the kind of question has one."""
        numbers, words = self.question.headline
        part = sum(count for number, count in self.counts.items() if number in numbers)
        return Headline(self.question.words, words, part, self.n) if numbers else None


@dataclass(frozen=True)
class Headline:
    """92% useful or very useful: 43 of 47."""

    question: str
    words: str
    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        return share(self.part, self.whole)


def spreads(responses: ResponseSet, stage: Stage) -> list[Spread]:
    """Of each question of a stage that has choices, in the order in which it is asked.

    Questions that read alike are one, in whatever version or course they stand; words changed make another.
    """
    of_stage = {row.id for row in responses.issued_rows if row.stage is stage}
    alike: dict[Hashable, list[AnswerRow]] = {}
    for given in responses.given:
        if given.issued_id in of_stage:
            alike.setdefault(responses.questions[given.question_id].asks_as, []).append(given)
    found = [_spread(responses.questions[given[0].question_id], stage, given) for given in alike.values()]
    return sorted(found, key=lambda spread: (spread.question.position, spread.question.id))


def _spread(question: Question, stage: Stage, given: Sequence[AnswerRow]) -> Spread:
    chosen = Counter(number for each in given for number in _numbers(each))
    return Spread(question, stage, len(given), dict(chosen))


def _numbers(given: AnswerRow) -> tuple[int, ...]:
    return given.choices if given.number is None else (given.number,)


# Measures, matched


@dataclass(frozen=True)
class Unmatched:
    """Who answered only one of the two, and why."""

    not_asked_before: int = 0
    no_answer_before: int = 0
    not_asked_since: int = 0
    no_answer_since: int = 0

    @property
    def total(self) -> int:
        return self.not_asked_before + self.no_answer_before + self.not_asked_since + self.no_answer_since


@dataclass(frozen=True)
class MatchedMeasure:
    """One measure: what changed from before to after, and from before to later, each person set against themself."""

    measure: str
    kind: QuestionKind
    after: rules_change.MatchedChange
    later: rules_change.MatchedChange
    unmatched_after: Unmatched
    unmatched_later: Unmatched

    @property
    def scale(self) -> tuple[int, int]:
        """Its lowest and highest number."""
        return min(self.kind.numbers), max(self.kind.numbers)


def matched_measures(responses: ResponseSet) -> list[MatchedMeasure]:
    """Every measure that anybody answered, in the order in which it is asked."""
    asked = {stage: _bookings_asked(responses, stage) for stage in OF_THE_PERSON}
    return [
        _matched(name, kind, {stage: answers.get(stage, {}) for stage in OF_THE_PERSON}, asked)
        for (name, kind), answers in _measured(responses).items()
    ]


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


def _bookings_asked(responses: ResponseSet, stage: Stage) -> set[int]:
    return {row.booking_id for row in responses.issued_rows if row.stage is stage}


def _matched(
    name: str, kind: QuestionKind, numbers: dict[Stage, Numbers], asked: dict[Stage, set[int]]
) -> MatchedMeasure:
    before, after, later = (numbers[stage] for stage in OF_THE_PERSON)
    return MatchedMeasure(
        name,
        kind,
        after=rules_change.matched_change_of(pairs_of(before, after)),
        later=rules_change.matched_change_of(pairs_of(before, later)),
        unmatched_after=_unmatched(before, after, asked[Stage.PRE_COURSE], asked[Stage.POST_COURSE]),
        unmatched_later=_unmatched(before, later, asked[Stage.PRE_COURSE], asked[Stage.IMPACT]),
    )


def _unmatched(before: Numbers, since: Numbers, asked_before: set[int], asked_since: set[int]) -> Unmatched:
    only_since, only_before = since.keys() - before.keys(), before.keys() - since.keys()
    return Unmatched(
        not_asked_before=len(only_since - asked_before),
        no_answer_before=len(only_since & asked_before),
        not_asked_since=len(only_before - asked_since),
        no_answer_since=len(only_before & asked_since),
    )


DIVISIONS = (Dimension.COURSE, Dimension.STRAND, Dimension.WEEK, Dimension.TRAINER, Dimension.AGENCY, Dimension.SECTOR)
"""By what the first page of the results can be divided."""
