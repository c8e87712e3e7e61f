"""Answers as tables for whoever works with them elsewhere: one row an answer, and a codebook."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from app.evaluation.models import Question, Questionnaire
from app.evaluation.stages import Stage
from app.files.spreadsheets import Cell

Pseudonym = Callable[[str, int], str]
"""A code for a record of a kind, from which nobody finds the record."""

NAMED = ("name", "e-mail", "agency")

COLUMNS = (
    "person",
    "booking",
    "course",
    "session date",
    "sector",
    "stage",
    "questionnaire version",
    "question",
    "question words",
    "measure",
    "number",
    "words of the number",
    "text",
    "answered on",
    "from paper",
    "redacted",
)

CODEBOOK_COLUMNS = (
    "question",
    "question words",
    "kind",
    "measure",
    "stage",
    "questionnaire",
    "version",
    "what each number means",
    "answers",
)


@dataclass(frozen=True)
class Whose:
    """Whom an answer is about, by name; only a named export tells."""

    person_id: int
    booking_id: int
    name: str
    email: str
    agency: str


@dataclass(frozen=True)
class ExportedAnswer:
    """One answer. What a manager said for all of their people is nobody's, and names each of the courses."""

    question_id: int
    whose: Whose | None
    course: str
    session_on: date | None
    sector: str
    number: int | None
    """One number, or none where several were chosen or words were asked."""
    choices: tuple[int, ...]
    text: str
    answered_on: date
    is_from_paper: bool
    is_redacted: bool


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
    def cells(self) -> list[Cell]:
        """Its line of the codebook."""
        asked, of = self.question, self.questionnaire
        meanings = "; ".join(f"{number} = {words}" for number, words in asked.choices.items())
        if asked.kind.is_scale:
            *_, most = asked.choices
            has_ends = asked.low_end and asked.high_end
            meanings = f"1 = {asked.low_end} … {most} = {asked.high_end}" if has_ends else f"1 to {most}"
        return [
            self.code,
            asked.words,
            asked.kind.value,
            asked.measure.name if asked.measure else "",
            self.stage,
            of.name,
            of.version,
            meanings,
            self.answers,
        ]


Codebook = dict[int, ExportedQuestion]
"""What was asked, by question id."""

Table = tuple[Sequence[str], list[list[Cell]]]


def export_table(
    answers: Iterable[ExportedAnswer], codebook: Codebook, *, pseudonym: Pseudonym, is_named: bool
) -> Table:
    """Header and rows, in an order by date and code that doesn't tell who booked or answered first."""
    code = cache(pseudonym)
    rows = sorted(
        (_row(answer, codebook[answer.question_id], code) for answer in answers),
        key=lambda row: (row.answer.session_on or date.min, row.answer.course, row.booking, row.question.place),
    )
    if is_named:
        return (*COLUMNS[:2], *NAMED, *COLUMNS[2:]), [[*row.codes, *row.names, *row.cells] for row in rows]
    return COLUMNS, [[*row.codes, *row.cells] for row in rows]


def codebook_table(codebook: Codebook) -> Table:
    """By stage and questionnaire, in the order of their questions."""
    return CODEBOOK_COLUMNS, [each.cells for each in sorted(codebook.values(), key=lambda each: each.place)]


@dataclass(frozen=True)
class _Row:
    answer: ExportedAnswer
    question: ExportedQuestion
    person: str
    booking: str

    @property
    def codes(self) -> list[Cell]:
        return [self.person, self.booking]

    @property
    def names(self) -> list[Cell]:
        whose = self.answer.whose
        return [whose.name, whose.email, whose.agency] if whose else ["", "", ""]

    @property
    def cells(self) -> list[Cell]:
        answer, asked = self.answer, self.question.question
        numbers = answer.choices if answer.number is None else (answer.number,)
        return [
            answer.course,
            answer.session_on,
            answer.sector,
            self.question.stage,
            self.question.questionnaire.version,
            self.question.code,
            asked.what_it_asks,
            asked.measure.name if asked.measure else "",
            answer.number,
            "; ".join(asked.choices.get(number, str(number)) for number in numbers),
            answer.text,
            answer.answered_on,
            "yes" if answer.is_from_paper else "no",
            "yes" if answer.is_redacted else "no",
        ]


def _row(answer: ExportedAnswer, question: ExportedQuestion, code: Pseudonym) -> _Row:
    whose = answer.whose
    codes = (code("person", whose.person_id), code("booking", whose.booking_id)) if whose else ("", "")
    return _Row(answer, question, *codes)
