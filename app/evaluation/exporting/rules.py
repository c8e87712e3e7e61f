"""Answers as tables for whoever works with them elsewhere: who was asked, what they answered, and what it means.

docs/exports.md describes every column; `SCHEMA` is its version and stands in every row.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from app.core.clock import to_london
from app.evaluation.exporting.rules_schema import ANSWERS, ASKED, CODEBOOK, SCHEMA, WIDE, columns_of
from app.evaluation.kinds import Instead
from app.evaluation.models import Question, Questionnaire
from app.evaluation.models_issued import AnswerMode, CannotSay
from app.evaluation.stages import Stage
from app.files.spreadsheets import Cell

Pseudonym = Callable[[str, int], str]
"""A code for a record of a kind, from which nobody finds the record."""

Row = list[Cell]

CODES_REMEMBERED = 20_000
"""Of people, bookings and sessions: each is asked about several times within a batch."""


@dataclass(frozen=True)
class SessionFacts:
    """What is exported of a session."""

    id: int
    starts_at: datetime
    course_id: int
    course: str
    strand: str
    week_id: int | None
    week: str | None
    trainers: tuple[tuple[int, str], ...] = ()

    @property
    def on(self) -> date:
        return to_london(self.starts_at).date()

    def about(self, stage: Stage) -> str:
        """The course, or the whole of a Learning Week, which is asked about once."""
        return self.week if self.week and stage is not Stage.PRE_COURSE else self.course


@dataclass(frozen=True)
class ExportedAsked:
    """One questionnaire that was issued, whose it is, and what became of it."""

    issued_id: int
    booking_id: int
    person_id: int
    name: str
    email: str
    agency_id: int | None
    agency: str
    sector: str
    session: SessionFacts
    stage: Stage
    questionnaire_id: int
    state: str
    outcome: str | None
    is_walk_in: bool
    issued_at: datetime
    closes_at: datetime
    is_closed: bool
    answered_at: datetime | None
    completed_on: date | None
    mode: AnswerMode | None
    is_only_on_paper: bool
    cannot_say: CannotSay | None
    quarter: date
    year: str
    counts_from: datetime
    """When others than the office see it with its quarter."""


@dataclass(frozen=True)
class ExportedAnswer:
    """One answer, of somebody who was asked or, where `asked` is None, of a manager for all of their people."""

    question_id: int
    number: int | None
    """One number, or none where several were chosen or words were asked."""
    choices: tuple[int, ...]
    text: str
    is_redacted: bool
    instead: Instead | None
    is_right: bool | None
    asked: ExportedAsked | None
    about: str = ""
    session_on: date | None = None
    answered_on: date | None = None


@dataclass(frozen=True)
class ExportedQuestion:
    """A question with its questionnaire, and how many answers to it there are."""

    question: Question
    questionnaire: Questionnaire
    answers: int

    @property
    def code(self) -> str:
        """Of this question in this version."""
        return f"Q{self.question.id}"

    @property
    def stage(self) -> str:
        return self.questionnaire.stage.heading

    @property
    def place(self) -> tuple[int, str, int, int]:
        """Where it stands among all questions."""
        of = self.questionnaire
        return list(Stage).index(of.stage), of.name, of.version, self.question.position

    @property
    def cells(self) -> Row:
        """Its line of the codebook."""
        asked, of = self.question, self.questionnaire
        numbers = list(asked.choices)
        meanings = "; ".join(f"{number} = {words}" for number, words in asked.choices.items())
        if asked.kind.is_scale:
            has_ends = asked.low_end and asked.high_end
            meanings = f"1 = {asked.low_end} … {numbers[-1]} = {asked.high_end}" if has_ends else f"1 to {numbers[-1]}"
        return [
            self.code,
            asked.words,
            asked.kind.value,
            asked.measure.name if asked.measure else "",
            self.stage,
            of.stage.value,
            of.name,
            of.version,
            asked.position,
            int(asked.is_required),
            min(numbers) if numbers else None,
            max(numbers) if numbers else None,
            meanings,
            "; ".join(str(number) for number in sorted(asked.headline[0])),
            *self._how_it_counts,
            self.answers,
            SCHEMA,
        ]

    @property
    def _how_it_counts(self) -> Row:
        asked, item = self.question, self.question.item_version
        return [
            asked.then_measure.name if asked.then_measure else "",
            int(asked.is_in_transfer_index),
            int(asked.is_reversed),
            f"Q{asked.shown_if_id}" if asked.shown_if_id else "",
            "; ".join(str(number) for number in asked.shown_if_numbers or []),
            int(asked.offers_not_applicable),
            int(asked.can_be_declined),
            f"K{item.item.thing_known}" if item else "",
            "; ".join(str(number) for number in item.right) if item else "",
        ]


@dataclass(frozen=True)
class Codebook:
    """What was asked, by question id, in the order of its columns."""

    questions: Mapping[int, ExportedQuestion]

    @property
    def in_order(self) -> list[ExportedQuestion]:
        return sorted(self.questions.values(), key=lambda each: each.place)


@dataclass(frozen=True)
class Batch:
    """Who was asked about some sessions, and what they answered."""

    asked: Sequence[ExportedAsked] = ()
    answers: Sequence[ExportedAnswer] = ()


@dataclass
class Tables:
    """What a file holds, written a batch at a time; `is_named` adds who it is."""

    codebook: Codebook
    pseudonym: Pseudonym
    is_named: bool = False
    asked: int = 0
    answers: int = 0

    def __post_init__(self) -> None:
        self._code = lru_cache(maxsize=CODES_REMEMBERED)(self.pseudonym)

    @property
    def headers(self) -> dict[str, list[str]]:
        questions = [each.code for each in self.codebook.in_order]
        wide = columns_of(WIDE, is_named=self.is_named)
        return {
            ASKED: columns_of(ASKED, is_named=self.is_named),
            ANSWERS: columns_of(ANSWERS, is_named=self.is_named),
            WIDE: [*wide[:-1], *questions, wide[-1]],
            CODEBOOK: columns_of(CODEBOOK),
        }

    def rows_of(self, batch: Batch) -> Iterator[tuple[str, list[Row]]]:
        """In an order by session and code, which doesn't tell who booked or answered first."""
        self.asked += len(batch.asked)
        self.answers += len(batch.answers)
        yield ASKED, [self._asked_row(each) for each in sorted(batch.asked, key=self._asked_place)]
        yield ANSWERS, [self._answer_row(each) for each in sorted(batch.answers, key=self._answer_place)]
        yield WIDE, list(self._wide_rows(batch))

    def codebook_rows(self) -> list[Row]:
        return [each.cells for each in self.codebook.in_order]

    def _asked_place(self, each: ExportedAsked) -> tuple[date, str, str, str, int]:
        session = each.session
        return session.on, session.course, self._session(session), self._booking(each), list(Stage).index(each.stage)

    def _answer_place(self, each: ExportedAnswer) -> tuple[date, str, str, str, tuple[int, str, int, int]]:
        session = self._session(each.asked.session) if each.asked else ""
        booking = self._booking(each.asked) if each.asked else ""
        place = self.codebook.questions[each.question_id].place
        return each.session_on or date.min, each.about, session, booking, place

    def _booking(self, each: ExportedAsked) -> str:
        return self._code("booking", each.booking_id)

    def _session(self, session: SessionFacts) -> str:
        return self._code("session", session.id)

    def _codes(self, each: ExportedAsked) -> Row:
        return [self.pseudonym("asked", each.issued_id), self._code("person", each.person_id), self._booking(each)]

    def _names(self, each: ExportedAsked | None) -> Row:
        if not self.is_named:
            return []
        return [each.name, each.email, each.agency] if each else ["", "", ""]

    def _asked_row(self, each: ExportedAsked) -> Row:
        session, questionnaire = each.session, f"V{each.questionnaire_id}"
        return [
            *self._codes(each),
            *self._names(each),
            self._session(session),
            self._session(session),
            session.course,
            self._code("course", session.course_id),
            session.week or "",
            session.strand,
            session.on,
            each.year,
            each.quarter,
            "; ".join(self._code("trainer", trainer_id) for trainer_id, _ in session.trainers),
            *(["; ".join(name for _, name in session.trainers)] if self.is_named else []),
            self._code("agency", each.agency_id) if each.agency_id else "",
            each.sector,
            each.stage.value,
            each.stage.heading,
            questionnaire,
            each.state,
            each.outcome or "",
            int(each.is_walk_in),
            _instant(each.issued_at),
            _instant(each.closes_at),
            int(each.is_closed),
            int(each.answered_at is not None),
            _instant(each.answered_at),
            each.completed_on,
            each.mode.value if each.mode else "",
            int(each.is_only_on_paper),
            each.cannot_say.value if each.cannot_say else "",
            _instant(each.counts_from),
            SCHEMA,
        ]

    def _answer_row(self, each: ExportedAnswer) -> Row:
        asked = self.codebook.questions[each.question_id]
        question, whose = asked.question, each.asked
        numbers = each.choices if each.number is None else (each.number,)
        return [
            *(self._codes(whose) if whose else ["", "", ""]),
            *self._names(whose),
            each.about,
            each.session_on,
            whose.sector if whose else "",
            asked.stage,
            asked.questionnaire.version,
            asked.code,
            question.what_it_asks,
            question.measure.name if question.measure else "",
            each.number,
            "; ".join(str(number) for number in each.choices),
            "; ".join(question.choices.get(number, str(number)) for number in numbers),
            each.instead.value if each.instead else "",
            None if each.is_right is None else int(each.is_right),
            each.text,
            each.answered_on,
            int(whose is not None and whose.completed_on is not None),
            int(each.is_redacted),
            SCHEMA,
        ]

    def _wide_rows(self, batch: Batch) -> Iterator[Row]:
        """A row for everybody who was asked, with a column for every question; several choices as "1; 3"."""
        given: dict[int, dict[int, Cell]] = {}
        for each in batch.answers:
            if each.asked:
                several = "; ".join(str(number) for number in each.choices)
                value = each.number if each.number is not None else several or each.text
                given.setdefault(each.asked.issued_id, {})[each.question_id] = value
        questions = [each.question.id for each in self.codebook.in_order]
        for asked in sorted(batch.asked, key=self._asked_place):
            theirs = given.get(asked.issued_id, {})
            yield [
                *self._codes(asked),
                *self._names(asked),
                self._session(asked.session),
                asked.stage.value,
                *(theirs.get(question_id) for question_id in questions),
                SCHEMA,
            ]


def _instant(at: datetime | None) -> str:
    """2026-11-23T09:30:00+00:00, on London's wall clock."""
    return to_london(at).isoformat(timespec="seconds") if at else ""
