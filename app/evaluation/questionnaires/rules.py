"""What a question asks, and which version of a questionnaire is in use."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from app.evaluation.kinds import QuestionKind
from app.evaluation.models import Question
from app.evaluation.models_knowledge import KnowledgeItemVersion
from app.evaluation.stages import Shape, Stage, shape_of, shape_of_course
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession

NEVER_NAME = "Please don’t name a child, a family or a colleague."
"""Stands by everything that is answered in words."""


@dataclass(frozen=True)
class Condition:
    """Asked only of whom chose one of these `numbers` at the earlier question with these words."""

    words: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Ask:
    """What a question asks: of a default, of the bank, or as the office writes it.

    One that `is_then` asks, thinking back, how its measure was before. `item` is that of a scored one.
    """

    kind: QuestionKind
    words: str
    measure: str = ""
    """Its name."""
    help: str = ""
    is_required: bool = True
    low_end: str = ""
    high_end: str = ""
    options: tuple[str, ...] = ()
    is_about_needs: bool = False
    is_then: bool = False
    offers_not_applicable: bool = False
    can_be_declined: bool = False
    is_in_transfer_index: bool = False
    is_reversed: bool = False
    shown_if: Condition | None = None
    item: KnowledgeItemVersion | None = None

    @property
    def key(self) -> str:
        """The same for everything that asks the same, from one day to the next: for addresses."""
        reads = (self.kind.value, self.words, self.measure, self.low_end, self.high_end, self.options)
        told = (*reads, "then") if self.is_then else reads
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def ask_of(question: Question) -> Ask:
    """What a question asks, to be asked again elsewhere."""
    measure, earlier = question.then_measure or question.measure, question.shown_if
    return Ask(
        question.kind,
        question.words,
        measure=measure.name if measure else "",
        help=question.help,
        is_required=question.is_required,
        low_end=question.low_end,
        high_end=question.high_end,
        options=tuple(question.options or ()),
        is_about_needs=question.is_about_needs,
        is_then=question.then_measure is not None,
        offers_not_applicable=question.offers_not_applicable,
        can_be_declined=question.can_be_declined,
        is_in_transfer_index=question.is_in_transfer_index,
        is_reversed=question.is_reversed,
        shown_if=Condition(earlier.words, tuple(question.shown_if_numbers)) if earlier else None,
        item=question.item_version,
    )


def ask_of_item(version: KnowledgeItemVersion) -> Ask:
    """A scored question: it must be answered, which "I don’t know" does."""
    return Ask(
        QuestionKind(version.kind.value),
        version.words,
        options=tuple(version.options),
        can_be_declined=True,
        item=version,
    )


HAVE_BRIEF_ONES = frozenset({Stage.POST_COURSE})
"""The stages with a short default for what people only drop in to; the others use the full one."""


@dataclass(frozen=True)
class QuestionnairesInUse:
    """Ids of the questionnaires in use, by course (None for the defaults), stage and whether they are brief."""

    ids: Mapping[tuple[int | None, Stage, bool], int]

    def of_session(self, session: TrainingSession, stage: Stage) -> int:
        """The course's own outside a Learning Week, else the default."""
        shape = shape_of(session)
        return self._default(shape, stage) if shape is Shape.WEEK else self.of_course(session.course, stage)

    def of_course(self, course: Course, stage: Stage) -> int:
        """Of a course's sessions outside a Learning Week."""
        return self.ids.get((course.id, stage, False)) or self._default(shape_of_course(course), stage)

    def _default(self, shape: Shape, stage: Stage) -> int:
        return self.ids[None, stage, shape.is_brief and stage in HAVE_BRIEF_ONES]
