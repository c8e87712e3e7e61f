"""Questionnaires in versions, their questions, and the measures that make answers comparable."""

from collections.abc import Callable, Collection, Hashable
from datetime import datetime

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Base
from app.evaluation.kinds import Instead, QuestionKind
from app.evaluation.models_knowledge import KnowledgeItemVersion
from app.evaluation.refusals import (
    AlreadyPublished,
    ConditionUnclear,
    EndsUnclear,
    MeasureAskedTwice,
    NothingAsked,
    OptionsUnclear,
    ThenTestBelongsAfter,
    WordsOfManagersDependOnNothing,
)
from app.evaluation.stages import Stage
from app.programme.models import Course

MOST_OPTIONS = 10


class Measure(Base):
    """One thing asked at several stages, always in the same way: that makes answers comparable."""

    __tablename__ = "measure"

    name: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[QuestionKind]


class Questionnaire(Base):
    """One version of the questions of a stage: of a course, or the default of all that have none of their own.

    `is_brief` is the short default of lunchtime and Learning Week. A draft isn't published yet. The latest published
    version that isn't retired is in use; what was published stays as it is, for the answers to it. `ready_set` is the
    version of our ready questions that the office has been offered.
    """

    __tablename__ = "questionnaire"
    __table_args__ = (
        UniqueConstraint("course_id", "stage", "version"),
        Index(
            "uq_questionnaire_default_version",
            "stage",
            "is_brief",
            "version",
            unique=True,
            sqlite_where=text("course_id IS NULL"),
            postgresql_where=text("course_id IS NULL"),
        ),
    )

    stage: Mapped[Stage]
    is_brief: Mapped[bool]
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"))
    version: Mapped[int]
    ready_set: Mapped[int] = mapped_column(default=1, server_default="1")
    published_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]

    course: Mapped[Course | None] = relationship()
    questions: Mapped[list["Question"]] = relationship(
        order_by="Question.position", lazy="selectin", cascade="all, delete-orphan", back_populates="questionnaire"
    )

    @hybrid_property
    def is_draft(self) -> bool:
        return self.published_at is None

    @is_draft.inplace.expression
    @classmethod
    def _is_draft_in_sql(cls) -> ColumnElement[bool]:
        return cls.published_at.is_(None)

    @property
    def asked(self) -> list["Question"]:
        """Its questions, without the headings between them."""
        return [question for question in self.questions if question.kind is not QuestionKind.SECTION]

    @property
    def is_scored(self) -> bool:
        """Something in it can be right or wrong."""
        return any(question.item_version_id for question in self.questions)

    @property
    def about_a_person(self) -> list["Question"]:
        """What a manager is asked about each of their people."""
        return [question for question in self.asked if not question.kind.is_text]

    @property
    def about_all(self) -> list["Question"]:
        """What a manager is asked once, for all of their people."""
        return [question for question in self.asked if question.kind.is_text]

    @property
    def name(self) -> str:
        """What it is called in a list."""
        if self.course:
            return f"{self.stage.heading}, {self.course.title}"
        return f"{self.stage.heading}, brief" if self.is_brief else self.stage.heading

    @property
    def name_of_version(self) -> str:
        return f"{self.name}, version {self.version}"

    def must_be_a_draft(self) -> None:
        """Raises AlreadyPublished."""
        if not self.is_draft:
            raise AlreadyPublished

    def must_be_clear_about(self, question: "Question") -> None:
        """Raises OptionsUnclear, EndsUnclear, ThenTestBelongsAfter, what `must_have_clear_conditions` does or, as an
        answer to a measure would be one of two, MeasureAskedTwice."""
        question.must_have_its_options()
        question.must_have_its_ends()
        for measures in ([each.measure for each in self.questions], [each.then_measure for each in self.questions]):
            asked = [measure for measure in measures if measure]
            if len(set(asked)) < len(asked):
                raise MeasureAskedTwice
        if question.then_measure and self.stage is not Stage.POST_COURSE:
            raise ThenTestBelongsAfter
        self.must_have_clear_conditions()

    def must_have_clear_conditions(self) -> None:
        """Raises ConditionUnclear or WordsOfManagersDependOnNothing."""
        for question in self.questions:
            if question.shown_if is None:
                continue
            if self.stage is Stage.MANAGER and question.kind.is_text:
                raise WordsOfManagersDependOnNothing
            wanted, offered = set(question.shown_if_numbers), question.shown_if.can_be_depended_on
            if question.shown_if.position >= question.position or not (wanted and wanted < offered):
                raise ConditionUnclear

    def publish(self, at: datetime) -> None:
        """From now on it is in use, and stays as it is. Raises AlreadyPublished or NothingAsked."""
        self.must_be_a_draft()
        if not self.asked:
            raise NothingAsked
        self.published_at = at


