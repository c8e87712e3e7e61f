"""Answers that were read one by one, for what others than the office see."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.evaluation.models import Question
from app.evaluation.models_issued import CannotSay
from app.evaluation.results.rules import Returns, Spread
from app.evaluation.stages import Stage


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


def returns_of(issued_rows: Iterable[IssuedRow]) -> dict[Stage, Returns]:
    """Of each stage that issued anything."""
    of_stage: dict[Stage, list[IssuedRow]] = {}
    for row in issued_rows:
        of_stage.setdefault(row.stage, []).append(row)
    return {stage: _returns(of_stage[stage]) for stage in Stage if stage in of_stage}


def _returns(issued_rows: Sequence[IssuedRow]) -> Returns:
    closed = [row for row in issued_rows if row.is_closed]
    return Returns(
        issued=len(issued_rows),
        returned=sum(row.is_answered for row in issued_rows),
        closed=len(closed),
        closed_returned=sum(row.is_answered for row in closed),
    )


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
