"""Which answers are looked at: one way to say it, for comments, needs and exports."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, func, select, union_all

from app.booking.models import Booking
from app.core import clock
from app.core.database import db
from app.evaluation.answering.models import Answer
from app.evaluation.issuing import queries as issuing
from app.evaluation.models import Question
from app.evaluation.models_issued import Issued
from app.evaluation.scope import AnswerScope
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession
from app.programme.periods import programme_year
from app.programme.queries_periods import began_between


def answers(scope: AnswerScope, *columns: Any) -> Select[Any]:
    """SQL: these columns of each answer with each booking that it is about.

    A person's answer is about one booking. What a manager says for all is about each of theirs, so it comes several
    times.
    """
    about = _about()
    return (
        select(*columns)
        .select_from(Answer)
        .join(about, about.c.answer_id == Answer.id)
        .join(Issued, Issued.id == about.c.issued_id)
        .join(Booking, Booking.id == Issued.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .join(Question, Question.id == Answer.question_id)
        .where(issuing.was_issued(), *_is_in(scope))
    )


def how_many_answers(scope: AnswerScope) -> int:
    """Each once, whomever it is about."""
    return db.session.scalar(answers(scope, func.count(Answer.id.distinct()))) or 0


def courses_answered() -> list[Course]:
    """Those with an answer, by title."""
    answered = answers(AnswerScope(), TrainingSession.course_id)
    return list(db.session.scalars(select(Course).where(Course.id.in_(answered)).order_by(Course.title)))


def years_answered() -> list[str]:
    """Programme years of sessions with an answer, latest first."""
    starts = db.session.scalars(answers(AnswerScope(), TrainingSession.starts_at).distinct())
    return sorted({programme_year(clock.to_london(instant).date()) for instant in starts}, reverse=True)


def _about() -> Subquery:
    of_a_booking = select(Answer.id.label("answer_id"), Answer.issued_id.label("issued_id"))
    of_a_manager = select(Answer.id, Issued.id).join(Issued, Issued.manager_request_id == Answer.manager_request_id)
    return union_all(of_a_booking.where(Answer.issued_id.is_not(None)), of_a_manager).subquery()


def _is_in(scope: AnswerScope) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if scope.course_id is not None:
        conditions.append(TrainingSession.course_id == scope.course_id)
    if scope.since or scope.until:
        conditions.append(began_between(scope.since or date.min, scope.until or date.max))
    if scope.stage:
        conditions.append(Issued.stage == scope.stage)
    if scope.words:
        conditions.append(Question.words == scope.words)
    if scope.is_about_needs:
        conditions.append(Question.is_about_needs.is_(True))
    return conditions