class Question(Base):
    """One question, or a heading between questions (its `words`, with `help` as the text below it).

    `low_end` and `high_end` are the words at the ends of a scale; `options` those of the office's own choices. Answers
    to a question that `is_about_needs` are gathered under training needs. One with a `then_measure` asks how it was
    before, thinking back (a then-test). Those `is_in_transfer_index` count there together, one that `is_reversed` the
    other way round. One with an `item_version` is scored by it. It is asked only of whom `is_shown` says.
    """

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("questionnaire_id", "position"),)

    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    position: Mapped[int]
    kind: Mapped[QuestionKind]
    words: Mapped[str] = mapped_column(Text)
    help: Mapped[str] = mapped_column(Text, default="", server_default="")
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"))
    is_required: Mapped[bool] = mapped_column(default=False)
    low_end: Mapped[str] = mapped_column(String(60), default="", server_default="")
    high_end: Mapped[str] = mapped_column(String(60), default="", server_default="")
    options: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    is_about_needs: Mapped[bool] = mapped_column(default=False, server_default=false())
    offers_not_applicable: Mapped[bool] = mapped_column(default=False, server_default=false())
    can_be_declined: Mapped[bool] = mapped_column(default=False, server_default=false())
    then_measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"))
    is_in_transfer_index: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_reversed: Mapped[bool] = mapped_column(default=False, server_default=false())
    shown_if_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"))
    shown_if_numbers: Mapped[list[int]] = mapped_column(JSON, default=list, server_default="[]")
    item_version_id: Mapped[int | None] = mapped_column(ForeignKey("knowledge_item_version.id"), index=True)

    questionnaire: Mapped[Questionnaire] = relationship(back_populates="questions")
    measure: Mapped[Measure | None] = relationship(lazy="joined", foreign_keys=[measure_id])
    then_measure: Mapped[Measure | None] = relationship(foreign_keys=[then_measure_id])
    shown_if: Mapped["Question | None"] = relationship(remote_side="Question.id", post_update=True)
    item_version: Mapped[KnowledgeItemVersion | None] = relationship()

    @property
    def choices(self) -> dict[int, str]:
        """The words of each number that can be chosen, in their order; none where words are asked."""
        return self.kind.numbers or dict(enumerate(self.options or [], start=1))

    @property
    def asks_as(self) -> Hashable:
        """What makes two questions one in the results: everything that people read. A version changes nothing."""
        reads = self.kind, self.words, self.low_end, self.high_end, tuple(self.options or [])
        return (*reads, bool(self.offers_not_applicable), self.item_version_id)

    @property
    def instead(self) -> list[Instead]:
        """What may be ticked instead of an answer."""
        offered = {
            Instead.NOT_APPLICABLE: self.offers_not_applicable,
            Instead.DONT_KNOW: self.item_version_id is not None or self.item_version is not None,
            Instead.DECLINED: self.can_be_declined,
        }
        return [each for each, is_offered in offered.items() if is_offered]

    @property
    def headline(self) -> tuple[frozenset[int], str]:
        """As its kind has it; the parts of an index are told together."""
        return (frozenset(), "") if self.is_in_transfer_index else self.kind.headline

    @property
    def can_be_depended_on(self) -> set[int]:
        """The choices on which it can depend whether another question is asked; none of words, steps and headings."""
        return set() if self.kind is QuestionKind.ORDER else set(self.choices)

    @property
    def only_after(self) -> str:
        """After which answers it is asked: “Yes” to “Have you changed anything?”; empty if it is asked of everybody."""
        if self.shown_if is None:
            return ""
        chosen = [words for number, words in self.shown_if.choices.items() if number in self.shown_if_numbers]
        return f"{' or '.join(f'“{words}”' for words in chosen)} to “{self.shown_if.words}”"

    @property
    def conditions(self) -> "list[Question]":
        """Itself and the questions on which it depends, as far as they depend on one."""
        return [self, *self.shown_if.conditions] if self.shown_if else []

    def is_shown(self, chosen: "Callable[[Question], Collection[int]]") -> bool:
        """Whether it is asked of somebody who has chosen these numbers of each question: the earlier one's too."""
        earlier = self.shown_if
        if earlier is None:
            return True
        return earlier.is_shown(chosen) and not set(self.shown_if_numbers).isdisjoint(chosen(earlier))

    @property
    def what_it_asks(self) -> str:
        """Its words, with those at the ends of its scale."""
        ends = f" ({self.low_end} to {self.high_end})" if self.low_end and self.high_end else ""
        return self.words + ends

    def must_have_its_options(self) -> None:
        """Raises OptionsUnclear."""
        if self.kind.has_options and not 2 <= len(set(self.options)) == len(self.options) <= MOST_OPTIONS:
            raise OptionsUnclear

    def must_have_its_ends(self) -> None:
        """Raises EndsUnclear."""
        if self.kind.is_scale and not (self.low_end and self.high_end):
            raise EndsUnclear
