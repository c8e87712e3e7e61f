"""The transfer index: what helps people to use what they learned, and what is in the way.

Its statements are in our own words after the idea of the Learning Transfer System Inventory (see `rules_ready`). A
person's index is the mean of their statements from 1 to 5, those about hindrances the other way round.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, variance

from app.evaluation.kinds import Instead, QuestionKind
from app.evaluation.knowledge.rules_measured import Respondent
from app.web.formatting import share

LEAST, MOST = min(QuestionKind.AGREE.numbers), max(QuestionKind.AGREE.numbers)

FEWEST_FOR_RELIABILITY = 10
"""Who answered every statement: with fewer, alpha isn't told."""

GOOD_ENOUGH = 0.7
"""J. C. Nunnally, Psychometric Theory (1978), for research; under it the statements are better read one by one."""


@dataclass(frozen=True)
class Statement:
    """As people read it. One that `is_reversed` counts the other way round."""

    words: str
    is_reversed: bool


@dataclass(frozen=True)
class StatementRow:
    """One person's answer to one statement: a number, or what was ticked instead."""

    whose: Respondent
    statement: Statement
    number: int | None
    instead: Instead | None = None


@dataclass(frozen=True)
class StatementFigure:
    """Of `n` who answered, "not applicable" among them: how many agree, and the mean of those who gave a number."""

    statement: Statement
    n: int
    agree: int
    numbers: int
    mean: float | None
    not_applicable: int
    declined: int

    @property
    def percent(self) -> int | None:
        return share(self.agree, self.n)


@dataclass(frozen=True)
class TransferIndex:
    """`n` people answered at least half of the statements; `alpha` is that of the `complete`, who answered all."""

    statements: Sequence[StatementFigure]
    n: int
    people: int
    sessions: int
    mean: float | None
    alpha: float | None
    complete: int

    @property
    def is_reliable(self) -> bool:
        return self.alpha is not None and self.alpha >= GOOD_ENOUGH


def transfer_index(rows: Sequence[StatementRow]) -> TransferIndex | None:
    """None where nobody answered a statement."""
    if not rows:
        return None
    statements = list(dict.fromkeys(row.statement for row in rows))
    of_each: dict[Respondent, dict[Statement, int]] = {}
    for row in rows:
        if row.number is not None:
            of_each.setdefault(row.whose, {})[row.statement] = counted(row.number, row.statement)
    told = {whose: theirs for whose, theirs in of_each.items() if 2 * len(theirs) >= len(statements)}
    complete = [[theirs[each] for each in statements] for theirs in told.values() if len(theirs) == len(statements)]
    return TransferIndex(
        statements=[_figure(each, [row for row in rows if row.statement == each]) for each in statements],
        n=len(told),
        people=len({whose.person_id for whose in told}),
        sessions=len({whose.session_id for whose in told}),
        mean=fmean(fmean(theirs.values()) for theirs in told.values()) if told else None,
        alpha=cronbach_alpha(complete) if len(complete) >= FEWEST_FOR_RELIABILITY else None,
        complete=len(complete),
    )


def counted(number: int, statement: Statement) -> int:
    """As it counts in the index."""
    return LEAST + MOST - number if statement.is_reversed else number


def cronbach_alpha(rows: Sequence[Sequence[int]]) -> float | None:
    """k / (k - 1) · (1 - Σ s²ᵢ / s²), of people with an answer to each of k items; None where there is no spread.

    See L. J. Cronbach, Coefficient alpha and the internal structure of tests, Psychometrika 16 (1951).
    """
    if len(rows) < 2 or len(rows[0]) < 2:
        return None
    k, of_all = len(rows[0]), float(variance(sum(row) for row in rows))
    if not of_all:
        return None
    return k / (k - 1) * (1 - sum(float(variance(item)) for item in zip(*rows, strict=True)) / of_all)


def _figure(statement: Statement, rows: Iterable[StatementRow]) -> StatementFigure:
    told = list(rows)
    numbers = [row.number for row in told if row.number is not None]
    ticked = Counter(row.instead for row in told)
    return StatementFigure(
        statement,
        n=len(numbers) + ticked[Instead.NOT_APPLICABLE],
        agree=sum(number >= 4 for number in numbers),
        numbers=len(numbers),
        mean=fmean(numbers) if numbers else None,
        not_applicable=ticked[Instead.NOT_APPLICABLE],
        declined=ticked[Instead.DECLINED],
    )
