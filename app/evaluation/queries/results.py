"""What they answered, by course: returns, means, changes, words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, select

from app.booking.models import Booking
from app.database import db
from app.evaluation.models import Answer, Issued, Measure, Question, Stage
from app.evaluation.queries.issued import was_issued
from app.programme.models import Course, TrainingSession


@dataclass(frozen=True)
class Returns:
    """`rate` parts are over questionnaires that have closed; the other two over all."""

    issued: int = 0
    returned: int = 0
    closed: int = 0
    closed_returned: int = 0

    @property
    def rate_percent(self) -> int | None:
        """Whole number, halves rounded up; None while nothing has closed."""
        return (200 * self.closed_returned + self.closed) // (2 * self.closed) if self.closed else None


def returns(*, at: datetime, course: Course | None = None) -> dict[int, dict[Stage, Returns]]:
    """Issued and returned, by course id and stage, of those still wanted."""
    closed = Issued.closes_at <= at
    answered = Issued.answered_at.is_not(None)
    wanted = (
        select(
            TrainingSession.course_id,
            Issued.stage,
            func.count(),
            func.sum(case((answered, 1), else_=0)),
            func.sum(case((closed, 1), else_=0)),
            func.sum(case((and_(closed, answered), 1), else_=0)),
        )
        .select_from(Issued)
        .join(Booking, Booking.id == Issued.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(was_issued())
        .group_by(TrainingSession.course_id, Issued.stage)
    )
    if course:
        wanted = wanted.where(TrainingSession.course_id == course.id)
    found: dict[int, dict[Stage, Returns]] = {}
    for course_id, stage, *figures in db.session.execute(wanted):
        found.setdefault(course_id, {})[stage] = Returns(*figures)
    return found


@dataclass(frozen=True)
class StageMean:
    """The mean answer, 1 to 10, and how many gave one. `mean` is None where nobody did."""

    mean: float | None
    n: int


@dataclass(frozen=True)
class Change:
    """One measure at each stage, and the change among the people who answered both times.

    `unmatched_…` are those who answered only one of the two.
    """

    measure: str
    before: StageMean
    after: StageMean
    later: StageMean
    after_change: StageMean
    later_change: StageMean
    unmatched_after: int
    unmatched_later: int


def changes(course: Course) -> list[Change]:
    """What the paired questions of a course show; one person's answers are matched by their booking."""
    answers = _measured_answers(course)
    measures = list(dict.fromkeys(measure for measure, _ in answers))
    return [_change(measure, answers) for measure in measures]


def _measured_answers(course: Course) -> dict[tuple[str, Stage], dict[int, int]]:
    """Numbers by measure and stage, each by booking id."""
    rows = db.session.execute(
        select(Measure.name, Issued.stage, Issued.booking_id, Answer.number)
        .join(Question, Question.measure_id == Measure.id)
        .join(Answer, Answer.question_id == Question.id)
        .join(Issued, Issued.id == Answer.issued_id)
        .join(Booking, Booking.id == Issued.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(
            TrainingSession.course_id == course.id,
            Answer.number.is_not(None),
            was_issued(),
        )
        .order_by(Question.position)
    )
    answers: dict[tuple[str, Stage], dict[int, int]] = {}
    for measure, stage, booking_id, number in rows:
        assert number is not None
        answers.setdefault((measure, stage), {})[booking_id] = number
    return answers


def _change(measure: str, answers: dict[tuple[str, Stage], dict[int, int]]) -> Change:
    before, after, later = (answers.get((measure, stage), {}) for stage in (Stage.BEFORE, Stage.AFTER, Stage.LATER))
    return Change(
        measure,
        before=_mean(list(before.values())),
        after=_mean(list(after.values())),
        later=_mean(list(later.values())),
        after_change=_mean([after[who] - before[who] for who in before.keys() & after.keys()]),
        later_change=_mean([later[who] - before[who] for who in before.keys() & later.keys()]),
        unmatched_after=len(before.keys() ^ after.keys()),
        unmatched_later=len(before.keys() ^ later.keys()),
    )


def _mean(numbers: Sequence[int]) -> StageMean:
    return StageMean(sum(numbers) / len(numbers) if numbers else None, len(numbers))


@dataclass(frozen=True)
class Choices:
    """How often each number was given to a question that isn't measured at several stages."""

    stage: Stage
    question: Question
    counts: dict[int, int]


def choices(course: Course) -> list[Choices]:
    rows = db.session.execute(
        select(Issued.stage, Question, Answer.number, func.count())
        .join(Answer, Answer.question_id == Question.id)
        .join(Issued, Issued.id == Answer.issued_id)
        .join(Booking, Booking.id == Issued.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(
            TrainingSession.course_id == course.id,
            Question.measure_id.is_(None),
            Answer.number.is_not(None),
            was_issued(),
        )
        .group_by(Issued.stage, *Question.__table__.c, Answer.number)
        .order_by(Question.questionnaire_id, Question.position)
    )
    found: dict[int, Choices] = {}
    for stage, question, number, how_many in rows:
        assert number is not None
        found.setdefault(question.id, Choices(stage, question, {})).counts[number] = how_many
    return list(found.values())


def comments(course: Course) -> list[tuple[Stage, Question, list[str]]]:
    """Free text by question, for the training team alone."""
    rows = db.session.execute(
        select(Issued.stage, Question, Answer.words)
        .join(Answer, Answer.question_id == Question.id)
        .join(Issued, Issued.id == Answer.issued_id)
        .join(Booking, Booking.id == Issued.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(TrainingSession.course_id == course.id, Answer.words != "", was_issued())
        .order_by(Question.questionnaire_id, Question.position, Answer.id)
    )
    found: dict[int, tuple[Stage, Question, list[str]]] = {}
    for stage, question, words in rows:
        found.setdefault(question.id, (stage, question, []))[2].append(words)
    return list(found.values())


def manager_comments(course: Course) -> list[str]:
    wanted = (
        select(Answer.id, Answer.words)
        .join(Issued, Issued.manager_request_id == Answer.manager_request_id)
        .join(Booking, Booking.id == Issued.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(TrainingSession.course_id == course.id, Answer.words != "")
        .distinct()
    )
    return [words for _, words in db.session.execute(wanted)]
