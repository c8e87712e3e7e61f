"""What was asked, as an export explains it: a line for each question in each of its versions."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.evaluation.exporting.rules_schema import SCHEMA
from app.evaluation.models import Question, Questionnaire
from app.evaluation.stages import Stage
from app.files.spreadsheets import Cell

Row = list[Cell]


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
