"""What is looked at: a part of the programme or of its people, and a period; and the answers of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.evaluation.stages import Stage
from app.programme.models import Strand

TOLD_APART = (Strand.BESPOKE, Strand.E_LEARNING)
"""Outside the planned programme: in no figure that is pooled over courses, as in the report."""


class Dimension(StrEnum):
    """Whose answers."""

    EVERYTHING = "everything"
    COURSE = "course"
    SESSION = "session"
    TRAINER = "trainer"
    STRAND = "strand"
    WEEK = "week"
    AGENCY = "agency"
    SECTOR = "sector"

    @property
    def words(self) -> str:
        return "Learning Week" if self is Dimension.WEEK else self.value

    @property
    def leaves_weeks_out(self) -> bool:
        """A Learning Week asks once for all of it: its answers are no single course's, session's or trainer's."""
        return self in (Dimension.COURSE, Dimension.SESSION, Dimension.TRAINER, Dimension.STRAND)

    @property
    def is_pooled_over_courses(self) -> bool:
        """Bespoke work isn't in it: it has a strand of its own."""
        return self in (Dimension.EVERYTHING, Dimension.AGENCY, Dimension.SECTOR)


@dataclass(frozen=True)
class Scope:
    """Sessions that began between two London dates, both inclusive; `key` is an id, or the strand or sector itself."""

    since: date
    until: date
    of: Dimension = Dimension.EVERYTHING
    key: str = ""

    @property
    def id(self) -> int:
        """As a record's number; 0 for what has none."""
        return int(self.key) if self.key.isascii() and self.key.isdigit() and len(self.key) < 10 else 0


@dataclass(frozen=True)
class AnswerScope:
    """Answers about a course and about sessions that began from one London day to another, both inclusive.

    Each part may be left out: `AnswerScope()` is all that was answered. `words` are those of one question, in all of
    its versions.
    """

    course_id: int | None = None
    since: date | None = None
    until: date | None = None
    stage: Stage | None = None
    words: str = ""
    is_about_needs: bool = False

    @property
    def is_about_some_sessions(self) -> bool:
        """Not about those of all years and courses."""
        return any((self.course_id, self.since, self.until))

    @property
    def is_about_some_questions(self) -> bool:
        return bool(self.words) or self.is_about_needs


def answers_of_course(scope: Scope) -> AnswerScope | None:
    """The same course, or all of them, and the same period; None of any other part of the programme."""
    if scope.of not in (Dimension.COURSE, Dimension.EVERYTHING):
        return None
    return AnswerScope(scope.id or None, scope.since, scope.until)
