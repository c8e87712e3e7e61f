"""What must hold among answers. Each check returns the rows that break it."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select

from app.booking.models import Booking
from app.core.database import db
from app.evaluation.answering.models import Answer
from app.evaluation.models import Question
from app.evaluation.models_issued import Issued, ManagerRequest
from app.evaluation.stages import Stage
from app.programme.models_sessions import TrainingSession


def broken_invariants(*, at: datetime) -> list[str]:
    """A line for each offending row, beginning with the rule that it breaks; empty when all is well."""
    return [f"{rule.__doc__}: {row}" for rule in _RULES for row in rule(at)]


def _answered_out_of_time(at: datetime) -> Iterator[str]:
    """a questionnaire was answered before it was issued, or after it closed"""
    closes_at = func.coalesce(ManagerRequest.closes_at, Issued.closes_at)
    session_moved = and_(Issued.stage == Stage.PRE_COURSE, Issued.answered_at < TrainingSession.starts_at)
    too_late = and_(Issued.answered_at >= closes_at, ~session_moved)
    wanted = (
        select(Issued.id)
        .join(Booking, Booking.id == Issued.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .outerjoin(ManagerRequest, ManagerRequest.id == Issued.manager_request_id)
        .where(
            Issued.answered_at.is_not(None),
            Issued.entered_by_id.is_(None),  # paper is typed in whenever there is time
            or_(Issued.answered_at < Issued.issued_at, too_late),
        )
    )
    return (f"questionnaire {number}" for number in db.session.scalars(wanted.order_by(Issued.id)))


def _answers_to_nothing_answered(at: datetime) -> Iterator[str]:
    """answers are kept of a questionnaire that nobody has answered"""
    of_person = select(Answer.issued_id).join(Issued, Issued.id == Answer.issued_id)
    yield from (
        f"questionnaire {number}"
        for number in db.session.scalars(of_person.where(Issued.answered_at.is_(None)).distinct())
    )
    answered = exists().where(Issued.manager_request_id == Answer.manager_request_id, Issued.answered_at.is_not(None))
    of_manager = select(Answer.manager_request_id).where(Answer.manager_request_id.is_not(None), ~answered)
    yield from (f"manager request {number}" for number in db.session.scalars(of_manager.distinct()))


def _half_a_manager_answered(at: datetime) -> Iterator[str]:
    """a manager said that they can't say, and no answer was kept"""
    wanted = select(Issued.id).where(Issued.cannot_say.is_not(None), Issued.answered_at.is_(None))
    return (f"questionnaire {number}" for number in db.session.scalars(wanted))


def _answers_of_another_questionnaire(at: datetime) -> Iterator[str]:
    """an answer is to a question of another questionnaire"""
    wanted = (
        select(Answer.id)
        .join(Issued, Issued.id == Answer.issued_id)
        .join(Question, Question.id == Answer.question_id)
        .where(Question.questionnaire_id != Issued.questionnaire_id)
    )
    return (f"answer {number}" for number in db.session.scalars(wanted.order_by(Answer.id)))


def _answers_that_say_two_things(at: datetime) -> Iterator[str]:
    """something was ticked instead of an answer, and an answer was kept with it"""
    has_answer = or_(Answer.number.is_not(None), Answer.choices.is_not(None), Answer.words != "")
    wanted = select(Answer.id).where(Answer.instead.is_not(None), has_answer)
    return (f"answer {number}" for number in db.session.scalars(wanted.order_by(Answer.id)))


_RULES: tuple[Callable[[datetime], Iterator[str]], ...] = (
    _answered_out_of_time,
    _answers_to_nothing_answered,
    _half_a_manager_answered,
    _answers_of_another_questionnaire,
    _answers_that_say_two_things,
)
