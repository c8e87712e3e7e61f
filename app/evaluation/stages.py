"""The four stages of asking, and what shape of thing is asked about."""

from enum import StrEnum

from app.booking.states import Outcome
from app.programme.models import Course, Strand
from app.programme.models_sessions import TrainingSession


class Stage(StrEnum):
    """When we ask. The values are also the purposes of the personal links."""

    PRE_COURSE = "before"
    POST_COURSE = "after"
    IMPACT = "later"
    MANAGER = "manager"

    @property
    def heading(self) -> str:
        return {
            Stage.PRE_COURSE: "Pre-course self-evaluation",
            Stage.POST_COURSE: "Post-course evaluation",
            Stage.IMPACT: "Impact questionnaire",
            Stage.MANAGER: "Manager questionnaire",
        }[self]

    @property
    def words(self) -> str:
        """As the heading of a column."""
        return {
            Stage.PRE_COURSE: "Before",
            Stage.POST_COURSE: "After",
            Stage.IMPACT: "Later",
            Stage.MANAGER: "Managers",
        }[self]

    @property
    def asks_about(self) -> tuple[Outcome, ...]:
        """Which outcomes of a booking this stage asks about; before the start there is none yet."""
        if self is Stage.PRE_COURSE:
            return ()
        there = (Outcome.ATTENDED, Outcome.WALK_IN)
        return (*there, Outcome.LEFT_EARLY) if self is Stage.POST_COURSE else there


OF_THE_PERSON = (Stage.PRE_COURSE, Stage.POST_COURSE, Stage.IMPACT)
"""What somebody is asked about themself: matched, printed too and typed in, and each course may have its own."""


class Shape(StrEnum):
    """What is asked about: a course, or something that people only drop in to."""

    COURSE = "course"
    LUNCHTIME = "lunchtime session"
    WEEK = "Learning Week"

    @property
    def is_brief(self) -> bool:
        """One short questionnaire after it, unless the office turns more on."""
        return self is not Shape.COURSE


def shape_of(session: TrainingSession) -> Shape:
    return Shape.WEEK if session.learning_week_id is not None else shape_of_course(session.course)


def shape_of_course(course: Course) -> Shape:
    """Of its sessions outside a Learning Week."""
    return Shape.LUNCHTIME if course.strand is Strand.LUNCHTIME else Shape.COURSE
