"""Questionnaires in versions, their questions, and the measures that make answers comparable."""

from collections.abc import Hashable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Base
from app.evaluation.refusals import AlreadyPublished, EndsUnclear, MeasureAskedTwice, NothingAsked, OptionsUnclear
from app.evaluation.stages import Stage
from app.programme.models import Course

MOST_OPTIONS = 10


class QuestionKind(StrEnum):
    """How a question is answered; a section is a heading between questions."""

    SECTION = "section"
    SCALE_10 = "scale from 1 to 10"
    SCALE_5 = "scale from 1 to 5"
    AGREE = "agree or disagree"
    USEFULNESS = "usefulness"
    YES_NO = "yes or no"
    ONE_OF = "one of several"
    SEVERAL_OF = "several of several"
    SHORT_TEXT = "short text"
    TEXT = "text"

    @property
    def words(self) -> str:
        """As the office chooses it."""
        return _WORDS.get(self, self.value.capitalize())

    @property
    def is_text(self) -> bool:
        return self in (QuestionKind.SHORT_TEXT, QuestionKind.TEXT)

    @property
    def is_scale(self) -> bool:
        return self in (QuestionKind.SCALE_5, QuestionKind.SCALE_10)

    @property
    def can_be_measured(self) -> bool:
        """Its numbers have an order with even steps, so that a change between stages means something."""
        return self.is_scale or self is QuestionKind.AGREE

    @property
    def has_options(self) -> bool:
        """Of the office's own."""
        return self in (QuestionKind.ONE_OF, QuestionKind.SEVERAL_OF)

    @property
    def numbers(self) -> dict[int, str]:
        """What each number says, lowest first; none where options are the question's own or words are asked."""
        return _NUMBERS.get(self, {})

    @property
    def headline(self) -> tuple[frozenset[int], str]:
        """The numbers whose share is told in one figure, and the words for it; no numbers where none is."""
        return _HEADLINES.get(self, (frozenset(), ""))


_WORDS = {
    QuestionKind.USEFULNESS: "Not useful to very useful",
    QuestionKind.ONE_OF: "One of several choices",
    QuestionKind.SEVERAL_OF: "Any of several choices",
    QuestionKind.SHORT_TEXT: "Short text, one line",
    QuestionKind.TEXT: "Long text",
}

_NUMBERS = {
    QuestionKind.SCALE_10: {number: str(number) for number in range(1, 11)},
    QuestionKind.SCALE_5: {number: str(number) for number in range(1, 6)},
    QuestionKind.AGREE: {
        1: "Strongly disagree",
        2: "Disagree",
        3: "Neither agree nor disagree",
        4: "Agree",
        5: "Strongly agree",
    },
    QuestionKind.USEFULNESS: {1: "Not useful", 2: "A little useful", 3: "Useful", 4: "Very useful"},
    QuestionKind.YES_NO: {1: "Yes", 0: "No"},
}

_HEADLINES = {
    QuestionKind.AGREE: (frozenset({4, 5}), "agree or strongly agree"),
    QuestionKind.USEFULNESS: (frozenset({3, 4}), "useful or very useful"),
    QuestionKind.YES_NO: (frozenset({1}), "yes"),
}


class Measure(Base):
    """One thing asked at several stages, always in the same way: that makes answers comparable."""

    __tablename__ = "measure"

    name: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[QuestionKind]


class Questionnaire(Base):
    """One version of the questions of a stage: of a course, or the default of all that have none of their own.

    `is_brief` is the short default of lunchtime and Learning Week. A draft isn't published yet. The latest published
    version that isn't retired is in use; what was published stays as it is, for the answers to it.
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
        """Raises OptionsUnclear, EndsUnclear or, as an answer to a measure would be one of two, MeasureAskedTwice."""
        question.must_have_its_options()
        question.must_have_its_ends()
        measures = [question.measure for question in self.questions if question.measure]
        if len(set(measures)) < len(measures):
            raise MeasureAskedTwice

    def publish(self, at: datetime) -> None:
        """From now on it is in use, and stays as it is. Raises AlreadyPublished or NothingAsked."""
        self.must_be_a_draft()
        if not self.asked:
            raise NothingAsked
        self.published_at = at


class Question(Base):
    """One question, or a heading between questions (its `words`, with `help` as the text below it).

    `low_end` and `high_end` are the words at the ends of a scale; `options` those of the office's own choices. Answers
    to a question that `is_about_needs` are gathered under training needs.
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

    questionnaire: Mapped[Questionnaire] = relationship(back_populates="questions")
    measure: Mapped[Measure | None] = relationship(lazy="joined")

    @property
    def choices(self) -> dict[int, str]:
        """The words of each number that can be chosen, in their order; none where words are asked."""
        return self.kind.numbers or dict(enumerate(self.options or [], start=1))

    @property
    def asks_as(self) -> Hashable:
        """What makes two questions one in the results: everything that people read. A version changes nothing."""
        return self.kind, self.words, self.low_end, self.high_end, tuple(self.options or [])

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
