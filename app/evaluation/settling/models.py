"""Figures that are settled: what others than the office see is added up from these rows, and from nothing else."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base
from app.evaluation.stages import Stage


class FigureKind(StrEnum):
    """What is counted."""

    RETURNS = "returns"
    SHARE = "share"
    CHANGE = "change"


class FigurePart(StrEnum):
    """Of which part of the programme a settled figure is.

    A rest is what is left of a strand or of a year once courses of too few people are put together.
    """

    COURSE = "course"
    SESSION = "session"
    AGENCY = "agency"
    STRAND_REST = "rest of a strand"
    YEAR_REST = "rest of a year"


class SettledQuarter(Base):
    """A stage of the sessions of a quarter, given by its first day: its figures were settled once, and stay."""

    __tablename__ = "settled_quarter"
    __table_args__ = (UniqueConstraint("quarter", "stage"),)

    quarter: Mapped[date]
    stage: Mapped[Stage]
    settled_at: Mapped[datetime]


class SettledFigure(Base):
    """One figure of one part of the programme, as it was settled with a quarter.

    `name` is the question or the measure, `said` the answers that a share is of, `lowest` and `highest` what one reply
    can say. `n` replied of so many `asked`; the sum of what they said lies between `low` and `high`, which are told.
    `people` are those who weren't in what was shown of the same course before. `sessions` holds of each session its
    number, how many replied and, of a change, the sum and the sum of squares.
    What isn't shown is kept to say so, without figures.
    """

    __tablename__ = "settled_figure"
    __table_args__ = (
        Index(None, "settled_quarter_id", "part"),
        CheckConstraint("low <= high", name="low_is_not_above_high"),
        CheckConstraint("n <= asked", name="replies_of_those_asked"),
    )

    settled_quarter_id: Mapped[int] = mapped_column(ForeignKey("settled_quarter.id"))
    kind: Mapped[FigureKind]
    name: Mapped[str] = mapped_column(Text)
    said: Mapped[str] = mapped_column(String(120))
    lowest: Mapped[int]
    highest: Mapped[int]
    part: Mapped[FigurePart]
    strand: Mapped[str] = mapped_column(String(40))
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"))
    week_id: Mapped[int | None] = mapped_column(ForeignKey("learning_week.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("training_session.id"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    is_shown: Mapped[bool]
    n: Mapped[int]
    asked: Mapped[int]
    people: Mapped[int]
    low: Mapped[int]
    high: Mapped[int]
    sessions: Mapped[list[list[int]]] = mapped_column(JSON)
