"""What figures are settled of: who answered, what share said so, what changed; and of each, who said what."""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.evaluation.models import Question
from app.evaluation.settling.models import FigureKind
from app.evaluation.settling.rules_suppression import Protection
from app.evaluation.stages import Stage

IN_A_WEEK = "Learning Week"
"""The strand that a Learning Week's answers stand under: it asks once for all of it."""

Key = tuple[Hashable, ...]

NOT_APPLICABLE = -1
"""The number of an answer by which somebody said that a question isn't about them: in what a share is of."""

Said = dict[int, int]
"""Of each questionnaire that counts, the value of its reply."""


@dataclass(frozen=True)
class FigureSubject:
    """What a figure is about; `lowest` and `highest` are what one reply to it can say."""

    kind: FigureKind
    stage: Stage
    name: str = ""
    said: str = ""
    lowest: int = 0
    highest: int = 1

    @property
    def protection(self) -> Protection:
        """That somebody answered is no answer: how many did may be told whole, from five on."""
        is_answer = self.kind is not FigureKind.RETURNS
        return Protection(
            counts_managers=self.stage is Stage.MANAGER,
            ends=(self.lowest, self.highest) if is_answer else None,
            is_of_who_did=not is_answer,
        )


@dataclass(frozen=True)
class AskedRow:
    """One questionnaire that was issued about a session of the year; `agency_id` is that into which its own merged."""

    id: int
    stage: Stage
    booking_id: int
    person_id: int
    session_id: int
    course_id: int
    strand: str
    is_answered: bool
    week_id: int | None = None
    agency_id: int | None = None
    manager: str = ""
    cannot_say: bool = False
    questionnaire_id: int | None = None

    @property
    def course_or_week(self) -> Key:
        """What it asks about. A Learning Week asks once for all of it, whatever the person came to."""
        return ("course", self.course_id) if self.week_id is None else ("week", self.week_id)

    @property
    def shown_under(self) -> str:
        return self.strand if self.week_id is None else IN_A_WEEK


@dataclass(frozen=True)
class YearsAnswers:
    """All that was issued about sessions of a year up to a quarter, of one stage and of what it is compared with."""

    asked_rows: Sequence[AskedRow] = ()
    numbers: Sequence[tuple[int, int, int]] = ()
    """Of each answer: what was issued, the question, the number."""
    questions: Mapping[int, Question] = field(default_factory=dict)


class SubjectReplies(NamedTuple):
    """What was replied about a subject, and which of the questionnaires that were issued ask about it."""

    subject: FigureSubject
    said: Said
    asked: frozenset[int]


def subjects(answers: YearsAnswers, stage: Stage) -> Iterator[SubjectReplies]:
    """Return rates first, the others in the order in which they are asked."""
    rows = {row.id: row for row in answers.asked_rows if row.stage is stage}
    returned = {row.id: int(row.is_answered) for row in rows.values()}
    yield SubjectReplies(FigureSubject(FigureKind.RETURNS, stage), returned, frozenset(rows))
    yield from _shares(answers, stage, rows)
    if stage in (Stage.POST_COURSE, Stage.IMPACT):
        yield from _changes(answers, stage, rows)


def _shares(answers: YearsAnswers, stage: Stage, rows: Mapping[int, AskedRow]) -> Iterator[SubjectReplies]:
    """Of questions whose kind has a share that is told in one figure; those that read alike are one.

    Where a question is matched, others see the match alone: both would tell of the few who couldn't be. It is enough
    that any of those that read alike is a measure's. What is asked only after some answers to another question is left
    out: of how many it is would tell how many gave those. Managers who can't say stay in what a share is of.
    """
    left_out = {each.asks_as for each in answers.questions.values() if each.measure or each.shown_if_numbers}
    found: dict[FigureSubject, Said] = {}
    asking: dict[FigureSubject, set[Hashable]] = {}
    for issued_id, question_id, number in _in_order(answers):
        question = answers.questions[question_id]
        numbers, words = question.headline
        if issued_id in rows and numbers and question.asks_as not in left_out:
            subject = FigureSubject(FigureKind.SHARE, stage, question.words, words)
            found.setdefault(subject, {})[issued_id] = int(number in numbers)
            asking.setdefault(subject, set()).add(question.asks_as)
    for subject, said in found.items():
        asked = _rows_asked(rows, [each for each in answers.questions.values() if each.asks_as in asking[subject]])
        could_not_say = {number: 0 for number in asked if rows[number].cannot_say}
        yield SubjectReplies(subject, could_not_say | said, asked)


def _changes(answers: YearsAnswers, stage: Stage, rows: Mapping[int, AskedRow]) -> Iterator[SubjectReplies]:
    """Of each measure, one person's two answers set against each other by their booking.

    The change alone is told, never the means before it: those of two changes from the same first answers would give
    away the few who are in one and not in the other. Answers to what isn't asked of everybody are left out, as of
    shares.
    """
    before: dict[tuple[Hashable, int], int] = {}
    since: dict[FigureSubject, dict[int, int]] = {}
    stages = {row.id: row for row in answers.asked_rows}
    for issued_id, question_id, number in _in_order(answers):
        row, question = stages.get(issued_id), answers.questions[question_id]
        if row is None or question.measure is None or question.shown_if_numbers or number == NOT_APPLICABLE:
            continue
        measure = question.measure
        if row.stage is Stage.PRE_COURSE:
            before[measure.name, row.booking_id] = number
        elif row.stage is stage:
            widest = max(measure.kind.numbers) - min(measure.kind.numbers)
            subject = FigureSubject(FigureKind.CHANGE, stage, measure.name, "", -widest, widest)
            since.setdefault(subject, {})[issued_id] = number
    for subject, numbers in since.items():
        changes = {
            issued_id: number - before[subject.name, rows[issued_id].booking_id]
            for issued_id, number in numbers.items()
            if (subject.name, rows[issued_id].booking_id) in before
        }
        if changes:
            asking = [
                each
                for each in answers.questions.values()
                if each.measure and each.measure.name == subject.name and not each.shown_if_numbers
            ]
            yield SubjectReplies(subject, changes, _rows_asked(rows, asking))


def _rows_asked(rows: Mapping[int, AskedRow], questions: Collection[Question]) -> frozenset[int]:
    asking = {question.questionnaire_id for question in questions}
    return frozenset(row.id for row in rows.values() if row.questionnaire_id in asking)


def _in_order(answers: YearsAnswers) -> Sequence[tuple[int, int, int]]:
    return sorted(answers.numbers, key=lambda number: answers.questions[number[1]].position)
