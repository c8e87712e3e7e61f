"""Reads of the evaluation: who is to be asked, who answered, and what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Exists, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased, selectinload

from app import clock
from app.accounts.models import User
from app.booking.models import Booking, BookingState, Outcome
from app.database import db
from app.evaluation.models import Answer, Issued, ManagerRequest, Question, Questionnaire, Stage
from app.evaluation.rules import STAYS_OPEN, sessions_due_for_impact
from app.programme.models import Course, LearningWeek, SessionState, Strand, TrainingSession


def issued(booking_id: int, stage: Stage) -> Issued | None:
    return db.session.scalar(select(Issued).where(Issued.booking_id == booking_id, Issued.stage == stage))


def manager_request(request_id: int) -> ManagerRequest | None:
    wanted = select(ManagerRequest).where(ManagerRequest.id == request_id).options(selectinload(ManagerRequest.issued))
    return db.session.scalar(wanted)


def requests_to(manager_email: str) -> int:
    """How many messages a manager has had."""
    return db.session.scalar(select(func.count()).where(ManagerRequest.manager_email == manager_email)) or 0


def questionnaire(stage: Stage, *, is_brief: bool) -> Questionnaire | None:
    """The version in use."""
    wanted = select(Questionnaire).where(Questionnaire.stage == stage, Questionnaire.is_brief == is_brief)
    return db.session.scalar(wanted.order_by(Questionnaire.version.desc()).limit(1))


def to_ask_before(*, at: datetime) -> list[Booking]:
    """Who has a place on a session to come, without a pre-course questionnaire: however they got it."""
    wanted = _not_asked(Stage.BEFORE).where(
        Booking.state == BookingState.BOOKED, TrainingSession.starts_at > at, _asks_in_full()
    )
    return list(db.session.scalars(wanted))


def to_ask_after(*, at: datetime) -> list[Booking]:
    """Who was there, wholly or in part, once it has ended; for a Learning Week once the week has, one booking each."""
    over = or_(TrainingSession.learning_week_id.is_(None), LearningWeek.ends_on < clock.to_london(at).date())
    wanted = (
        _not_asked(Stage.AFTER)
        .outerjoin(LearningWeek, LearningWeek.id == TrainingSession.learning_week_id)
        .where(
            Booking.outcome.in_((Outcome.ATTENDED, Outcome.LEFT_EARLY, Outcome.WALK_IN)),
            TrainingSession.ends_at <= at,
            TrainingSession.ends_at > at - STAYS_OPEN,
            over,
            ~_asked_about_the_same_week(),
        )
    )
    first_of_the_week: dict[tuple[int, int], Booking] = {}
    chosen = []
    for booking in db.session.scalars(wanted):
        week = booking.session.learning_week_id
        if week is None or first_of_the_week.setdefault((booking.practitioner_id, week), booking) is booking:
            chosen.append(booking)
    return chosen


def to_ask_later(*, at: datetime) -> list[Booking]:
    """Attendees and walk-ins of sessions whose weeks are over."""
    weeks = db.session.scalars(select(Course.impact_after_weeks).distinct()).all()
    due = []
    for number in weeks:
        since, until = sessions_due_for_impact(at, number)
        ended = and_(TrainingSession.ends_at >= since, TrainingSession.ends_at < until)
        due.append(and_(Course.impact_after_weeks == number, ended))
    if not due:
        return []
    wanted = _not_asked(Stage.LATER).where(
        Booking.outcome.in_((Outcome.ATTENDED, Outcome.WALK_IN)), _asks_in_full(), or_(*due)
    )
    return list(db.session.scalars(wanted))


def to_ask_managers(*, at: datetime) -> list[Booking]:
    """Bookings asked about impact whose line manager hasn't been; nobody is asked about themself."""
    asked_later = exists().where(Issued.booking_id == Booking.id, Issued.stage == Stage.LATER, Issued.closes_at > at)
    wanted = (
        _not_asked(Stage.MANAGER)
        .join(User, User.id == Booking.practitioner_id)
        .where(Booking.manager_email != "", Booking.manager_email != User.email, asked_later)
    )
    return list(db.session.scalars(wanted))


def unanswered(stage: Stage, *, at: datetime) -> list[Issued]:
    """Open questionnaires of a stage without an answer, of bookings that still stand."""
    wanted = (
        select(Issued)
        .join(Issued.booking)
        .where(
            Issued.stage == stage,
            Issued.answered_at.is_(None),
            Issued.closes_at > at,
            Booking.state.in_((BookingState.BOOKED, BookingState.WALKED_IN)),
        )
        .order_by(Issued.id)
    )
    return list(db.session.scalars(wanted))


def unanswered_requests(*, at: datetime) -> list[ManagerRequest]:
    waiting = exists().where(Issued.manager_request_id == ManagerRequest.id, Issued.answered_at.is_(None))
    wanted = select(ManagerRequest).where(ManagerRequest.closes_at > at, waiting)
    return list(db.session.scalars(wanted.options(selectinload(ManagerRequest.issued))))


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
    """Issued and returned, by course id and stage, of bookings that stand."""
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
        .where(Booking.state.in_((BookingState.BOOKED, BookingState.WALKED_IN)))
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
    """One measure at each stage, and the change among the people who answered both times."""

    measure: str
    before: StageMean
    after: StageMean
    later: StageMean
    after_change: StageMean
    later_change: StageMean


def changes(course: Course) -> list[Change]:
    """What the paired questions of a course show; one person's answers are matched by their booking."""
    answers = _measured_answers(course)
    measures = list(dict.fromkeys(measure for measure, _ in answers))
    return [_change(measure, answers) for measure in measures]


def _measured_answers(course: Course) -> dict[tuple[str, Stage], dict[int, int]]:
    """Numbers by measure and stage, each by booking id."""
    rows = db.session.execute(
        select(Question.measure, Issued.stage, Issued.booking_id, Answer.number)
        .join(Answer, Answer.question_id == Question.id)
        .join(Issued, Issued.id == Answer.issued_id)
        .join(Booking, Booking.id == Issued.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(
            TrainingSession.course_id == course.id,
            Question.measure != "",
            Answer.number.is_not(None),
            Booking.state.in_((BookingState.BOOKED, BookingState.WALKED_IN)),
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
        .where(TrainingSession.course_id == course.id, Question.measure == "", Answer.number.is_not(None))
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
        .where(TrainingSession.course_id == course.id, Answer.words != "")
        .order_by(Question.questionnaire_id, Question.position, Answer.id)
    )
    found: dict[int, tuple[Stage, Question, list[str]]] = {}
    for stage, question, words in rows:
        found.setdefault(question.id, (stage, question, []))[2].append(words)
    return list(found.values())


def manager_comments(course: Course) -> list[str]:
    wanted = (
        select(ManagerRequest)
        .join(Issued, Issued.manager_request_id == ManagerRequest.id)
        .join(Booking, Booking.id == Issued.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(TrainingSession.course_id == course.id, ManagerRequest.comment != "")
        .distinct()
    )
    return [request.comment for request in db.session.scalars(wanted)]


def _not_asked(stage: Stage) -> Select[Booking]:
    """Bookings without a questionnaire of this stage; imported registers are history and never asked."""
    return (
        select(Booking)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .where(
            TrainingSession.is_imported.is_(False),
            TrainingSession.state == SessionState.PUBLISHED,
            ~exists().where(Issued.booking_id == Booking.id, Issued.stage == stage),
        )
        .order_by(TrainingSession.starts_at, Booking.id)
    )


def _asks_in_full() -> ColumnElement[bool]:
    """SQL for `not session.asks_once`."""
    return and_(Course.strand != Strand.LUNCHTIME, TrainingSession.learning_week_id.is_(None))


def _asked_about_the_same_week() -> Exists:
    """SQL: the person has had the one questionnaire of this Learning Week."""
    other, other_session = aliased(Booking), aliased(TrainingSession)
    return exists().where(
        Issued.booking_id == other.id,
        Issued.stage == Stage.AFTER,
        other.practitioner_id == Booking.practitioner_id,
        other.session_id == other_session.id,
        other_session.learning_week_id == TrainingSession.learning_week_id,
    )
